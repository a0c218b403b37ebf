//! The conversations that are found in a file are the real ones.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use chrono::Utc;
use gleaner_domain::ImportPlan;
use gleaner_domain::grouping::{self, GroupingRules, OwnParticipants};
use gleaner_domain::testing::{BUSINESS, incoming, outgoing};
use gleaner_domain::{Conversation, Message, MessageId};
use gleaner_sources::{ReadOptions, read};
use proptest::prelude::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

async fn messages(file: &str) -> Vec<Message> {
    let bytes = std::fs::read(fixture(file)).unwrap();
    let batch = read(bytes, &ReadOptions::plain(Utc::now())).await.unwrap();
    assert_eq!(batch.report.detailed(), []);
    batch.messages
}

fn group(messages: Vec<Message>) -> Vec<Conversation> {
    let own = OwnParticipants::of(&messages);
    grouping::group(messages, &own, GroupingRules::default())
}

fn ids(conversation: &Conversation) -> Vec<String> {
    conversation.messages.iter().map(|message| message.id.as_str().to_owned()).collect()
}

/// The ids of the messages of each real conversation, in order.
fn truth() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(fixture("star/star-dev-500-conversations.csv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let (id, messages) = line.split_once(',').unwrap();
            (id.to_owned(), messages.split(' ').map(str::to_owned).collect())
        })
        .collect()
}

#[tokio::test]
async fn conversations_are_found_by_their_id() {
    let messages = messages("star/star-dev-500.csv").await;
    assert_eq!(messages.len(), 7_738);
    let found: BTreeMap<_, _> =
        group(messages).iter().map(|found| (found.key.as_str().to_owned(), ids(found))).collect();
    assert_eq!(found, truth());
}

#[tokio::test]
async fn the_same_conversations_are_found_by_customer_and_time() {
    let found: BTreeSet<_> = group(messages("star/star-dev-500-phone.csv").await).iter().map(ids).collect();
    assert_eq!(found, truth().into_values().collect());
}

#[tokio::test]
async fn the_window_is_exactly_two_hours() {
    let truth: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("edge/edge-window-truth.json")).unwrap())
            .unwrap();
    let cases = truth["cases"].as_array().unwrap();
    let expected: BTreeSet<Vec<String>> = cases
        .iter()
        .flat_map(|case| serde_json::from_value::<Vec<Vec<String>>>(case["rolling_lt_2h"].clone()).unwrap())
        .collect();
    let found: BTreeSet<_> = group(messages("edge/edge-window.csv").await).iter().map(ids).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn both_files_of_the_same_conversations_have_the_same_messages() {
    let first = messages("star/star-dev-500.csv").await;
    let known: HashSet<MessageId> = first.into_iter().map(|message| message.id).collect();
    let plan =
        ImportPlan::new(messages("star/star-dev-500-phone.csv").await, &known, GroupingRules::default(), 500);
    assert_eq!((plan.known_indices.len(), plan.conversations.len()), (7_738, 0));
}

/// Customer, side and minute: what messages are grouped by.
fn any_messages() -> impl Strategy<Value = Vec<(u8, bool, u32)>> {
    prop::collection::vec((0_u8..4, any::<bool>(), 0_u32..2_000), 0..60)
}

/// Builds messages; with `with_threads`, the conversation of every second customer has an id.
fn built(specification: &[(u8, bool, u32)], with_threads: bool) -> Vec<Message> {
    let build = |(index, (customer, is_incoming, minute)): (usize, &(u8, bool, u32))| {
        let thread = (with_threads && customer % 2 == 0).then(|| format!("CN{customer}"));
        let customer = format!("+1506555010{customer}");
        let message = match is_incoming {
            true => incoming("text").from(&customer).to(&[BUSINESS]),
            false => outgoing("text").from(BUSINESS).to(&[&customer]),
        };
        // Each in a different millisecond, so the order of the file is irrelevant.
        let millis = (i64::from(*minute) * 60 + index as i64 % 60) * 1_000 + index as i64;
        let message = message.id(&format!("AC{index}")).at(millis);
        match thread {
            Some(thread) => message.thread(&thread).build(),
            None => message.build(),
        }
    };
    specification.iter().enumerate().map(build).collect()
}

proptest! {
    #[test]
    fn grouping_neither_loses_nor_invents_a_message(specification in any_messages(), with_threads in any::<bool>()) {
        let messages = built(&specification, with_threads);
        let mut before: Vec<_> = messages.iter().map(|message| message.id.as_str().to_owned()).collect();
        let mut after: Vec<_> = group(messages).iter().flat_map(ids).collect();
        before.sort();
        after.sort();
        prop_assert_eq!(before, after);
    }

    #[test]
    fn gaps_within_a_conversation_are_below_the_window_and_gaps_between_two_are_not(specification in any_messages()) {
        let window = GroupingRules::default().window;
        let mut last = BTreeMap::new();
        for conversation in group(built(&specification, false)) {
            let times: Vec<_> = conversation.messages.iter().map(|message| message.sent_at.unwrap()).collect();
            prop_assert!(times.windows(2).all(|pair| pair[1] - pair[0] < window && pair[0] <= pair[1]));
            let customer = conversation.customers.clone();
            if let Some(before) = last.insert(customer, *times.last().unwrap()) {
                prop_assert!(times[0] - before >= window);
            }
        }
    }

    #[test]
    fn the_order_of_the_file_is_irrelevant_if_times_differ(
        specification in any_messages(),
        with_threads in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let messages = built(&specification, with_threads);
        let mut times: Vec<_> = messages.iter().map(|message| message.sent_at).collect();
        times.sort();
        times.dedup();
        prop_assume!(times.len() == messages.len());
        let mut shuffled = messages.clone();
        shuffled.sort_by_key(|message| message.id.as_str().bytes().fold(seed, |hash, byte| {
            hash.wrapping_mul(1_099_511_628_211).wrapping_add(u64::from(byte))
        }));
        let all = |messages| group(messages).iter().map(ids).collect::<Vec<_>>();
        prop_assert_eq!(all(messages), all(shuffled));
    }
}
