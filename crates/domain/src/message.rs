//! One text message of an export.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use smallvec::SmallVec;
use thiserror::Error;

use crate::phone::PhoneNumber;

/// Longest accepted identifier. OpenPhone's are 34 characters; a longer one is damage.
pub const MAX_ID_CHARS: usize = 128;

/// Why a text is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// Nothing but spaces.
    #[error("the identifier is empty")]
    Empty,
    /// More than [`MAX_ID_CHARS`] characters.
    #[error("the identifier has more than {MAX_ID_CHARS} characters")]
    TooLong,
    /// A control character, which no identifier has and no database should be asked to keep.
    #[error("the identifier holds a control character")]
    ControlCharacter,
}

fn checked_id(text: &str) -> Result<&str, IdError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_ID_CHARS && text.chars().count() > MAX_ID_CHARS {
        return Err(IdError::TooLong);
    }
    // An identifier is ASCII as a rule, which is told byte by byte.
    let has_control = match text.is_ascii() {
        true => text.bytes().any(|byte| byte.is_ascii_control()),
        false => text.chars().any(char::is_control),
    };
    if has_control {
        return Err(IdError::ControlCharacter);
    }
    Ok(text)
}

/// What a message is known by across files: its own id (`AC…`), or a hash of its content where
/// the export gives none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(String);

impl MessageId {
    /// The exporter's id.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        checked_id(text).map(|id| Self(id.to_owned()))
    }

    /// The id of a message that has none of its own.
    pub fn of_content(content: &ContentHash) -> Self {
        Self(format!("sha256:{}", content.as_hex()))
    }

    /// The id of the `number`th message of a file, counted from one, that says the same as others and
    /// whose time is not known: the same short text sent twice is two messages.
    pub fn of_repeated_content(content: &ContentHash, number: u32) -> Self {
        match number {
            1 => Self::of_content(content),
            _ => Self(format!("sha256:{}#{number}", content.as_hex())),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// OpenPhone's conversation id (`CN…`): one per phone number and set of participants, for years.
/// Cloning is cheap: the messages of a thread share it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThreadId(Arc<str>);

impl ThreadId {
    /// The exporter's conversation id.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        checked_id(text).map(|id| Self(id.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The customer wrote it.
    Incoming,
    /// An operator of the business wrote it.
    Outgoing,
}

impl Direction {
    /// Reads the spellings met in exports, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_one_of = |names: [&str; 3]| names.iter().any(|name| text.eq_ignore_ascii_case(name));
        if is_one_of(["incoming", "inbound", "received"]) {
            return Some(Self::Incoming);
        }
        is_one_of(["outgoing", "outbound", "sent"]).then_some(Self::Outgoing)
    }

    /// The exporter's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
        }
    }
}

/// SHA-256 of what a message says, to whom and when, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContentHash(String);

impl ContentHash {
    /// 64 hexadecimal digits.
    pub fn as_hex(&self) -> &str {
        &self.0
    }
}

/// Recipients of a message; nearly always it is one, which needs no memory of its own.
pub type Recipients = SmallVec<[PhoneNumber; 1]>;

/// A message as the exporter gave it, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Known by this across files.
    pub id: MessageId,
    /// The exporter's conversation, where it names one.
    pub thread: Option<ThreadId>,
    /// Who wrote it.
    pub direction: Direction,
    /// The sender; absent where the export's value is no number.
    pub from: Option<PhoneNumber>,
    /// The recipients; several in a group.
    pub to: Recipients,
    /// What it says; never empty.
    pub body: String,
    /// When it was sent, UTC; absent where no column held a plausible time.
    pub sent_at: Option<DateTime<Utc>>,
}

impl Message {
    /// What tells this message from another with the same words: who, to whom and when.
    pub fn content_hash(&self) -> ContentHash {
        let Self { thread, direction, from, to, body, sent_at, .. } = self;
        content_hash(thread.as_ref(), *direction, from.as_ref(), to, body, *sent_at)
    }
}

/// [`Message::content_hash`] before there is a message, for one without an id of its own. Where a
/// number or the time is not known, its thread tells it from others as well.
pub fn content_hash(
    thread: Option<&ThreadId>,
    direction: Direction,
    from: Option<&PhoneNumber>,
    to: &[PhoneNumber],
    body: &str,
    sent_at: Option<DateTime<Utc>>,
) -> ContentHash {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        // The length first: ("ab", "c") and ("a", "bc") must not meet.
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    field(direction.as_str().as_bytes());
    field(from.map_or("", PhoneNumber::as_str).as_bytes());
    for number in to {
        field(number.as_str().as_bytes());
    }
    field(body.as_bytes());
    let millis = sent_at.map_or(i64::MIN, |time| time.timestamp_millis());
    field(&millis.to_le_bytes());
    if let Some(thread) = thread.filter(|_| from.is_none() || to.is_empty() || sent_at.is_none()) {
        field(thread.as_str().as_bytes());
    }
    ContentHash(hex::encode(hash.finalize()))
}

/// Only the id: message text and numbers must not reach a log.
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

    fn thanks(second: i64) -> ContentHash {
        content_hash(None, Direction::Incoming, None, &[], "Thanks", DateTime::from_timestamp(second, 0))
    }

    #[test]
    fn the_same_words_of_customers_who_cannot_be_told_by_their_number_differ_by_thread() {
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
    fn directions_are_read_in_every_spelling_met() {
        for text in ["incoming", "Inbound", " RECEIVED "] {
            assert_eq!(Direction::parse(text), Some(Direction::Incoming));
        }
        for text in ["outgoing", "outbound", "sent"] {
            assert_eq!(Direction::parse(text), Some(Direction::Outgoing));
        }
        assert_eq!(Direction::parse("sideways"), None);
    }

    #[test]
    fn an_identifier_is_bounded_and_printable() {
        assert_eq!(MessageId::parse("  "), Err(IdError::Empty));
        assert_eq!(MessageId::parse("A\u{0}C"), Err(IdError::ControlCharacter));
        assert_eq!(ThreadId::parse(&"x".repeat(MAX_ID_CHARS + 1)), Err(IdError::TooLong));
    }

    #[test]
    fn debug_shows_no_text_and_no_number() {
        let message = Message {
            id: MessageId::parse("AC1").unwrap(),
            thread: None,
            direction: Direction::Incoming,
            from: PhoneNumber::parse("+19025550142").ok(),
            to: Recipients::new(),
            body: "my secret".into(),
            sent_at: None,
        };
        let shown = format!("{message:?}");
        assert!(!shown.contains("secret") && !shown.contains("5550"), "{shown}");
    }
}
