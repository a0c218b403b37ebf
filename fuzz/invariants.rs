//! What must be true of the result of reading any file. The fuzz target and the test that runs its corpus
//! (`crates/sources/tests/corpus.rs`) share these checks.

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat};
use gleaner_domain::grouping::{self, GroupingRules, OwnParticipants};
use gleaner_domain::rows::MAX_DETAILED_ROWS;
use gleaner_domain::{Message, Participant};
use gleaner_sources::{Batch, ReadError, ReadOptions, read};

fn read_now(file: &[u8]) -> Result<Batch, ReadError> {
    let now = DateTime::from_timestamp(1_764_000_000, 0).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(read(file.to_vec(), &ReadOptions::plain(now)))
}

/// Reads a file, checks everything that must be true of the result, and returns it.
pub fn check(file: &[u8]) -> Result<Batch, ReadError> {
    let batch = read_now(file)?;
    check_rows(&batch, file);
    batch.messages.iter().for_each(check_message);
    check_grouping(&batch.messages);
    check_round_trip(&batch.messages);
    Ok(batch)
}

fn check_rows(batch: &Batch, file: &[u8]) {
    let Batch { messages, lines, report, provenance, .. } = batch;
    assert_eq!(report.counts.imported, messages.len() as u64);
    assert_eq!(lines.len(), messages.len());
    assert!(!report.is_mostly_rejected());
    let breaks = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
    assert!(report.counts.total() <= breaks + 1, "{} rows in {breaks} lines", report.counts.total());
    assert!(lines.is_sorted_by(|a, b| a < b), "two messages begin on one line");
    let detailed = report.detailed();
    assert!(detailed.len() <= MAX_DETAILED_ROWS && detailed.is_sorted_by_key(|row| row.line));
    let mut all_lines = lines.iter().copied().chain(detailed.iter().map(|row| row.line));
    assert!(all_lines.all(|line| (provenance.shape.header_line..=breaks + 1).contains(&line)));
    assert_eq!(provenance.bytes, file.len() as u64);
}

fn check_message(message: &Message) {
    assert!(!message.body.is_empty() && message.body.trim() == message.body && !message.body.contains('\0'));
    assert!(message.thread.is_some() || message.sent_at.is_some());
    assert!(message.thread.is_some() || message.from.is_some() || !message.to.is_empty());
    for participant in message.from.iter().chain(&message.to) {
        assert!(Participant::parse(participant.as_str()).as_ref() == Ok(participant));
    }
}

/// Every message is in exactly one conversation.
fn check_grouping(messages: &[Message]) {
    let unique = grouping::remove_indices(messages.to_vec(), &grouping::duplicate_indices(messages));
    let ids: HashSet<_> = unique.iter().map(|message| message.id.clone()).collect();
    let own = OwnParticipants::of(messages);
    let conversations = grouping::group(unique, &own, GroupingRules::default());
    let grouped: Vec<_> = conversations.iter().flat_map(|found| &found.messages).collect();
    assert_eq!(grouped.len(), ids.len());
    assert!(grouped.iter().all(|message| ids.contains(&message.id)));
}

/// The messages that were read, written by a CSV writer, are read as the same messages.
fn check_round_trip(messages: &[Message]) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["id", "conversationId", "body", "sentAt", "to", "from", "direction"];
    writer.write_record(header).expect("written");
    for message in messages {
        let to: Vec<_> = message.to.iter().map(Participant::as_str).collect();
        let cells = [
            message.id.as_str(),
            message.thread.as_ref().map_or("", |thread| thread.as_str()),
            &message.body,
            &message.sent_at.map_or(String::new(), |time| time.to_rfc3339_opts(SecondsFormat::Nanos, true)),
            &to.join(","),
            message.from.as_ref().map_or("", Participant::as_str),
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
