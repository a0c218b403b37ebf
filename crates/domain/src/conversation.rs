//! A conversation: the messages that belong to one visit of one customer. The unit of work.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::message::{Direction, Message, ThreadId};
use crate::phone::PhoneNumber;

/// Names a conversation inside an import.
///
/// The exporter's conversation id, or `tel-` and a hash of the participants where it gives none
/// (never the numbers themselves). From the second visit on with `#2`, `#3`, ….
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConversationKey(String);

impl ConversationKey {
    pub(crate) fn of_thread(thread: &ThreadId) -> Self {
        Self(thread.as_str().to_owned())
    }

    pub(crate) fn of_participants(participants: &BTreeSet<PhoneNumber>) -> Self {
        let mut hash = Sha256::new();
        for number in participants {
            hash.update(number.as_str());
            hash.update(",");
        }
        Self(format!("tel-{}", hex::encode(&hash.finalize()[..8])))
    }

    /// The key of the `number`th visit, counted from one.
    pub(crate) fn session(&self, number: usize) -> Self {
        match number {
            1 => self.clone(),
            _ => Self(format!("{}#{number}", self.0)),
        }
    }

    /// A key as it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Messages in the order they were sent, never empty when it comes from [`crate::grouping`].
#[derive(Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Names it inside its import.
    pub key: ConversationKey,
    /// The customers: all participants but the company's own numbers.
    pub customers: BTreeSet<PhoneNumber>,
    /// In time order; ties in file order.
    pub messages: Vec<Message>,
}

impl Conversation {
    /// Does it hold a message of the customer and one of an operator? Without both there is no
    /// question, or no answer, to learn from.
    pub fn has_both_sides(&self) -> bool {
        let wrote = |side| self.messages.iter().any(|message| message.direction == side);
        wrote(Direction::Incoming) && wrote(Direction::Outgoing)
    }

    /// When its first message with a known time was sent.
    pub fn started_at(&self) -> Option<DateTime<Utc>> {
        self.messages.iter().find_map(|message| message.sent_at)
    }

    /// The messages an operator wrote.
    pub fn operator_messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.direction == Direction::Outgoing)
    }
}

/// Only the key and the size: message text and numbers must not reach a log.
impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("key", &self.key)
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}
