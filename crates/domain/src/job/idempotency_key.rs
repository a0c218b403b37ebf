//! The key by which a repeated request is recognized.

use thiserror::Error;

/// A key that a client chooses for a request, and sends again with each repetition: 1 to 255 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The text is not a valid key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an idempotency key has 1 to {} printable ASCII characters", IdempotencyKey::MAX_CHARS)]
pub struct IdempotencyKeyError;

impl IdempotencyKey {
    /// Maximum length of a key, in characters. Clients use UUIDs or hashes.
    pub const MAX_CHARS: usize = 255;

    /// Checks a key.
    ///
    /// # Errors
    /// The text is empty or too long, or contains a character that is not printable ASCII.
    pub fn parse(text: &str) -> Result<Self, IdempotencyKeyError> {
        let is_printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let is_valid = !text.is_empty() && text.len() <= Self::MAX_CHARS && is_printable;
        if is_valid { Ok(Self(text.to_owned())) } else { Err(IdempotencyKeyError) }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_bounded_and_printable_ascii() {
        for valid in ["k", "8e03978e-40d5-43e8-bc93-6894a57f9324", "a key", &"a".repeat(255)] {
            assert_eq!(IdempotencyKey::parse(valid).map(|key| key.0), Ok(valid.to_owned()));
        }
        for invalid in ["", "ключ", "a\u{0}", "a\n", "\u{7f}", &"a".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(invalid), Err(IdempotencyKeyError), "{invalid:?}");
        }
    }
}
