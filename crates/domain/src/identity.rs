//! What messages and threads are recognized by across files.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::source::Source;

/// Longest accepted identifier, in characters. OpenPhone's have 34; a longer one is damaged data.
pub const MAX_ID_CHARS: usize = 128;
/// What precedes the hash in an id that is derived from a message's content.
const CONTENT_PREFIX: &str = "sha256:";

/// Why a text is not a valid identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// The text is empty or only white space.
    #[error("the identifier is empty")]
    Empty,
    /// The text has more than [`MAX_ID_CHARS`] characters.
    #[error("the identifier has more than {MAX_ID_CHARS} characters")]
    TooLong,
    /// The text contains a control character. No identifier has one, and Postgres refuses NUL.
    #[error("the identifier contains a control character")]
    ControlCharacter,
}

/// Returns `text` without surrounding white space if it is a valid identifier.
pub(crate) fn checked_id(text: &str) -> Result<&str, IdError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_ID_CHARS && text.chars().count() > MAX_ID_CHARS {
        return Err(IdError::TooLong);
    }
    // Nearly every identifier is ASCII, which is checked byte by byte.
    let has_control = match text.is_ascii() {
        true => text.bytes().any(|byte| byte.is_ascii_control()),
        false => text.chars().any(char::is_control),
    };
    if has_control {
        return Err(IdError::ControlCharacter);
    }
    Ok(text)
}

/// SHA-256 of what a message says, to whom and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(pub(crate) [u8; 32]);

impl ContentHash {
    /// Reads 64 hexadecimal digits in lower case; `None` for any other text.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        (is_lower && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(Self(bytes))
    }

    /// Returns 64 hexadecimal digits in lower case.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }
}

/// What identifies a message across files: its own id (`AC…`), or a hash of its content if the export gives
/// none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(String);

impl MessageId {
    /// Returns the id that a message has in `source`.
    ///
    /// # Errors
    ///
    /// Fails if the text is empty, too long or contains a control character.
    pub fn of_source(source: Source, text: &str) -> Result<Self, IdError> {
        let id = checked_id(text)?;
        match source.id_prefix() {
            "" => Ok(Self(id.to_owned())),
            prefix => checked_id(&[prefix, id].concat()).map(|id| Self(id.to_owned())),
        }
    }

    /// Reads an id as [`MessageId::as_str`] returned it, or the bare id of an OpenPhone message.
    ///
    /// # Errors
    ///
    /// Fails if the text is empty, too long or contains a control character.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        checked_id(text).map(|id| Self(id.to_owned()))
    }

    /// Returns the id of the `number`th message of a file, counted from one, that has this content and no id of
    /// its own. Only messages without a time have a number above one: the same short text sent twice is
    /// two messages, and no time distinguishes them.
    pub fn of_content(content: &ContentHash, number: u32) -> Self {
        match number {
            0 | 1 => Self(format!("{CONTENT_PREFIX}{}", content.to_hex())),
            _ => Self(format!("{CONTENT_PREFIX}{}#{number}", content.to_hex())),
        }
    }

    /// Returns the content and the number of an id made by [`MessageId::of_content`]; `None` for a message with
    /// an id of its own.
    pub fn content(&self) -> Option<(ContentHash, u32)> {
        let text = self.0.strip_prefix(CONTENT_PREFIX)?;
        let (hash, number) = match text.split_once('#') {
            None => (text, 1),
            Some((hash, number)) => (hash, number.parse().ok().filter(|number| *number > 1)?),
        };
        Some((ContentHash::from_hex(hash)?, number))
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A conversation id of the source, such as OpenPhone's `CN…`: one per phone number and set of participants,
/// for years. Cloning is cheap: the messages of a thread share the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThreadId(Arc<str>);

impl ThreadId {
    /// Reads the source's conversation id.
    ///
    /// # Errors
    ///
    /// Fails if the text is empty, too long or contains a control character.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        checked_id(text).map(|id| Self(id.into()))
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: ContentHash = ContentHash([0xab; 32]);

    #[test]
    fn an_identifier_is_bounded_and_printable() {
        assert_eq!(MessageId::parse("  "), Err(IdError::Empty));
        assert_eq!(MessageId::parse("A\u{0}C"), Err(IdError::ControlCharacter));
        assert_eq!(ThreadId::parse(&"x".repeat(MAX_ID_CHARS + 1)), Err(IdError::TooLong));
    }

    #[test]
    fn ids_of_openphone_are_stored_without_a_prefix() {
        assert_eq!(MessageId::of_source(Source::OpenPhone, " AC1 ").unwrap().as_str(), "AC1");
    }

    #[test]
    fn content_and_number_are_read_back_from_an_id() {
        for number in [1, 2, 17] {
            let id = MessageId::of_content(&HASH, number);
            assert_eq!(MessageId::parse(id.as_str()).unwrap().content(), Some((HASH, number)));
        }
        assert_eq!(MessageId::of_content(&HASH, 1).as_str(), format!("sha256:{}", "ab".repeat(32)));
    }

    #[test]
    fn an_id_of_the_source_has_no_content() {
        let hex = HASH.to_hex();
        let upper = hex.to_uppercase();
        for text in
            ["AC1", "sha256:", "sha256:abc", &hex, &format!("sha256:{upper}"), &format!("sha256:{hex}#1")]
        {
            assert_eq!(MessageId::parse(text).unwrap().content(), None, "{text}");
        }
    }
}
