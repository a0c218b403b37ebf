//! How far a pattern can be trusted.

use thiserror::Error;

/// How far a pattern can be trusted, 0 to 1. It is rounded to four decimals, so that repeated boosts do not
/// accumulate rounding errors.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f64);

/// A confidence outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("a confidence is a number from {min} to {max}")]
pub struct ConfidenceError {
    min: f64,
    max: f64,
}

impl Confidence {
    /// The lowest confidence of a new pattern.
    pub const DRAFT_MIN: f64 = 0.5;
    /// The default of the confidence at which boosting ends.
    pub const DEFAULT_CAP: Self = Self(0.95);
    /// [`Self::DRAFT_MIN`] as a confidence.
    pub const LOWEST_OF_DRAFT: Self = Self(Self::DRAFT_MIN);
    /// The highest confidence of a new pattern; only further evidence raises it.
    pub const DRAFT_MAX: f64 = 0.9;

    /// Any confidence.
    ///
    /// # Errors
    /// The value is not a number from 0 to 1.
    pub fn new(value: f64) -> Result<Self, ConfidenceError> {
        Self::within(value, 0.0, 1.0)
    }

    /// The confidence of a new pattern.
    ///
    /// # Errors
    /// The value is not a number from 0.5 to 0.9.
    pub fn draft(value: f64) -> Result<Self, ConfidenceError> {
        Self::within(value, Self::DRAFT_MIN, Self::DRAFT_MAX)
    }

    fn within(value: f64, min: f64, max: f64) -> Result<Self, ConfidenceError> {
        if (min..=max).contains(&value) { Ok(Self(round(value))) } else { Err(ConfidenceError { min, max }) }
    }

    /// The number, 0 to 1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// Raised by `boost`, but not above its cap. A confidence above the cap stays as it is.
    pub fn boosted(self, boost: Boost) -> Self {
        let raised = (self.0 + boost.amount).min(boost.cap.0).max(self.0);
        Self(round(raised))
    }
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// What one more piece of evidence adds to the confidence of a pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boost {
    /// What is added, 0 to 1.
    pub amount: f64,
    /// The confidence at which boosting ends.
    pub cap: Confidence,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_stays_in_its_range() {
        assert!(Confidence::new(1.01).is_err());
        assert!(Confidence::new(f64::NAN).is_err());
        assert!(Confidence::draft(0.49).is_err());
        assert!(Confidence::draft(0.91).is_err());
        assert_eq!(Confidence::draft(0.9).unwrap().value(), 0.9);
    }

    #[test]
    fn a_boost_stops_at_the_cap_and_never_lowers() {
        let cap = Confidence::new(0.95).unwrap();
        let after = |value| Confidence::new(value).unwrap().boosted(Boost { amount: 0.02, cap }).value();
        assert_eq!(after(0.7), 0.72);
        assert_eq!(after(0.94), 0.95);
        assert_eq!(after(0.97), 0.97);
    }
}
