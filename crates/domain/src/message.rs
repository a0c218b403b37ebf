//! A text message of an export.

use std::fmt;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use smallvec::SmallVec;

pub use crate::identity::{ContentHash, IdError, MAX_ID_CHARS, MessageId, ThreadId};
use crate::participant::Participant;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The customer wrote it.
    Incoming,
    /// An operator of the business wrote it.
    Outgoing,
}

impl Direction {
    /// Reads the spellings that exports contain, in upper or lower case; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_one_of = |names: [&str; 3]| names.iter().any(|name| text.eq_ignore_ascii_case(name));
        if is_one_of(["incoming", "inbound", "received"]) {
            return Some(Self::Incoming);
        }
        is_one_of(["outgoing", "outbound", "sent"]).then_some(Self::Outgoing)
    }

    /// Returns OpenPhone's spelling, which is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
        }
    }
}

/// Recipients of a message. Nearly every message has one, which needs no memory of its own.
pub type Recipients = SmallVec<[Participant; 1]>;

/// A message of an export, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Identifies the message across files.
    pub id: MessageId,
    /// The source's conversation, if the export names one.
    pub thread: Option<ThreadId>,
    /// Who wrote the message.
    pub direction: Direction,
    /// The sender; `None` if the export's value does not identify one.
    pub from: Option<Participant>,
    /// The recipients; a group message has several.
    pub to: Recipients,
    /// The text; never empty.
    pub body: String,
    /// When the message was sent; `None` if no column had a plausible time.
    pub sent_at: Option<DateTime<Utc>>,
}

impl Message {
    /// Returns the content that the message is recognized by: the one in its id if the id is made from content,
    /// otherwise [`Message::content_hash`].
    pub fn content(&self) -> ContentHash {
        self.id.content().map_or_else(|| self.content_hash(), |(content, _)| content)
    }

    /// Returns a hash of what the message says, to whom and when. Messages with the same words differ in it
    /// if their participants or times differ.
    pub fn content_hash(&self) -> ContentHash {
        let Self { thread, direction, from, to, body, sent_at, .. } = self;
        content_hash(thread.as_ref(), *direction, from.as_ref(), to, body, *sent_at)
    }
}

/// Returns [`Message::content_hash`] of a message that does not exist yet, to make its id of it. If the sender,
/// the recipients or the time is unknown, the thread is part of the content.
pub fn content_hash(
    thread: Option<&ThreadId>,
    direction: Direction,
    from: Option<&Participant>,
    to: &[Participant],
    body: &str,
    sent_at: Option<DateTime<Utc>>,
) -> ContentHash {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        // The length first, so that ("ab", "c") and ("a", "bc") have different hashes.
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    field(direction.as_str().as_bytes());
    field(from.map_or("", Participant::as_str).as_bytes());
    for recipient in to {
        field(recipient.as_str().as_bytes());
    }
    field(body.as_bytes());
    let millis = sent_at.map_or(i64::MIN, |time| time.timestamp_millis());
    field(&millis.to_le_bytes());
    if let Some(thread) = thread.filter(|_| from.is_none() || to.is_empty() || sent_at.is_none()) {
        field(thread.as_str().as_bytes());
    }
    ContentHash(hash.finalize().into())
}

/// Only the id and the direction: message text and participants must not appear in a log.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::incoming;

    fn thanks(second: i64) -> ContentHash {
        incoming("Thanks").at(second * 1_000).build().content_hash()
    }

    /// Stored hashes are compared with new ones, so the hash of a message must never change.
    #[test]
    fn the_hash_of_a_message_between_phone_numbers_is_the_one_of_earlier_versions() {
        assert_eq!(
            incoming("Thanks").at(1_000).build().content_hash().to_hex(),
            "3e51c3a372fbe02cc8f284c52fb2f7d9c92817361b2e607c1e616a8a9e1fb830"
        );
    }

    #[test]
    fn the_same_words_of_unknown_customers_differ_by_thread() {
        let thanks = |thread: &str| {
            let thread = ThreadId::parse(thread).ok();
            content_hash(thread.as_ref(), Direction::Incoming, None, &[], "Thanks", None)
        };
        assert_eq!(thanks("CN1"), thanks("CN1"));
        assert_ne!(thanks("CN1"), thanks("CN2"));
    }

    #[test]
    fn the_same_words_a_second_later_are_another_message() {
        assert_eq!(thanks(1), thanks(1));
        assert_ne!(thanks(1), thanks(2));
    }

    #[test]
    fn directions_are_read_in_every_known_spelling() {
        for text in ["incoming", "Inbound", " RECEIVED "] {
            assert_eq!(Direction::parse(text), Some(Direction::Incoming));
        }
        for text in ["outgoing", "outbound", "sent"] {
            assert_eq!(Direction::parse(text), Some(Direction::Outgoing));
        }
        assert_eq!(Direction::parse("sideways"), None);
    }

    #[test]
    fn debug_shows_no_text_and_no_number() {
        let message = incoming("my secret").id("AC1").from("+19025550142").build();
        let shown = format!("{message:?}");
        assert!(!shown.contains("secret") && !shown.contains("5550"), "{shown}");
    }
}
