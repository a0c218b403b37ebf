//! Telephone numbers as identities of customers and of the business.

use std::fmt;

use arrayvec::ArrayString;
use phonenumber::Mode;
use phonenumber::country::US;
use thiserror::Error;

/// Shortest accepted number: short codes of carriers have three digits or more.
const MIN_DIGITS: usize = 3;
/// Longest accepted number: E.164 permits fifteen digits.
const MAX_DIGITS: usize = 15;
/// Fewest digits of a national number with its area code, in the United States and Canada.
const MIN_NATIONAL_DIGITS: usize = 10;

/// A telephone number: in E.164 (`+19025550142`) if it is a valid number, otherwise the digits that were
/// written (short codes, internal numbers). It has an optional `+` and 3 to 15 digits, and needs no memory
/// of its own.
///
/// `Debug` shows only the last two digits: numbers are personal data and must not appear in a log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber(ArrayString<{ MAX_DIGITS + 1 }>);

/// Why a text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// The text contains something other than digits and punctuation, as in a spreadsheet's `1.90223E+10`.
    #[error("not a telephone number")]
    NotANumber,
    /// The number has too few or too many digits.
    #[error("a telephone number has {MIN_DIGITS} to {MAX_DIGITS} digits")]
    Length,
}

impl PhoneNumber {
    /// Reads `+19025550142`, `(902) 555-0142`, `902-555-0142` or `1 902 555 0142`, which are one number. A
    /// number without a country code is one of the United States or Canada, where OpenPhone is available.
    ///
    /// # Errors
    ///
    /// Fails if the text has fewer than 3 or more than 15 digits, or contains anything but digits, spaces,
    /// hyphens, parentheses and a leading `+`. A dot or a letter is refused: a spreadsheet that rounds a number
    /// writes one.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        Self::without_punctuation(text).map(Self::to_international)
    }

    /// Reads a number and removes its punctuation; unlike [`PhoneNumber::parse`] it adds no country code.
    /// Callers that read many numbers add it once for each distinct result, by
    /// [`PhoneNumber::to_international`].
    ///
    /// # Errors
    ///
    /// Fails as [`PhoneNumber::parse`] does.
    pub fn without_punctuation(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        Self::stored(text).or_else(|_| Self::fold(text))
    }

    /// Returns the number in E.164 if it is a valid number without a country code; otherwise unchanged.
    ///
    /// A number that has a country code returns at once. Any other is checked with the rules of
    /// libphonenumber, which is slow in comparison.
    pub fn to_international(self) -> Self {
        if self.is_international() || self.0.len() < MIN_NATIONAL_DIGITS {
            return self;
        }
        let valid = phonenumber::parse(Some(US), self.as_str()).ok().filter(phonenumber::is_valid);
        let written = valid.map(|number| number.format().mode(Mode::E164).to_string());
        written.and_then(|text| Self::stored(&text).ok()).unwrap_or(self)
    }

    /// Returns whether the number has a country code.
    pub fn is_international(&self) -> bool {
        self.0.starts_with('+')
    }

    /// Reads a number as [`PhoneNumber::as_str`] returned it.
    ///
    /// # Errors
    ///
    /// Fails if the text is anything but an optional `+` and 3 to 15 digits.
    pub fn stored(text: &str) -> Result<Self, PhoneError> {
        let digits = text.strip_prefix('+').unwrap_or(text).as_bytes();
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(PhoneError::NotANumber);
        }
        if !(MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) {
            return Err(PhoneError::Length);
        }
        ArrayString::from(text).map(Self).map_err(|_| PhoneError::Length)
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
                    // A digit too many is counted, and the number refused below.
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

    /// Returns the number as text, for storing and comparing.
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
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> String {
        PhoneNumber::parse(text).unwrap().as_str().to_owned()
    }

    #[test]
    fn every_spelling_of_a_number_is_the_same_number() {
        for text in [
            "+19025550142",
            " +1 (902) 555-0142 ",
            "+1-902-555-0142",
            "(902) 555-0142",
            "902-555-0142",
            "9025550142",
            "1 902 555 0142",
            "1-902-555-0142",
            "011 1 902 555 0142",
        ] {
            assert_eq!(parsed(text), "+19025550142", "{text}");
        }
        for text in ["+44 20 7946 0958", "011 44 20 7946 0958"] {
            assert_eq!(parsed(text), "+442079460958", "{text}");
        }
    }

    #[test]
    fn what_is_not_a_valid_number_keeps_its_digits() {
        for (text, digits) in [
            ("262966", "262966"),
            ("555-0142", "5550142"),
            ("1234567890", "1234567890"),
            ("(000) 555-0142", "0005550142"),
            ("44 20 7946 0958", "442079460958"),
            ("+999999", "+999999"),
        ] {
            assert_eq!(parsed(text), digits, "{text}");
        }
    }

    #[test]
    fn a_number_rounded_by_a_spreadsheet_is_not_a_number() {
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

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reading_a_number_again_changes_nothing(text in r"[+]?[0-9() -]{1,20}") {
            if let Ok(number) = PhoneNumber::parse(&text) {
                prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number));
                prop_assert_eq!(PhoneNumber::stored(number.as_str()), Ok(number));
            }
        }
    }
}
