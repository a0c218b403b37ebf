//! A conversation: the messages that one customer and the business exchange without a long silence. The unit of
//! work.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::identity::ThreadId;
use crate::message::{Direction, Message};
use crate::participant::Participant;

/// Identifies a conversation within an import.
///
/// It is the source's conversation id, or `tel-` and a hash of the customers if there is none (never the
/// numbers themselves). Silences split a thread into sessions: the second has `#2` appended, the third `#3`, ….
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConversationKey(String);

impl ConversationKey {
    pub(crate) fn of_thread(thread: &ThreadId) -> Self {
        Self(thread.as_str().to_owned())
    }

    pub(crate) fn of_customers(customers: &BTreeSet<Participant>) -> Self {
        let mut hash = Sha256::new();
        for customer in customers {
            hash.update(customer.as_str());
            hash.update(",");
        }
        Self(format!("tel-{}", hex::encode(&hash.finalize()[..8])))
    }

    /// Returns the key of the `number`th session, counted from one.
    pub(crate) fn session(&self, number: usize) -> Self {
        match number {
            1 => self.clone(),
            _ => Self(format!("{}#{number}", self.0)),
        }
    }

    /// Returns the key of the thread, without the number of the session.
    pub fn thread(&self) -> &str {
        match self.0.rsplit_once('#') {
            Some((thread, number)) if number.parse::<usize>().is_ok() => thread,
            _ => &self.0,
        }
    }

    /// Wraps a stored key.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// Returns the key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Messages in the order they were sent; never empty if it comes from [`crate::grouping`].
#[derive(Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Identifies the conversation within its import.
    pub key: ConversationKey,
    /// All participants except the business itself.
    pub customers: BTreeSet<Participant>,
    /// The messages in time order; those of the same time in file order.
    pub messages: Vec<Message>,
}

impl Conversation {
    /// Returns whether both a customer and an operator wrote. Without both there is no question or no answer to
    /// learn from.
    pub fn has_both_sides(&self) -> bool {
        let wrote = |side| self.messages.iter().any(|message| message.direction == side);
        wrote(Direction::Incoming) && wrote(Direction::Outgoing)
    }

    /// Returns when the first message with a known time was sent; `None` if no message has a time.
    pub fn started_at(&self) -> Option<DateTime<Utc>> {
        self.messages.iter().find_map(|message| message.sent_at)
    }

    /// Returns the messages that an operator wrote, in order.
    pub fn operator_messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.direction == Direction::Outgoing)
    }
}

/// Only the key and the number of messages: message text and participants must not appear in a log.
impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("key", &self.key)
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}
