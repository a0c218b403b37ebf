//! Groups messages into conversations: by conversation id, otherwise by customer, and splits them at silences.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use foldhash::fast::RandomState;

use crate::conversation::{Conversation, ConversationKey};
use crate::identity::{MessageId, ThreadId};
use crate::known::KnownMessages;
use crate::message::{Direction, Message};
use crate::participant::Participant;

/// How long a silence must be to end a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupingRules {
    /// Without a conversation id, a gap of this length or longer starts the next conversation.
    pub window: TimeDelta,
    /// Within one conversation id, a gap longer than this starts the next conversation; `None` never does.
    pub thread_idle: Option<TimeDelta>,
}

/// Two hours without a conversation id, 24 hours with one.
impl Default for GroupingRules {
    fn default() -> Self {
        Self { window: TimeDelta::hours(2), thread_idle: Some(TimeDelta::hours(24)) }
    }
}

/// Returns, in ascending order, the indices of messages that repeat an earlier one, as [`KnownMessages::contains`]
/// defines it.
pub fn duplicate_indices(messages: &[Message]) -> Vec<usize> {
    let has_own_id = |message: &Message| message.id.content().is_none();
    let indexed = messages.iter().enumerate();
    // In nearly every file all messages have ids of their own, or none has. Then the ids alone decide.
    if messages.iter().all(has_own_id) || !messages.iter().any(has_own_id) {
        let mut seen: HashSet<&MessageId, RandomState> = HashSet::default();
        seen.reserve(messages.len());
        return indexed.filter(|(_, message)| !seen.insert(&message.id)).map(|(index, _)| index).collect();
    }
    let mut seen = KnownMessages::default();
    let is_duplicate = |(_, message): &(usize, &Message)| {
        let content = message.content();
        let is_known = seen.contains(&message.id, &content);
        if !is_known {
            seen.add(message.id.clone(), content);
        }
        is_known
    };
    indexed.filter(is_duplicate).map(|(index, _)| index).collect()
}

/// Removes the messages at `indices`, which are ascending.
pub fn remove_indices(mut messages: Vec<Message>, indices: &[usize]) -> Vec<Message> {
    if indices.is_empty() {
        return messages;
    }
    let (mut index, mut removed) = (0, indices.iter().copied().peekable());
    messages.retain(|_| {
        let is_kept = removed.next_if_eq(&index).is_none();
        index += 1;
        is_kept
    });
    messages
}

/// Groups `messages`, given in file order, into conversations ordered by their first message.
/// The customers of a message are its participants except the `own` ones.
pub fn group(messages: Vec<Message>, own: &OwnParticipants, rules: GroupingRules) -> Vec<Conversation> {
    let (bucket_of, sizes) = buckets(&messages, own);
    let mut buckets: Vec<Vec<Message>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for (message, bucket) in messages.into_iter().zip(bucket_of) {
        buckets[bucket].push(message);
    }
    let mut conversations: Vec<_> =
        buckets.into_iter().flat_map(|bucket| split(bucket, own, rules)).collect();
    conversations.sort_by(|a, b| (a.started_at(), &a.key).cmp(&(b.started_at(), &b.key)));
    conversations
}

/// The participants that are the business itself.
#[derive(Debug, Clone, Default)]
pub struct OwnParticipants(HashSet<Participant, RandomState>);

impl OwnParticipants {
    /// Finds every sender of an outgoing message, and the recipient of each incoming message that has a single
    /// recipient. The more of a file is given, the more complete the result.
    pub fn of(messages: &[Message]) -> Self {
        let own = messages.iter().filter_map(|message| match (message.direction, message.to.as_slice()) {
            (Direction::Outgoing, _) => message.from.as_ref(),
            (Direction::Incoming, [only]) => Some(only),
            (Direction::Incoming, _) => None,
        });
        let (mut participants, mut before) = (HashSet::default(), None);
        for participant in own {
            // Nearly always it is the one of the message before.
            if before.replace(participant) != Some(participant) {
                participants.insert(participant.clone());
            }
        }
        Self(participants)
    }

    fn customers_of<'a>(&self, message: &'a Message) -> Customers<'a> {
        let participants = || message.from.iter().chain(&message.to);
        let mut others = participants().filter(|participant| !self.0.contains(*participant));
        match (others.next(), others.next()) {
            // A message between two numbers of the business: each is the other's customer.
            (None, _) => Customers::Several(participants().collect()),
            (Some(only), None) => Customers::One(only),
            (Some(first), Some(second)) => {
                Customers::Several([first, second].into_iter().chain(others).collect())
            }
        }
    }
}

