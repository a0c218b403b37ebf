//! Files as people have them: whatever a spreadsheet has done to an export, the same conversations
//! are found in it as in the clean file, apart from what is truly lost; and that is reported.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{TimeDelta, Utc};
use gleaner_domain::grouping::{self, GroupingRules, OwnNumbers};
use gleaner_domain::{Message, RowOutcome, RowReason, WarningCode};
use gleaner_sources::{Export, ReadError, ReadOptions, read};
use serde_json::Value;

const RULES: GroupingRules =
    GroupingRules { window: TimeDelta::hours(2), thread_idle: Some(TimeDelta::hours(24)) };

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

async fn export(name: &str) -> Export {
    read(bytes(name), &ReadOptions::plain(Utc::now())).await.unwrap()
}

/// What must be found in a file, as the people who made it know.
struct Truth(Value);

impl Truth {
    fn of(file: &str) -> Self {
        let all: Value = serde_json::from_slice(&bytes("star/star-dev-messy-truth.json")).unwrap();
        let files = all["files"].as_array().unwrap();
        Self(files.iter().find(|truth| truth["file"] == file).unwrap().clone())
    }

    fn ids(&self, field: &str) -> Vec<String> {
        serde_json::from_value(self.0[field].clone()).unwrap()
    }

    fn number(&self, field: &str) -> u64 {
        self.0[field].as_u64().unwrap()
    }

    /// Messages whose text did not survive the encoding.
    fn emptied(&self) -> BTreeSet<String> {
        let overrides = self.0["body_overrides"].as_object();
        let emptied = overrides.into_iter().flatten().filter(|(_, body)| *body == "");
        emptied.map(|(id, _)| id.clone()).collect()
    }

    /// The conversations of the file, as the clean one has them.
    async fn conversations(&self) -> BTreeSet<Vec<String>> {
        let wanted: BTreeSet<String> = self.ids("conversation_ids").into_iter().collect();
        let clean = export("star/star-dev-500.csv").await.messages;
        let clean = clean
            .into_iter()
            .filter(|message| message.thread.as_ref().is_some_and(|thread| wanted.contains(thread.as_str())));
        conversations(clean.collect())
    }
}

fn conversations(messages: Vec<Message>) -> BTreeSet<Vec<String>> {
    let messages = grouping::remove_indices(messages.clone(), &grouping::duplicate_indices(&messages));
    let own = OwnNumbers::of(&messages);
    let ids = |message: &Message| message.id.as_str().to_owned();
    grouping::group(messages, &own, RULES)
        .iter()
        .map(|found| found.messages.iter().map(ids).collect())
        .collect()
}

/// The texts of the clean file by the messages' ids.
async fn clean_bodies() -> BTreeMap<String, String> {
    let text = |message: Message| (message.id.as_str().to_owned(), message.body);
    export("star/star-dev-500-phone.csv").await.messages.into_iter().map(text).collect()
}

async fn assert_bodies(messages: &[Message], overrides: &Value) {
    let clean = clean_bodies().await;
    for message in messages {
        let id = message.id.as_str();
        let expected = overrides[id].as_str().unwrap_or(&clean[id]);
        assert_eq!(message.body, expected.trim(), "{id}");
    }
}

#[tokio::test]
async fn another_encoding_or_delimiter_changes_nothing() {
    for (file, encoding, delimiter) in [
        ("star-dev-utf16.csv", "UTF-16LE", ','),
        ("star-dev-semicolon.csv", "UTF-8", ';'),
        ("star-dev-cp1252.csv", "windows-1252", ','),
    ] {
        let (truth, export) = (Truth::of(file), export(&format!("star/{file}")).await);
        assert_eq!((export.shape.encoding.name, export.shape.delimiter), (encoding, delimiter), "{file}");
        assert_eq!(export.report.counts.total(), truth.number("data_rows"), "{file}");
        assert_bodies(&export.messages, &truth.0["body_overrides"]).await;
        // Truly lost: texts of nothing but emoji, which Windows-1252 does not have.
        let lost: BTreeSet<_> = truth.emptied();
        let reported = export.report.detailed();
        assert!(reported.iter().all(|row| row.reason == RowReason::NoText), "{file}");
        assert_eq!(reported.len(), lost.len(), "{file}");
        let expected = truth.conversations().await.into_iter();
        let expected =
            expected.map(|found| found.into_iter().filter(|id| !lost.contains(id)).collect()).collect();
        assert_eq!(conversations(export.messages), expected, "{file}");
    }
}

