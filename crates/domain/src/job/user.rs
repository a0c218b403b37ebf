//! The users who own import jobs.

use thiserror::Error;

/// Maximum length of a user id, in characters.
const MAX_USER_ID_CHARS: usize = 255;

/// The id of a user, as a token names it: 1 to 255 characters, not all whitespace, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserId(String);

/// The string is not a valid user ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a user id has 1 to {MAX_USER_ID_CHARS} printable characters")]
pub struct UserIdError;

impl UserId {
    /// Checks a user id.
    ///
    /// # Errors
    /// The text is empty, all whitespace or too long, or contains control characters.
    pub fn parse(text: &str) -> Result<Self, UserIdError> {
        let acceptable = !text.trim().is_empty()
            && text.chars().count() <= MAX_USER_ID_CHARS
            && !text.chars().any(char::is_control);
        if acceptable { Ok(Self(text.to_owned())) } else { Err(UserIdError) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_is_bounded_and_printable() {
        assert!(UserId::parse("user-1").is_ok());
        assert!(UserId::parse(" ").is_err());
        assert!(UserId::parse("a\u{0}").is_err());
        assert!(UserId::parse(&"a".repeat(256)).is_err());
    }
}
