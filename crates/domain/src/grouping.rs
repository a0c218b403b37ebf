//! Messages to conversations: by conversation id, else by customer, split at silences.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use foldhash::fast::RandomState;

use crate::conversation::{Conversation, ConversationKey};
use crate::message::{Direction, Message, MessageId, ThreadId};
use crate::phone::PhoneNumber;

/// How long a silence ends a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupingRules {
    /// Without a conversation id: a gap of this long or longer starts the next conversation.
    pub window: TimeDelta,
    /// Inside one conversation id: a gap longer than this starts the next one; `None` never does.
    pub thread_idle: Option<TimeDelta>,
}

impl Default for GroupingRules {
    fn default() -> Self {
        Self { window: TimeDelta::hours(2), thread_idle: Some(TimeDelta::hours(24)) }
    }
}

/// The places, in order, of messages whose id has stood before them.
pub fn duplicate_indices(messages: &[Message]) -> Vec<usize> {
    let mut seen: HashSet<&MessageId, RandomState> = HashSet::default();
    seen.reserve(messages.len());
    let places = messages.iter().enumerate().filter(|(_, message)| !seen.insert(&message.id));
    places.map(|(place, _)| place).collect()
}

/// Leaves out the messages at `places`, which are in order.
pub fn remove_indices(mut messages: Vec<Message>, places: &[usize]) -> Vec<Message> {
    if places.is_empty() {
        return messages;
    }
    let (mut place, mut next) = (0, places.iter().copied().peekable());
    messages.retain(|_| {
        let leaves = next.next_if_eq(&place).is_some();
        place += 1;
        !leaves
    });
    messages
}

/// Groups `messages`, given in file order, into conversations ordered by their first message.
/// The customers of a message are its participants without the company's `own` numbers.
pub fn group(messages: Vec<Message>, own: &OwnNumbers, rules: GroupingRules) -> Vec<Conversation> {
    let (places, sizes) = bucket_of_each(&messages, own);
    let mut buckets: Vec<Vec<Message>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for (message, place) in messages.into_iter().zip(places) {
        buckets[place].push(message);
    }
    let mut conversations: Vec<_> =
        buckets.into_iter().flat_map(|bucket| split(bucket, own, rules)).collect();
    conversations.sort_by(|a, b| (a.started_at(), &a.key).cmp(&(b.started_at(), &b.key)));
    conversations
}

/// The company's own telephone numbers.
#[derive(Debug, Clone, Default)]
pub struct OwnNumbers(HashSet<PhoneNumber, RandomState>);

impl OwnNumbers {
    /// Every sender of an outgoing message, and the recipient of an incoming one that has a single
    /// recipient. Better known the more of a file is seen.
    pub fn of(messages: &[Message]) -> Self {
        let own = messages.iter().filter_map(|message| match (message.direction, message.to.as_slice()) {
            (Direction::Outgoing, _) => message.from,
            (Direction::Incoming, [only]) => Some(*only),
            (Direction::Incoming, _) => None,
        });
        let (mut numbers, mut before) = (HashSet::default(), None);
        for number in own {
            // Nearly always it is that of the message before.
            if before.replace(number) != Some(number) {
                numbers.insert(number);
            }
        }
        Self(numbers)
    }

    fn customers_of(&self, message: &Message) -> Customers {
        let participants = || message.from.iter().chain(&message.to);
        let mut others = participants().filter(|number| !self.0.contains(*number));
        match (others.next(), others.next()) {
            // Two of the company's own numbers: they are each other's customers.
            (None, _) => Customers::Several(participants().copied().collect()),
            (Some(only), None) => Customers::One(*only),
            (Some(first), Some(second)) => {
                Customers::Several([first, second].into_iter().chain(others).copied().collect())
            }
        }
    }
}

/// The customers of a message. Nearly always it is one, which needs no set.
#[derive(PartialEq, Eq, Hash)]
enum Customers {
    One(PhoneNumber),
    Several(BTreeSet<PhoneNumber>),
}

impl Customers {
    fn numbers(&self) -> BTreeSet<PhoneNumber> {
        match self {
            Self::One(number) => BTreeSet::from([*number]),
            Self::Several(numbers) => numbers.clone(),
        }
    }
}

/// What a message is grouped by before silences split it.
#[derive(PartialEq, Eq, Hash)]
enum Bucket<'a> {
    Thread(&'a ThreadId),
    Customers(Customers),
}

