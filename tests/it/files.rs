//! Exports that a spreadsheet has saved: the same conversations are found as in the original file, except for lost
//! data, which is reported.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::Utc;
use gleaner_domain::grouping::{self, GroupingRules, OwnParticipants};
use gleaner_domain::{Message, RowOutcome, RowReason, WarningCode};
use gleaner_sources::{Batch, ReadError, ReadOptions, read};
use serde_json::Value;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

async fn batch(name: &str) -> Batch {
    read(bytes(name), &ReadOptions::plain(Utc::now())).await.unwrap()
}

/// The expected content of a file.
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

    /// The conversations of the file, as they are in the original one.
    async fn conversations(&self) -> BTreeSet<Vec<String>> {
        let wanted: BTreeSet<String> = self.ids("conversation_ids").into_iter().collect();
        let clean = batch("star/star-dev-500.csv").await.messages;
        let clean = clean
            .into_iter()
            .filter(|message| message.thread.as_ref().is_some_and(|thread| wanted.contains(thread.as_str())));
        conversations(clean.collect())
    }
}

fn conversations(messages: Vec<Message>) -> BTreeSet<Vec<String>> {
    let messages = grouping::remove_indices(messages.clone(), &grouping::duplicate_indices(&messages));
    let own = OwnParticipants::of(&messages);
    let ids = |message: &Message| message.id.as_str().to_owned();
    grouping::group(messages, &own, GroupingRules::default())
        .iter()
        .map(|found| found.messages.iter().map(ids).collect())
        .collect()
}

/// The texts of the original file by message id.
async fn clean_bodies() -> BTreeMap<String, String> {
    let text = |message: Message| (message.id.as_str().to_owned(), message.body);
    batch("star/star-dev-500-phone.csv").await.messages.into_iter().map(text).collect()
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
        let (truth, batch) = (Truth::of(file), batch(&format!("star/{file}")).await);
        assert_eq!(
            (batch.provenance.shape.encoding.name, batch.provenance.shape.delimiter),
            (encoding, delimiter),
            "{file}"
        );
        assert_eq!(batch.report.counts.total(), truth.number("data_rows"), "{file}");
        assert_bodies(&batch.messages, &truth.0["body_overrides"]).await;
        // Texts that consist only of emoji are lost, since Windows-1252 has no emoji.
        let lost: BTreeSet<_> = truth.emptied();
        let reported = batch.report.detailed();
        assert!(reported.iter().all(|row| row.reason == RowReason::NoText), "{file}");
        assert_eq!(reported.len(), lost.len(), "{file}");
        let expected = truth.conversations().await.into_iter();
        let expected =
            expected.map(|found| found.into_iter().filter(|id| !lost.contains(id)).collect()).collect();
        assert_eq!(conversations(batch.messages), expected, "{file}");
    }
}

#[tokio::test]
async fn a_file_with_every_kind_of_damage_contains_the_same_conversations() {
    let (truth, batch) = (Truth::of("star-dev-messy.csv"), batch("star/star-dev-messy.csv").await);
    assert!(batch.provenance.shape.encoding.byte_order_mark);
    let headers: Vec<_> =
        batch.provenance.shape.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["Sent At", "FROM", "to", "Direction", "Conversation Body", "Id"]);

    let counts = &batch.report.counts;
    assert_eq!(counts.total(), truth.number("data_rows"));
    assert_eq!(counts.of(RowOutcome::Rejected), 0);
    assert_eq!(counts.of(RowOutcome::Empty), truth.ids("empty_body_ids").len() as u64);
    let repeated: BTreeSet<_> = grouping::duplicate_indices(&batch.messages)
        .into_iter()
        .map(|index| batch.messages[index].id.as_str().to_owned())
        .collect();
    assert_eq!(repeated, truth.ids("duplicate_ids").into_iter().collect());

    // Rows that were added to this file are in no other.
    let extra: BTreeMap<_, _> = truth.0["extra_rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["body"].as_str().unwrap()))
        .collect();
    let (added, original): (Vec<_>, Vec<_>) =
        batch.messages.into_iter().partition(|message| extra.contains_key(message.id.as_str()));
    for message in &added {
        assert_eq!(message.body, extra[message.id.as_str()], "formulas are text");
    }
    assert_bodies(&original, &Value::Null).await;
    let expected = truth.conversations().await;
    assert_eq!(expected.len(), 120);
    assert_eq!(conversations(original), expected);
}

