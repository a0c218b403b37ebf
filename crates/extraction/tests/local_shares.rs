//! What the rules extract from real conversations, compared with labels by people. See
//! `tests/fixtures/star/README.md`.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use chrono::DateTime;
use gleaner_domain::grouping::{GroupingRules, OwnParticipants, group};
use gleaner_domain::{Conversation, Extracted, SentStatistics};
use gleaner_extraction::PatternTypes;
use gleaner_extraction::rules::extract;
use gleaner_sources::{ReadOptions, read};

/// The minimum share of conversations with an answer in which the rules find it, 0 to 1.
const MIN_FOUND: f64 = 0.84;
/// The minimum share of conversations without an answer in which the rules find none, 0 to 1.
const MIN_DECLINED: f64 = 0.78;

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/star");
    std::fs::read(folder.join(name)).unwrap()
}

async fn conversations() -> Vec<Conversation> {
    let file = fixture("star-dev-500.csv");
    let options = ReadOptions::plain(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let messages = read(file, &options).await.unwrap().messages;
    let rules = GroupingRules { thread_idle: None, ..GroupingRules::default() };
    group(messages.clone(), &OwnParticipants::of(&messages), rules)
}

/// For each conversation the messages that answer it. Empty if there is no reusable answer.
fn labels() -> HashMap<String, BTreeSet<String>> {
    let text = String::from_utf8(fixture("star-dev-500-labels.csv")).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.map(|row| (row[0].to_owned(), row[2].split_whitespace().map(str::to_owned).collect())).collect()
}

/// The number of conversations, and the keys of those with a wrong result.
#[derive(Default)]
struct Share {
    all: usize,
    wrong: Vec<String>,
}

impl Share {
    fn count(&mut self, conversation: &Conversation, right: bool) {
        self.all += 1;
        if !right {
            self.wrong.push(conversation.key.as_str().to_owned());
        }
    }

    fn value(&self) -> f64 {
        1.0 - self.wrong.len() as f64 / self.all as f64
    }
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the shares are printed to compare changes of the rules")]
async fn most_answers_are_found_and_most_conversations_without_one_yield_no_pattern() {
    let (labels, types) = (labels(), PatternTypes::built_in());
    let (mut answered, mut declined) = (Share::default(), Share::default());
    for conversation in conversations().await {
        let expected = &labels[conversation.key.as_str()];
        let extracted = extract(&conversation, &SentStatistics::default(), &types);
        if expected.is_empty() {
            declined.count(&conversation, matches!(extracted, Extracted::NoPattern(_)));
        } else {
            let found = matches!(&extracted, Extracted::Pattern(draft)
                if draft.answer.iter().all(|id| expected.contains(id.as_str())));
            answered.count(&conversation, found);
        }
    }
    assert_eq!((answered.all, declined.all), (435, 65));
    println!("answers found: {:.1} %", 100.0 * answered.value());
    println!("conversations without an answer declined: {:.1} %", 100.0 * declined.value());
    assert!(answered.value() >= MIN_FOUND, "missed in {:?}", answered.wrong);
    assert!(declined.value() >= MIN_DECLINED, "extracted from {:?}", declined.wrong);
}