impl<'a> Bucket<'a> {
    fn of(message: &'a Message, own: &OwnNumbers) -> Self {
        match &message.thread {
            Some(thread) => Self::Thread(thread),
            None => Self::Customers(own.customers_of(message)),
        }
    }

    fn key(&self) -> ConversationKey {
        match self {
            Self::Thread(thread) => ConversationKey::of_thread(thread),
            Self::Customers(customers) => ConversationKey::of_participants(&customers.numbers()),
        }
    }

    /// The customers of all its messages; those of a thread may change.
    fn customers(&self) -> Option<BTreeSet<PhoneNumber>> {
        match self {
            Self::Thread(_) => None,
            Self::Customers(customers) => Some(customers.numbers()),
        }
    }

    fn ends_after(&self, gap: TimeDelta, rules: GroupingRules) -> bool {
        match self {
            Self::Thread(_) => rules.thread_idle.is_some_and(|idle| gap > idle),
            Self::Customers(_) => gap >= rules.window,
        }
    }
}

/// Numbers the buckets in the order in which they are met; answers each message's, and how many
/// messages each has.
fn bucket_of_each(messages: &[Message], own: &OwnNumbers) -> (Vec<usize>, Vec<usize>) {
    let mut numbers: HashMap<Bucket<'_>, usize, RandomState> = HashMap::default();
    let mut sizes = Vec::new();
    let number = |message| {
        let number = *numbers.entry(Bucket::of(message, own)).or_insert_with(|| {
            sizes.push(0);
            sizes.len() - 1
        });
        sizes[number] += 1;
        number
    };
    let places = messages.iter().map(number).collect();
    (places, sizes)
}

/// Splits the messages of one bucket, given in file order, at silences.
fn split(messages: Vec<Message>, own: &OwnNumbers, rules: GroupingRules) -> Vec<Conversation> {
    let (times, mut messages) = in_time_order(messages);
    let Some(bucket) = messages.first().map(|message| Bucket::of(message, own)) else { return Vec::new() };
    let is_silence = |place: &usize| {
        let gap = times[*place].zip(times[place - 1]).map(|(time, before)| time - before);
        gap.is_some_and(|gap| bucket.ends_after(gap, rules))
    };
    let starts: Vec<_> = (1..messages.len()).filter(is_silence).collect();
    let (key, customers) = (bucket.key(), bucket.customers());
    let conversation = |key, messages: Vec<Message>| Conversation {
        key,
        customers: customers.clone().unwrap_or_else(|| customers_of_thread(&messages, own)),
        messages,
    };
    let mut visits = Vec::with_capacity(starts.len() + 1);
    // From the last, so that each is cut off the end.
    for (number, start) in (2..starts.len() + 2).zip(&starts).rev() {
        visits.push(conversation(key.session(number), messages.split_off(*start)));
    }
    visits.push(conversation(key, messages));
    visits
}

fn customers_of_thread(messages: &[Message], own: &OwnNumbers) -> BTreeSet<PhoneNumber> {
    let mut customers = BTreeSet::new();
    let mut before = None;
    for message in messages {
        let of_message = own.customers_of(message);
        // Nearly always they are those of the message before.
        if before.as_ref() != Some(&of_message) {
            customers.extend(of_message.numbers());
            before = Some(of_message);
        }
    }
    customers
}

