//! What holds of reading whatever file: shared by the fuzz target and by the test that runs its
//! corpus (`crates/sources/tests/corpus.rs`).

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, TimeDelta};
use gleaner_domain::grouping::{self, GroupingRules, OwnNumbers};
use gleaner_domain::rows::MAX_DETAILED_ROWS;
use gleaner_domain::{Message, PhoneNumber};
use gleaner_sources::{Export, ReadError, ReadOptions, read};

fn read_now(file: &[u8]) -> Result<Export, ReadError> {
    let now = DateTime::from_timestamp(1_764_000_000, 0).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(read(file.to_vec(), &ReadOptions::plain(now)))
}

/// Reads a file and checks all that must be true of it, whatever it is.
pub fn execute_fenced(file: &[u8]) {
    let Ok(export) = read_now(file) else { return };
    rows_are_accounted_for(&export, file);
    export.messages.iter().for_each(is_whole);
    grouping_keeps_every_message(&export.messages);
    written_anew_it_is_the_same(&export.messages);
}

fn rows_are_accounted_for(export: &Export, file: &[u8]) {
    let counts = &export.report.counts;
    assert_eq!(counts.imported, export.messages.len() as u64);
    assert_eq!(export.lines.len(), export.messages.len());
    assert!(!export.report.is_mostly_rejected());
    let breaks = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
    assert!(counts.total() <= breaks + 1, "{} rows in {breaks} lines", counts.total());
    assert!(export.lines.is_sorted_by(|a, b| a < b), "a line is the beginning of one row");
    let detailed = export.report.detailed();
    assert!(detailed.len() <= MAX_DETAILED_ROWS && detailed.is_sorted_by_key(|row| row.line));
    let lines = export.lines.iter().copied().chain(detailed.iter().map(|row| row.line));
    assert!(lines.into_iter().all(|line| (export.shape.header_line..=breaks + 1).contains(&line)));
    assert_eq!((export.sha256.len(), export.bytes), (64, file.len() as u64));
}

fn is_whole(message: &Message) {
    assert!(!message.body.is_empty() && message.body.trim() == message.body && !message.body.contains('\0'));
    assert!(message.thread.is_some() || message.sent_at.is_some());
    assert!(message.thread.is_some() || message.from.is_some() || !message.to.is_empty());
}

fn grouping_keeps_every_message(messages: &[Message]) {
    let unique = grouping::remove_indices(messages.to_vec(), &grouping::duplicate_indices(messages));
    let ids: HashSet<_> = unique.iter().map(|message| message.id.clone()).collect();
    let rules = GroupingRules { window: TimeDelta::hours(2), thread_idle: Some(TimeDelta::hours(24)) };
    let conversations = grouping::group(unique, &OwnNumbers::of(messages), rules);
    let grouped: Vec<_> = conversations.iter().flat_map(|found| &found.messages).collect();
    assert_eq!(grouped.len(), ids.len());
    assert!(grouped.iter().all(|message| ids.contains(&message.id)));
}

/// What was read, written by a CSV writer, is read as the same.
fn written_anew_it_is_the_same(messages: &[Message]) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["id", "conversationId", "body", "sentAt", "to", "from", "direction"];
    writer.write_record(header).expect("written");
    for message in messages {
        let to: Vec<_> = message.to.iter().map(PhoneNumber::as_str).collect();
        let cells = [
            message.id.as_str(),
            message.thread.as_ref().map_or("", |thread| thread.as_str()),
            &message.body,
            &message.sent_at.map_or(String::new(), |time| time.to_rfc3339_opts(SecondsFormat::Nanos, true)),
            &to.join(","),
            message.from.as_ref().map_or("", PhoneNumber::as_str),
            message.direction.as_str(),
        ];
        writer.write_record(cells).expect("written");
    }
    let file = writer.into_inner().expect("flushed");
    match read_now(&file) {
        Ok(again) => assert!(again.messages == messages, "read as something else"),
        Err(error) => assert!(messages.is_empty(), "{error}"),
    }
}
