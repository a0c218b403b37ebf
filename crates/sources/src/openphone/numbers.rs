//! The telephone numbers in a cell.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use gleaner_domain::phone::PhoneError;
use gleaner_domain::{Participant, PhoneNumber, Recipients, RowReason};

/// Most recipients of a row. A group in OpenPhone has at most ten.
pub(super) const MAX_RECIPIENTS: usize = 50;
/// Most national numbers in memory. The bound keeps a hostile file from using more memory than a long one.
const MAX_CACHED: usize = 1 << 16;

/// The telephone numbers in a cell.
#[derive(Default)]
pub(super) struct Numbers {
    pub numbers: Recipients,
    /// The number of texts in the list, whether they are numbers or not.
    pub listed: usize,
    /// What is wrong with a text that is not a number.
    pub fault: Option<RowReason>,
}

impl Numbers {
    /// Reads a cell. Group messages list their recipients with commas between them.
    pub fn of(cell: &str, cache: &mut NumberCache) -> Self {
        if let Ok(only) = cache.parse(cell) {
            let mut numbers = Recipients::new();
            numbers.push(only.into());
            return Self { numbers, listed: 1, fault: None };
        }
        let mut found = Self::default();
        let listed = cell.split([',', ';']).map(str::trim).filter(|text| !text.is_empty());
        for text in listed.take(MAX_RECIPIENTS + 1) {
            found.listed += 1;
            match cache.parse(text) {
                Ok(number) => found.numbers.push(number.into()),
                Err(_) if is_rounded(text) => found.fault = Some(RowReason::DamagedNumber),
                Err(_) => found.fault = found.fault.or(Some(RowReason::InvalidNumber)),
            }
        }
        found
    }

    /// Returns the first number.
    pub fn into_first(mut self) -> Option<Participant> {
        if self.numbers.is_empty() { None } else { Some(self.numbers.swap_remove(0)) }
    }

    /// Returns whether a spreadsheet has damaged a number.
    pub fn is_damaged(&self) -> bool {
        self.fault == Some(RowReason::DamagedNumber)
    }
}

/// The international forms of national numbers, so each is looked up once and not in every row.
#[derive(Default)]
pub(super) struct NumberCache(HashMap<PhoneNumber, PhoneNumber, RandomState>);

impl NumberCache {
    fn parse(&mut self, text: &str) -> Result<PhoneNumber, PhoneError> {
        let number = PhoneNumber::without_punctuation(text)?;
        if number.is_international() {
            return Ok(number);
        }
        if let Some(known) = self.0.get(&number) {
            return Ok(*known);
        }
        if self.0.len() >= MAX_CACHED {
            self.0.clear();
        }
        let international = number.to_international();
        self.0.insert(number, international);
        Ok(international)
    }
}

/// Returns whether the text is what a spreadsheet leaves of a number: `1.90223E+10`, `19022300000.0`, or `####`
/// if the column was narrow. Of `1,90223E+10`, as languages with a decimal
/// comma write it, the cell is split at the comma and this is the second half.
fn is_rounded(text: &str) -> bool {
    let is_float =
        |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite) && text.contains(['.', 'e', 'E']);
    text.contains('#') || is_float(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cached_number_is_the_same_as_the_first_time() {
        let mut cache = NumberCache::default();
        for _ in 0..2 {
            assert_eq!(cache.parse("(902) 555-0142"), PhoneNumber::parse("+19025550142"));
            assert_eq!(cache.parse("262966"), PhoneNumber::parse("262966"));
        }
        assert_eq!(cache.0.len(), 2);
    }

    #[test]
    fn numbers_with_a_country_code_are_not_looked_up() {
        let mut cache = NumberCache::default();
        assert!(cache.parse("+1 (902) 555-0142").is_ok());
        assert!(cache.0.is_empty());
    }

    #[test]
    fn the_number_of_cached_numbers_is_bounded() {
        let mut cache = NumberCache::default();
        // Six digits have no country code, so this looks up nothing.
        for number in 100_000..=100_000 + MAX_CACHED {
            assert!(cache.parse(&number.to_string()).is_ok());
        }
        assert_eq!(cache.0.len(), 1);
    }
}
