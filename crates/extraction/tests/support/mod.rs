//! Reads fixtures, and counts what is right.

#![allow(dead_code, clippy::allow_attributes, reason = "each test uses a part of it")]

use std::fmt;
use std::path::PathBuf;

use chrono::DateTime;
use gleaner_domain::grouping::{GroupingRules, OwnParticipants, group};
use gleaner_domain::{Conversation, CustomerKey, SentStatistics};
use gleaner_extraction::sent_keys;
use gleaner_sources::{ReadOptions, read};

/// The businesses on which the models were trained and the rules were made.
pub const TRAINED: [&str; 17] = [
    "bikes",
    "camping",
    "cleaners",
    "clinic",
    "cocina",
    "floristeria",
    "garage",
    "gimnasio",
    "hotel",
    "lettings",
    "phones",
    "plombier",
    "printshop",
    "salon",
    "traiteur",
    "vet",
    "webshop",
];
/// The businesses that nothing was made from.
pub const HELD_OUT: [&str; 6] = ["autoecole", "movers", "opticien", "pestcontrol", "storage", "theatre"];

/// The content of a fixture.
pub fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    std::fs::read(folder.join(name)).unwrap()
}

/// The conversations of an export, one for each thread if `whole_threads` is set.
pub async fn conversations(name: &str, whole_threads: bool) -> Vec<Conversation> {
    let options = ReadOptions::plain(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let messages = read(fixture(name), &options).await.unwrap().messages;
    let rules = GroupingRules::default();
    let thread_idle = rules.thread_idle.filter(|_| !whole_threads);
    let own = OwnParticipants::of(&messages);
    group(messages, &own, GroupingRules { thread_idle, ..rules })
}

/// What the operators of `conversations` sent.
pub fn statistics(conversations: &[Conversation]) -> SentStatistics {
    let mut sent = SentStatistics::default();
    for conversation in conversations {
        let customer = CustomerKey::of(conversation);
        sent_keys(conversation).into_iter().for_each(|key| sent.add(key, customer));
    }
    sent
}

/// How many of some things are right, and the names of those that are wrong.
#[derive(Default)]
pub struct Share {
    pub all: usize,
    pub wrong: Vec<String>,
}

impl Share {
    pub fn count(&mut self, name: &str, is_right: bool) {
        self.all += 1;
        if !is_right {
            self.wrong.push(name.to_owned());
        }
    }

    /// 0 to 1.
    pub fn value(&self) -> f64 {
        1.0 - self.wrong.len() as f64 / self.all.max(1) as f64
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} % of {}", 100.0 * self.value(), self.all)
    }
}
