//! Who sends and receives messages.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use thiserror::Error;

use crate::identity::checked_id;
use crate::phone::PhoneNumber;

/// Longest accepted email address, in bytes (RFC 5321).
const MAX_EMAIL_BYTES: usize = 254;
/// What precedes a handle where participants of all kinds are stored. No phone number and no accepted email
/// address contains a colon.
const HANDLE_PREFIX: &str = "handle:";

/// Why a text does not identify a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParticipantError {
    /// The text is not an email address.
    #[error("not an email address")]
    Email,
    /// The text is empty, too long or contains a control character.
    #[error("not a handle")]
    Handle,
    /// The text is not a stored participant of any kind.
    #[error("not a participant")]
    Unknown,
}

/// Someone who sends or receives messages: a customer, or the business itself.
///
/// `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Participant {
    /// A telephone number; needs no memory of its own.
    Phone(PhoneNumber),
    /// An email address.
    Email(Email),
    /// The name or id of a user in the source.
    Handle(Handle),
}

impl Participant {
    /// Reads a participant as [`Participant::as_str`] returned it. The text itself states the kind:
    /// `+19025550142`, `ann@example.com`, `handle:U024BE7LH`.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a stored participant.
    pub fn parse(text: &str) -> Result<Self, ParticipantError> {
        if let Some(handle) = text.strip_prefix(HANDLE_PREFIX) {
            return Handle::parse(handle).map(Self::Handle);
        }
        if text.contains('@') {
            return Email::parse(text).map(Self::Email);
        }
        PhoneNumber::stored(text).map(Self::Phone).map_err(|_| ParticipantError::Unknown)
    }

    /// Returns the text that is stored and hashed.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(number) => number.as_str(),
            Self::Email(email) => email.as_str(),
            Self::Handle(handle) => &handle.0,
        }
    }
}

/// The text alone: it is different for every participant, and hashing the kind as well takes longer.
impl Hash for Participant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl From<PhoneNumber> for Participant {
    fn from(number: PhoneNumber) -> Self {
        Self::Phone(number)
    }
}

impl fmt::Debug for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(number) => number.fmt(f),
            Self::Email(email) => email.fmt(f),
            Self::Handle(handle) => handle.fmt(f),
        }
    }
}

/// An email address in lower case. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(Arc<str>);

impl Email {
    /// Reads an address such as `Ann@Example.com`. Case is ignored, as mail servers do.
    ///
    /// # Errors
    ///
    /// Fails if the text does not have one `@` between two names, has more than 254 bytes, or contains white
    /// space, a control character or one of `:;,<>"`.
    pub fn parse(text: &str) -> Result<Self, ParticipantError> {
        let text = text.trim();
        let (name, domain) = text.split_once('@').ok_or(ParticipantError::Email)?;
        let is_refused = |character: char| {
            character.is_whitespace() || character.is_control() || "@:;,<>\"".contains(character)
        };
        let is_valid = |part: &str| !part.is_empty() && !part.contains(is_refused);
        let lower = text.to_lowercase();
        if !is_valid(name) || !is_valid(domain) || lower.len() > MAX_EMAIL_BYTES {
            return Err(ParticipantError::Email);
        }
        Ok(Self(lower.into()))
    }

    /// Returns the address in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not the address, which is personal data.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

/// The name or id of a user in the source. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(Arc<str>);

impl Handle {
    /// Reads the source's name or id of a user.
    ///
    /// # Errors
    ///
    /// Fails if the text is empty, has more than [`MAX_ID_CHARS`](crate::identity::MAX_ID_CHARS) characters or
    /// contains a control character.
    pub fn parse(text: &str) -> Result<Self, ParticipantError> {
        let name = checked_id(text).map_err(|_| ParticipantError::Handle)?;
        Ok(Self(format!("{HANDLE_PREFIX}{name}").into()))
    }

    /// Returns the source's name or id of the user.
    pub fn name(&self) -> &str {
        self.0.strip_prefix(HANDLE_PREFIX).unwrap_or(&self.0)
    }
}

/// Not the name, which is personal data.
impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_participant() -> impl Strategy<Value = Participant> {
        prop_oneof![
            r"\+?[0-9]{3,15}"
                .prop_filter_map("a number", |text| PhoneNumber::parse(&text).ok().map(Participant::Phone)),
            r"\PC{1,9}@\PC{1,9}"
                .prop_filter_map("an address", |text| Email::parse(&text).ok().map(Participant::Email)),
            r"\PC{1,9}|handle:a|a@b|\+19025550142"
                .prop_filter_map("a handle", |text| Handle::parse(&text).ok().map(Participant::Handle)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_participant_is_read_back_from_its_text(participant in any_participant()) {
            prop_assert_eq!(Participant::parse(participant.as_str()).ok(), Some(participant));
        }
    }

    #[test]
    fn the_stored_text_of_a_phone_number_is_the_number() {
        let number = PhoneNumber::parse("+19025550142").unwrap();
        assert_eq!(Participant::from(number).as_str(), "+19025550142");
    }

    #[test]
    fn an_email_address_is_compared_without_case() {
        assert_eq!(Email::parse(" Ann@Example.COM ").unwrap().as_str(), "ann@example.com");
        for text in ["", "ann", "@example.com", "ann@", "a b@c", "a@b@c", "handle:a@b", "a\u{0}@b"] {
            assert_eq!(Email::parse(text), Err(ParticipantError::Email), "{text:?}");
        }
        assert!(Email::parse(&format!("{}@b", "a".repeat(MAX_EMAIL_BYTES))).is_err());
    }

    #[test]
    fn a_handle_is_distinct_from_the_same_text_as_an_address() {
        let handle = Handle::parse("ann@example.com").unwrap();
        assert_eq!(handle.name(), "ann@example.com");
        let address = Participant::Email(Email::parse("ann@example.com").unwrap());
        assert_ne!(Participant::Handle(handle).as_str(), address.as_str());
        assert_eq!(Handle::parse(" "), Err(ParticipantError::Handle));
    }

    #[test]
    fn debug_shows_no_name_and_no_address() {
        let email = Participant::Email(Email::parse("ann@example.com").unwrap());
        let handle = Participant::Handle(Handle::parse("ann").unwrap());
        let phone = Participant::Phone(PhoneNumber::parse("+19025550142").unwrap());
        assert_eq!(format!("{email:?} {handle:?} {phone:?}"), "Email(…) Handle(…) PhoneNumber(…42)");
    }

    #[test]
    fn a_participant_takes_no_more_memory_than_a_number_with_its_length() {
        assert_eq!(size_of::<Option<Participant>>(), 24);
    }
}
