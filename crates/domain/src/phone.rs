//! Telephone numbers as identities of customers and of the business.

use std::fmt;

use arrayvec::ArrayString;
use thiserror::Error;

/// Shortest accepted number: carriers' short codes begin at three digits.
const MIN_DIGITS: usize = 3;
/// Longest accepted number: E.164 allows fifteen digits.
const MAX_DIGITS: usize = 15;

/// A telephone number with its punctuation folded away: an optional `+` and 3 to 15 digits.
///
/// `Debug` shows only the last two digits: numbers are personal data and must not reach a log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber(ArrayString<{ MAX_DIGITS + 1 }>);

/// Why a text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// Something other than digits and punctuation, such as the `1.90223E+10` of a spreadsheet.
    #[error("not a telephone number")]
    NotANumber,
    /// Too few or too many digits.
    #[error("a telephone number has {MIN_DIGITS} to {MAX_DIGITS} digits")]
    Length,
}

impl PhoneNumber {
    /// Reads `+19025550142`, `(902) 555-0142`, `902-555-0142`. A dot or a letter is refused:
    /// they are what a spreadsheet leaves of a number it has rounded.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        let bare = text.strip_prefix('+').unwrap_or(text);
        if (MIN_DIGITS..=MAX_DIGITS).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return ArrayString::from(text).map(Self).map_err(|_| PhoneError::Length);
        }
        Self::fold(text)
    }

    /// Reads a number with punctuation.
    fn fold(text: &str) -> Result<Self, PhoneError> {
        let mut number = ArrayString::new();
        let rest = match text.strip_prefix('+') {
            Some(rest) => {
                number.push('+');
                rest
            }
            None => text,
        };
        let mut digits = 0;
        for character in rest.chars() {
            match character {
                '0'..='9' => {
                    digits += 1;
                    // One too many is counted, and refused below.
                    let _ = number.try_push(character);
                }
                ' ' | '-' | '(' | ')' | '\u{a0}' => {}
                _ => return Err(PhoneError::NotANumber),
            }
        }
        match digits {
            0 => Err(PhoneError::NotANumber),
            MIN_DIGITS..=MAX_DIGITS => Ok(Self(number)),
            _ => Err(PhoneError::Length),
        }
    }

    /// The folded number, for storing and for telling customers apart.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.len().saturating_sub(2);
        write!(f, "PhoneNumber(…{})", &self.0[shown..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_is_folded() {
        for text in ["+19025550142", " +1 (902) 555-0142 ", "+1-902-555-0142"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), "+19025550142");
        }
    }

    #[test]
    fn a_number_rounded_by_a_spreadsheet_is_no_identity() {
        assert_eq!(PhoneNumber::parse("1.90223E+10"), Err(PhoneError::NotANumber));
        assert_eq!(PhoneNumber::parse("1,90223E+10"), Err(PhoneError::NotANumber));
        assert_eq!(PhoneNumber::parse("######"), Err(PhoneError::NotANumber));
        assert_eq!(PhoneNumber::parse(""), Err(PhoneError::NotANumber));
    }

    #[test]
    fn the_length_is_bounded() {
        assert_eq!(PhoneNumber::parse("12"), Err(PhoneError::Length));
        assert_eq!(PhoneNumber::parse("+1234567890123456"), Err(PhoneError::Length));
    }

    #[test]
    fn debug_hides_the_number() {
        let shown = format!("{:?}", PhoneNumber::parse("+19025550142").unwrap());
        assert_eq!(shown, "PhoneNumber(…42)");
    }
}