#[tokio::test]
async fn an_unclosed_quotation_mark_costs_its_own_row_and_no_other() {
    for file in ["star-dev-broken-quote.csv", "star-dev-broken-quote-mid.csv"] {
        let (truth, batch) = (Truth::of(file), batch(&format!("star/{file}")).await);
        let ids: Vec<_> = batch.messages.iter().map(|message| message.id.as_str().to_owned()).collect();
        let expected = [truth.ids("ids_before"), truth.ids("ids_after")].concat();
        assert_eq!(ids, expected, "{file}");
        let [row] = &batch.report.detailed()[..] else { panic!("{file}") };
        assert_eq!((row.line, row.reason), (truth.number("broken_line"), RowReason::UnclosedQuote), "{file}");
        assert_eq!(row.column.as_deref(), Some("conversationBody"));
        assert!(batch.warnings.iter().any(|warning| warning.code == WarningCode::UnclosedQuote));
        assert_bodies(&batch.messages, &Value::Null).await;
        // The other messages are grouped as before.
        let whole: BTreeSet<Vec<String>> = truth.conversations().await;
        let rest = |found: Vec<String>| found.into_iter().filter(|id| ids.contains(id)).collect::<Vec<_>>();
        let rest = whole.into_iter().map(rest).filter(|found| !found.is_empty()).collect();
        assert_eq!(conversations(batch.messages), rest, "{file}");
    }
}

#[tokio::test]
async fn numbers_that_a_spreadsheet_has_damaged_do_not_identify_customers() {
    let error = read(bytes("star/star-dev-excel.csv"), &ReadOptions::plain(Utc::now())).await.unwrap_err();
    let ReadError::MostlyRejected { counts, first } = &error else { panic!("{error:?}") };
    let rows = Truth::of("star-dev-excel.csv").number("data_rows");
    assert_eq!((counts.total(), counts.reasons[&RowReason::DamagedNumber]), (rows, rows));
    assert_eq!((first[0].line, first[0].column.as_deref()), (2, Some("from")));
    assert!(error.to_string().contains("export again"), "{error}");
}

/// The same damage loses nothing if conversations have ids.
#[tokio::test]
async fn messages_with_damaged_numbers_are_grouped_by_their_conversation_id() {
    let text = String::from_utf8(bytes("star/star-dev-500.csv")).unwrap();
    let damaged = text.replace("+1", "1.9");
    let batch = read(damaged.into_bytes(), &ReadOptions::plain(Utc::now())).await.unwrap();
    assert_eq!(batch.warnings[0].code, WarningCode::DamagedNumbers);
    let clean = self::batch("star/star-dev-500.csv").await;
    assert_eq!(conversations(batch.messages), conversations(clean.messages));
}

#[tokio::test]
async fn the_smaller_fixture_has_the_same_conversations_with_either_header() {
    let truth: Value = serde_json::from_slice(&bytes("abcd/abcd-dev-3-truth.json")).unwrap();
    let all = truth["conversations"].as_array().unwrap();
    let expected: BTreeSet<Vec<String>> =
        all.iter().map(|found| serde_json::from_value(found["message_ids"].clone()).unwrap()).collect();
    assert_eq!(expected.len(), 3);
    for file in ["abcd/abcd-dev-3.csv", "abcd/abcd-dev-3-phone.csv"] {
        assert_eq!(conversations(batch(file).await.messages), expected, "{file}");
    }
}

#[tokio::test]
async fn two_spellings_of_a_number_are_one_conversation() {
    let header = "id,conversationBody,direction,from,to,sentAt\n";
    let row = |id: &str, direction: &str, from: &str, to: &str, minute: u8| {
        format!("{id},Hi,{direction},{from},{to},2025-07-01T10:{minute:02}:00Z\n")
    };
    let rows = [
        row("AC1", "incoming", "+15065550101", "+19025550100", 1),
        row("AC2", "outgoing", "(902) 555-0100", "(506) 555-0101", 2),
        row("AC3", "incoming", "506-555-0101", "1 902 555 0100", 3),
        row("AC4", "outgoing", "19025550100", "15065550101", 4),
    ];
    let file = format!("{header}{}", rows.concat());
    let batch = read(file.into(), &ReadOptions::plain(Utc::now())).await.unwrap();
    let expected = ["AC1", "AC2", "AC3", "AC4"].map(str::to_owned).to_vec();
    assert_eq!(conversations(batch.messages), BTreeSet::from([expected]));
}
