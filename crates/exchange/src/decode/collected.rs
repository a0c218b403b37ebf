//! The patterns that were read, and those that are not valid.

use super::error::{DecodeError, InvalidField, InvalidPatterns};
use super::{Decoded, MAX_PATTERNS};

/// The most patterns that are not valid in an error.
const MAX_REPORTED: usize = 20;

#[derive(Default)]
pub(super) struct Collected {
    valid: Vec<Decoded>,
    invalid: Vec<InvalidField>,
    total_invalid: usize,
}

impl Collected {
    pub(super) fn add(&mut self, read: Result<Decoded, InvalidField>) -> Result<(), DecodeError> {
        if self.valid.len() + self.total_invalid == MAX_PATTERNS {
            return Err(DecodeError::TooMany);
        }
        match read {
            Ok(decoded) => self.valid.push(decoded),
            Err(invalid) => {
                self.total_invalid += 1;
                if self.invalid.len() < MAX_REPORTED {
                    self.invalid.push(invalid);
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Vec<Decoded>, DecodeError> {
        match self.total_invalid {
            0 => Ok(self.valid),
            total => Err(DecodeError::Invalid(InvalidPatterns { first: self.invalid, total })),
        }
    }
}
