use super::*;
use crate::testing::{BUSINESS, CUSTOMER, MessageBuilder, incoming, outgoing, participant};

const HOUR: i64 = 3_600_000;
const ANN: &str = "+15065550101";
const BOB: &str = "+15065550102";

fn build(messages: impl IntoIterator<Item = MessageBuilder>) -> Vec<Message> {
    messages.into_iter().map(MessageBuilder::build).collect()
}

fn ids(conversations: &[Conversation]) -> Vec<Vec<&str>> {
    conversations.iter().map(|c| c.messages.iter().map(|m| m.id.as_str()).collect()).collect()
}

fn grouped(messages: impl IntoIterator<Item = MessageBuilder>) -> Vec<Conversation> {
    let messages = build(messages);
    let own = OwnParticipants::of(&messages);
    group(messages, &own, GroupingRules::default())
}

#[test]
fn a_gap_below_two_hours_continues_a_conversation_and_one_of_two_hours_starts_the_next() {
    for (gap, expected) in [(2 * HOUR - 1, 1), (2 * HOUR, 2), (2 * HOUR + 1, 2)] {
        let found = grouped([incoming("A").at(0), outgoing("B").at(gap)]);
        assert_eq!(found.len(), expected, "gap of {gap} ms");
    }
}

#[test]
fn the_window_counts_from_the_last_message_not_the_first() {
    let messages = (0..5).map(|n| incoming(&format!("M{n}")).at(n * 110 * 60_000));
    assert_eq!(grouped(messages).len(), 1);
}

#[test]
fn a_thread_is_split_only_by_a_silence_longer_than_its_idle_time() {
    let day = 24 * HOUR;
    let messages = || {
        let at = [("A", 0), ("B", day), ("C", 2 * day + 1)];
        at.map(|(id, time)| incoming(id).thread("CN1").at(time))
    };
    let split = grouped(messages());
    assert_eq!(ids(&split), [vec!["A", "B"], vec!["C"]]);
    assert_eq!(split[1].key.as_str(), "CN1#2");
    let never = GroupingRules { thread_idle: None, ..GroupingRules::default() };
    assert_eq!(group(build(messages()), &OwnParticipants::default(), never).len(), 1);
}

#[test]
fn messages_are_in_time_order_and_ties_in_file_order() {
    let found = grouped([
        incoming("late").thread("CN1").at(9),
        incoming("first").thread("CN1").at(5),
        outgoing("second").thread("CN1").at(5),
    ]);
    assert_eq!(ids(&found), [["first", "second", "late"]]);
}

#[test]
fn a_message_without_a_time_keeps_its_position_in_the_file() {
    let found = grouped([
        incoming("A").thread("CN1").at(1),
        incoming("untimed").thread("CN1"),
        incoming("B").thread("CN1").at(2),
    ]);
    assert_eq!(ids(&found), [["A", "untimed", "B"]]);
}

#[test]
fn the_customers_of_a_group_are_its_participants_without_the_business() {
    let found = grouped([
        incoming("A").from(ANN).to(&[BUSINESS, BOB]).at(0),
        outgoing("B").to(&[ANN, BOB]).at(1),
        incoming("alone").from(ANN).at(2),
    ]);
    assert_eq!(ids(&found), [vec!["A", "B"], vec!["alone"]]);
    assert_eq!(found[0].customers, BTreeSet::from([participant(ANN), participant(BOB)]));
}

#[test]
fn two_customers_have_two_conversations_even_at_the_same_time() {
    assert_eq!(grouped([incoming("A").from(ANN).at(0), incoming("B").from(BOB).at(0)]).len(), 2);
}

#[test]
fn customers_without_a_telephone_number_are_grouped_the_same_way() {
    for (customer, other) in [("ann@example.com", "bob@example.com"), ("handle:ann", "handle:bob")] {
        let found = grouped([
            incoming("A").from(customer).to(&["handle:support"]).at(0),
            outgoing("B").from("handle:support").to(&[customer]).at(1),
            incoming("C").from(other).to(&["handle:support"]).at(2),
        ]);
        assert_eq!(ids(&found), [vec!["A", "B"], vec!["C"]], "{customer}");
        assert_eq!(found[0].customers, BTreeSet::from([participant(customer)]));
    }
}

/// Stored keys are compared with new ones.
#[test]
fn the_key_of_a_customer_with_a_telephone_number_is_the_one_of_earlier_versions() {
    let found = grouped([incoming("A").from(CUSTOMER).at(0)]);
    assert_eq!(found[0].key.as_str(), "tel-9e675924280a00ec");
}

#[test]
fn a_repeated_id_counts_once() {
    let messages = build(["A", "B", "A", "C", "A"].map(incoming));
    let duplicates = duplicate_indices(&messages);
    assert_eq!(duplicates, [2, 4]);
    let kept = remove_indices(messages, &duplicates);
    assert_eq!(kept.iter().map(|message| message.id.as_str()).collect::<Vec<_>>(), ["A", "B", "C"]);
}

/// Two exports may be pasted together, of which one has no ids.
#[test]
fn a_message_that_occurs_with_and_without_its_id_counts_once() {
    let with_id = incoming("Thanks").id("AC1").at(1).build();
    let mut without_id = with_id.clone();
    without_id.id = MessageId::of_content(&with_id.content_hash(), 1);
    let other = incoming("Thanks").id("AC2").at(2).build();
    for messages in [[&with_id, &other, &without_id], [&without_id, &other, &with_id]] {
        assert_eq!(duplicate_indices(&messages.map(Message::clone)), [2]);
    }
}

#[test]
fn messages_with_ids_and_the_same_content_are_not_duplicates_even_if_others_have_no_ids() {
    let untimed = |id: MessageId| {
        let mut message = incoming("Thanks").thread("CN1").build();
        message.id = id;
        message
    };
    let content = incoming("Thanks").thread("CN1").build().content_hash();
    let own = |id| untimed(MessageId::parse(id).unwrap());
    let without = |number| untimed(MessageId::of_content(&content, number));
    let messages = [own("AC1"), own("AC2"), without(1), without(2), without(3)];
    assert_eq!(duplicate_indices(&messages), [2, 3]);
    let messages = [without(1), own("AC1"), own("AC2"), without(2)];
    assert_eq!(duplicate_indices(&messages), [1, 2]);
}
