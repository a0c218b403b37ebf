//! What patterns are about.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use thiserror::Error;

/// What a pattern is about: one of the built-in types, or a type that a business has added or renamed.
///
/// The built-in types come first in the order, then the others by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PatternType {
    /// `booking`
    Booking,
    /// `tech_issue`
    TechIssue,
    /// `access`
    Access,
    /// `faq`
    Faq,
    /// `gift_cards`
    GiftCards,
    /// `hours`
    Hours,
    /// `membership`
    Membership,
    /// `general`
    General,
    /// Any other name. [`PatternType::from_str`] returns a built-in type for its name.
    Custom(TypeName),
}

impl PatternType {
    /// The types that exist unless a business renames them.
    pub const BUILT_IN: [Self; 8] = [
        Self::Booking,
        Self::TechIssue,
        Self::Access,
        Self::Faq,
        Self::GiftCards,
        Self::Hours,
        Self::Membership,
        Self::General,
    ];

    /// The name, as it is stored and sent.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Booking => "booking",
            Self::TechIssue => "tech_issue",
            Self::Access => "access",
            Self::Faq => "faq",
            Self::GiftCards => "gift_cards",
            Self::Hours => "hours",
            Self::Membership => "membership",
            Self::General => "general",
            Self::Custom(name) => name.as_str(),
        }
    }
}

impl FromStr for PatternType {
    type Err = TypeNameError;

    fn from_str(text: &str) -> Result<Self, TypeNameError> {
        match Self::BUILT_IN.into_iter().find(|built_in| built_in.as_str() == text) {
            Some(built_in) => Ok(built_in),
            None => TypeName::parse(text).map(Self::Custom),
        }
    }
}

/// A text is not the name of a pattern type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "a name of a pattern type has 1 to {} lowercase letters, digits and underscores, and begins with a letter",
    TypeName::MAX_CHARS
)]
pub struct TypeNameError;

/// The name of a pattern type that is not built in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeName(ArrayString<{ Self::MAX_CHARS }>);

impl TypeName {
    /// The maximum length of a name, in characters.
    pub const MAX_CHARS: usize = 32;
    /// A regular expression that exactly the names match.
    pub const PATTERN: &str = "^[a-z][a-z0-9_]{0,31}$";

    /// Only for [`PatternType::from_str`], which handles the names of built-in types.
    fn parse(text: &str) -> Result<Self, TypeNameError> {
        let begins_with_letter = text.starts_with(|first: char| first.is_ascii_lowercase());
        let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        match begins_with_letter && text.bytes().all(is_part) {
            true => ArrayString::from(text).map(Self).map_err(|_| TypeNameError),
            false => Err(TypeNameError),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex::Regex;

    use super::*;

    #[test]
    fn a_built_in_name_is_its_type_and_any_other_name_is_custom() {
        for built_in in PatternType::BUILT_IN {
            assert_eq!(built_in.as_str().parse(), Ok(built_in));
        }
        let returns: PatternType = "returns".parse().unwrap();
        assert!(matches!(returns, PatternType::Custom(_)));
        assert_eq!(returns.as_str(), "returns");
    }

    #[test]
    fn the_names_are_those_that_match_the_documented_expression() {
        let expression = Regex::new(TypeName::PATTERN).unwrap();
        let longest = "a".repeat(TypeName::MAX_CHARS);
        let too_long = "a".repeat(TypeName::MAX_CHARS + 1);
        for (text, is_name) in [
            ("returns", true),
            ("a", true),
            ("size_2", true),
            (&longest, true),
            (&too_long, false),
            ("", false),
            ("2nd", false),
            ("_a", false),
            ("Returns", false),
            ("gift cards", false),
            ("réservation", false),
            ("returns\n", false),
        ] {
            assert_eq!(text.parse::<PatternType>().is_ok(), is_name, "{text:?}");
            assert_eq!(expression.is_match(text), is_name, "{text:?}");
        }
    }

    #[test]
    fn built_in_types_come_before_the_others() {
        let types: BTreeSet<PatternType> =
            ["zone", "general", "aqua", "booking"].iter().map(|name| name.parse().unwrap()).collect();
        let names: Vec<&str> = types.iter().map(PatternType::as_str).collect();
        assert_eq!(names, ["booking", "general", "aqua", "zone"]);
    }
}