/// The customers of a message. Nearly always it is one, which needs no set.
#[derive(PartialEq, Eq, Hash)]
enum Customers<'a> {
    One(&'a Participant),
    Several(BTreeSet<&'a Participant>),
}

impl Customers<'_> {
    fn to_set(&self) -> BTreeSet<Participant> {
        match self {
            Self::One(participant) => BTreeSet::from([(*participant).clone()]),
            Self::Several(participants) => participants.iter().copied().cloned().collect(),
        }
    }
}

/// What messages are grouped by before silences split them.
#[derive(PartialEq, Eq, Hash)]
enum Bucket<'a> {
    Thread(&'a ThreadId),
    Customers(Customers<'a>),
}

impl<'a> Bucket<'a> {
    fn of(message: &'a Message, own: &OwnParticipants) -> Self {
        match &message.thread {
            Some(thread) => Self::Thread(thread),
            None => Self::Customers(own.customers_of(message)),
        }
    }

    /// Returns whether a silence of this length ends a conversation.
    fn ends_after(&self, gap: TimeDelta, rules: GroupingRules) -> bool {
        match self {
            Self::Thread(_) => rules.thread_idle.is_some_and(|idle| gap > idle),
            Self::Customers(_) => gap >= rules.window,
        }
    }

    /// Returns the key of the first session, and the customers if they are the same in every message. Those of
    /// a thread can change.
    fn key_and_customers(&self) -> (ConversationKey, Option<BTreeSet<Participant>>) {
        match self {
            Self::Thread(thread) => (ConversationKey::of_thread(thread), None),
            Self::Customers(customers) => {
                let customers = customers.to_set();
                (ConversationKey::of_customers(&customers), Some(customers))
            }
        }
    }
}

/// Numbers the buckets in the order in which they first occur. Returns the bucket of each message, and the
/// number of messages in each bucket.
fn buckets(messages: &[Message], own: &OwnParticipants) -> (Vec<usize>, Vec<usize>) {
    let mut indices: HashMap<Bucket<'_>, usize, RandomState> = HashMap::default();
    let mut sizes = Vec::new();
    let bucket_of = |message| {
        let index = *indices.entry(Bucket::of(message, own)).or_insert_with(|| {
            sizes.push(0);
            sizes.len() - 1
        });
        sizes[index] += 1;
        index
    };
    let bucket_of = messages.iter().map(bucket_of).collect();
    (bucket_of, sizes)
}

/// Splits the messages of one bucket, given in file order, at silences.
fn split(messages: Vec<Message>, own: &OwnParticipants, rules: GroupingRules) -> Vec<Conversation> {
    let (times, mut messages) = in_time_order(messages);
    let Some(bucket) = messages.first().map(|message| Bucket::of(message, own)) else { return Vec::new() };
    let follows_silence = |index: &usize| {
        let gap = times[*index].zip(times[index - 1]).map(|(time, before)| time - before);
        gap.is_some_and(|gap| bucket.ends_after(gap, rules))
    };
    let starts: Vec<_> = (1..messages.len()).filter(follows_silence).collect();
    let (key, customers) = bucket.key_and_customers();
    let conversation = |key, messages: Vec<Message>| Conversation {
        key,
        customers: customers.clone().unwrap_or_else(|| customers_of_thread(&messages, own)),
        messages,
    };
    let mut sessions = Vec::with_capacity(starts.len() + 1);
    // From the last session to the first, so that each is split off the end.
    for (number, start) in (2..starts.len() + 2).zip(&starts).rev() {
        sessions.push(conversation(key.session(number), messages.split_off(*start)));
    }
    sessions.push(conversation(key, messages));
    sessions
}

fn customers_of_thread(messages: &[Message], own: &OwnParticipants) -> BTreeSet<Participant> {
    let mut customers = BTreeSet::new();
    let mut before = None;
    for message in messages {
        let of_message = own.customers_of(message);
        // Nearly always they are those of the message before.
        if before.as_ref() != Some(&of_message) {
            customers.extend(of_message.to_set());
            before = Some(of_message);
        }
    }
    customers
}

/// Sorts by time, with ties in file order, and returns the time of each message. A message without a time
/// counts as sent at the time of the one before it in the file; if none before it has a time, it comes first.
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
mod tests;