#[tokio::test]
async fn a_file_with_everything_a_person_does_to_it_still_holds_the_same() {
    let (truth, export) = (Truth::of("star-dev-messy.csv"), export("star/star-dev-messy.csv").await);
    assert!(export.shape.encoding.byte_order_mark);
    let headers: Vec<_> = export.shape.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["Sent At", "FROM", "to", "Direction", "Conversation Body", "Id"]);

    let counts = &export.report.counts;
    assert_eq!(counts.total(), truth.number("data_rows"));
    assert_eq!(counts.of(RowOutcome::Rejected), 0);
    assert_eq!(counts.of(RowOutcome::Empty), truth.ids("empty_body_ids").len() as u64);
    let repeated: BTreeSet<_> = grouping::duplicate_indices(&export.messages)
        .into_iter()
        .map(|place| export.messages[place].id.as_str().to_owned())
        .collect();
    assert_eq!(repeated, truth.ids("duplicate_ids").into_iter().collect());

    // The rows that were made up for this file are in no other.
    let extra: BTreeMap<_, _> = truth.0["extra_rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["body"].as_str().unwrap()))
        .collect();
    let (added, original): (Vec<_>, Vec<_>) =
        export.messages.into_iter().partition(|message| extra.contains_key(message.id.as_str()));
    for message in &added {
        assert_eq!(message.body, extra[message.id.as_str()], "formulas are text");
    }
    assert_bodies(&original, &Value::Null).await;
    let expected = truth.conversations().await;
    assert_eq!(expected.len(), 120);
    assert_eq!(conversations(original), expected);
}

#[tokio::test]
async fn an_unclosed_quote_costs_its_own_row_and_no_other() {
    for file in ["star-dev-broken-quote.csv", "star-dev-broken-quote-mid.csv"] {
        let (truth, export) = (Truth::of(file), export(&format!("star/{file}")).await);
        let ids: Vec<_> = export.messages.iter().map(|message| message.id.as_str().to_owned()).collect();
        let expected = [truth.ids("ids_before"), truth.ids("ids_after")].concat();
        assert_eq!(ids, expected, "{file}");
        let [row] = &export.report.detailed()[..] else { panic!("{file}") };
        assert_eq!((row.line, row.reason), (truth.number("broken_line"), RowReason::UnclosedQuote), "{file}");
        assert_eq!(row.column.as_deref(), Some("conversationBody"));
        assert!(export.warnings.iter().any(|warning| warning.code == WarningCode::UnclosedQuote));
        assert_bodies(&export.messages, &Value::Null).await;
        // What is left is grouped as it was.
        let whole: BTreeSet<Vec<String>> = truth.conversations().await;
        let rest = |found: Vec<String>| found.into_iter().filter(|id| ids.contains(id)).collect::<Vec<_>>();
        let rest = whole.into_iter().map(rest).filter(|found| !found.is_empty()).collect();
        assert_eq!(conversations(export.messages), rest, "{file}");
    }
}

#[tokio::test]
async fn numbers_that_a_spreadsheet_has_damaged_are_no_customers() {
    let error = read(bytes("star/star-dev-excel.csv"), &ReadOptions::plain(Utc::now())).await.unwrap_err();
    let ReadError::MostlyRejected { counts, first } = &error else { panic!("{error:?}") };
    let rows = Truth::of("star-dev-excel.csv").number("data_rows");
    assert_eq!((counts.total(), counts.reasons[&RowReason::DamagedNumber]), (rows, rows));
    assert_eq!((first[0].line, first[0].column.as_deref()), (2, Some("from")));
    assert!(error.to_string().contains("export again"), "{error}");
}

/// The same damage is no loss where conversations have ids.
#[tokio::test]
async fn damaged_numbers_do_not_part_what_an_id_holds_together() {
    let text = String::from_utf8(bytes("star/star-dev-500.csv")).unwrap();
    let damaged = text.replace("+1", "1.9");
    let export = read(damaged.into_bytes(), &ReadOptions::plain(Utc::now())).await.unwrap();
    assert_eq!(export.warnings[0].code, WarningCode::DamagedNumbers);
    let clean = self::export("star/star-dev-500.csv").await;
    assert_eq!(conversations(export.messages), conversations(clean.messages));
}

#[tokio::test]
async fn both_headers_of_the_smaller_set_give_the_conversations_of_its_truth() {
    let truth: Value = serde_json::from_slice(&bytes("abcd/abcd-dev-3-truth.json")).unwrap();
    let all = truth["conversations"].as_array().unwrap();
    let expected: BTreeSet<Vec<String>> =
        all.iter().map(|found| serde_json::from_value(found["message_ids"].clone()).unwrap()).collect();
    assert_eq!(expected.len(), 3);
    for file in ["abcd/abcd-dev-3.csv", "abcd/abcd-dev-3-phone.csv"] {
        assert_eq!(conversations(export(file).await.messages), expected, "{file}");
    }
}