/// Sorts by time, ties in file order, and answers the time of each. A message without a time stays
/// behind the one before it in the file, or at the front where none before it has one.
fn in_time_order(messages: Vec<Message>) -> (Vec<Option<DateTime<Utc>>>, Vec<Message>) {
    let mut before = None;
    let times: Vec<_> = messages
        .iter()
        .map(|message| {
            before = message.sent_at.or(before);
            before
        })
        .collect();
    if times.is_sorted() {
        return (times, messages);
    }
    let mut timed: Vec<_> = times.into_iter().zip(messages).collect();
    timed.sort_by_key(|(time, _)| *time);
    timed.into_iter().unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "+19025550100";
    const RULES: GroupingRules =
        GroupingRules { window: TimeDelta::hours(2), thread_idle: Some(TimeDelta::hours(24)) };

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text).unwrap()
    }

    fn message(id: &str, thread: Option<&str>, from: &str, to: &[&str], millis: Option<i64>) -> Message {
        Message {
            id: MessageId::parse(id).unwrap(),
            thread: thread.map(|thread| ThreadId::parse(thread).unwrap()),
            direction: if from == OWN { Direction::Outgoing } else { Direction::Incoming },
            from: Some(number(from)),
            to: to.iter().map(|to| number(to)).collect(),
            body: id.to_owned(),
            sent_at: millis.map(|millis| DateTime::from_timestamp_millis(millis).unwrap()),
        }
    }

    fn ids(conversations: &[Conversation]) -> Vec<Vec<&str>> {
        conversations.iter().map(|c| c.messages.iter().map(|m| m.id.as_str()).collect()).collect()
    }

    fn grouped(messages: Vec<Message>) -> Vec<Conversation> {
        let own = OwnNumbers::of(&messages);
        group(messages, &own, RULES)
    }

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_gap_below_two_hours_continues_and_one_of_two_hours_starts_anew() {
        for (gap, expected) in [(2 * HOUR - 1, 1), (2 * HOUR, 2), (2 * HOUR + 1, 2)] {
            let messages = vec![
                message("A", None, "+15065550101", &[OWN], Some(0)),
                message("B", None, OWN, &["+15065550101"], Some(gap)),
            ];
            assert_eq!(grouped(messages).len(), expected, "gap of {gap} ms");
        }
    }

    #[test]
    fn the_window_counts_from_the_last_message_not_the_first() {
        let messages = (0..5)
            .map(|n| message(&format!("M{n}"), None, "+15065550101", &[OWN], Some(n * 110 * 60_000)))
            .collect();
        assert_eq!(grouped(messages).len(), 1);
    }

    #[test]
    fn a_thread_is_split_only_by_a_silence_longer_than_its_idle_time() {
        let day = 24 * HOUR;
        let messages = || {
            vec![
                message("A", Some("CN1"), "+15065550101", &[OWN], Some(0)),
                message("B", Some("CN1"), "+15065550101", &[OWN], Some(day)),
                message("C", Some("CN1"), "+15065550101", &[OWN], Some(2 * day + 1)),
            ]
        };
        let split = grouped(messages());
        assert_eq!(ids(&split), [vec!["A", "B"], vec!["C"]]);
        assert_eq!(split[1].key.as_str(), "CN1#2");
        assert_eq!(
            group(messages(), &OwnNumbers::default(), GroupingRules { thread_idle: None, ..RULES }).len(),
            1
        );
    }

    #[test]
    fn messages_come_in_time_order_and_ties_in_file_order() {
        let messages = vec![
            message("late", Some("CN1"), "+15065550101", &[OWN], Some(9)),
            message("first", Some("CN1"), "+15065550101", &[OWN], Some(5)),
            message("second", Some("CN1"), OWN, &["+15065550101"], Some(5)),
        ];
        assert_eq!(ids(&grouped(messages)), [["first", "second", "late"]]);
    }

    #[test]
    fn a_message_without_a_time_keeps_its_place_in_the_file() {
        let messages = vec![
            message("A", Some("CN1"), "+15065550101", &[OWN], Some(1)),
            message("untimed", Some("CN1"), "+15065550101", &[OWN], None),
            message("B", Some("CN1"), "+15065550101", &[OWN], Some(2)),
        ];
        assert_eq!(ids(&grouped(messages)), [["A", "untimed", "B"]]);
    }

    #[test]
    fn a_group_is_its_participants_without_the_companys_own_number() {
        let (ann, bob) = ("+15065550101", "+15065550102");
        let messages = vec![
            message("A", None, ann, &[OWN, bob], Some(0)),
            message("B", None, OWN, &[ann, bob], Some(1)),
            message("alone", None, ann, &[OWN], Some(2)),
        ];
        let found = grouped(messages);
        assert_eq!(ids(&found), [vec!["A", "B"], vec!["alone"]]);
        assert_eq!(found[0].customers, BTreeSet::from([number(ann), number(bob)]));
    }

    #[test]
    fn two_customers_are_two_conversations_even_at_the_same_time() {
        let messages = vec![
            message("A", None, "+15065550101", &[OWN], Some(0)),
            message("B", None, "+15065550102", &[OWN], Some(0)),
        ];
        assert_eq!(grouped(messages).len(), 2);
    }

    #[test]
    fn a_repeated_id_counts_once() {
        let row = |id| message(id, None, "+15065550101", &[OWN], Some(0));
        let messages = vec![row("A"), row("B"), row("A"), row("C"), row("A")];
        let repeated = duplicate_indices(&messages);
        assert_eq!(repeated, [2, 4]);
        let kept = remove_indices(messages, &repeated);
        assert_eq!(kept.iter().map(|message| message.id.as_str()).collect::<Vec<_>>(), ["A", "B", "C"]);
    }
}
