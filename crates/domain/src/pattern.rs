//! Reply patterns: what is asked, in general, and what to answer.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::message::MessageId;
use crate::template::{self, ResponseTemplate, TemplateError};
use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// Longest accepted trigger.
pub const MAX_TRIGGER_CHARS: usize = 500;
/// Most keywords kept of a trigger.
const MAX_KEYWORDS: usize = 8;
/// A keyword has at least this many letters; shorter words carry little meaning.
const MIN_KEYWORD_CHARS: usize = 4;

/// What a pattern is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum PatternType {
    /// making, changing or cancelling a booking, reservation or appointment
    Booking,
    /// equipment or software that does not work
    TechIssue,
    /// getting in: doors, codes, keys, logging in
    Access,
    /// a general question about the business and what it offers
    Faq,
    /// buying or using gift cards and vouchers
    GiftCards,
    /// when the business or a service is open
    Hours,
    /// joining, changing or ending a membership or subscription
    Membership,
    /// anything else
    General,
}

impl PatternType {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn meaning(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, as strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

/// A generalised customer question; it may hold variables. At most [`MAX_TRIGGER_CHARS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger(String);

impl Trigger {
    /// Checks the text and folds its white space.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        template::check(&folded, MAX_TRIGGER_CHARS).map(|(text, _)| Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The longer words, once each, in order.
    pub fn keywords(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        template::without_variables(&self.0)
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= MIN_KEYWORD_CHARS)
            .filter(|word| seen.insert((*word).to_owned()))
            .take(MAX_KEYWORDS)
            .map(str::to_owned)
            .collect()
    }

    /// What makes a pattern of `pattern_type` with this trigger one of its kind: SHA-256 of the type and
    /// the trigger's words in lower case, in hexadecimal.
    pub fn signature(&self, pattern_type: PatternType) -> String {
        let lower = self.0.to_lowercase();
        let words: Vec<_> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        hex::encode(Sha256::digest(format!("{}|{}", pattern_type.as_str(), words.join(" "))))
    }
}

/// How far a pattern may be trusted, 0 to 1, kept to four decimals so that sums stay readable.
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
    /// The least a new pattern starts with.
    pub const DRAFT_MIN: f64 = 0.5;
    /// The most a new pattern starts with: more must be earned by repetition.
    pub const DRAFT_MAX: f64 = 0.9;

    /// Any confidence, 0 to 1.
    pub fn new(value: f64) -> Result<Self, ConfidenceError> {
        Self::within(value, 0.0, 1.0)
    }

    /// The confidence of a new pattern, 0.5 to 0.9.
    pub fn draft(value: f64) -> Result<Self, ConfidenceError> {
        Self::within(value, Self::DRAFT_MIN, Self::DRAFT_MAX)
    }

    fn within(value: f64, min: f64, max: f64) -> Result<Self, ConfidenceError> {
        if (min..=max).contains(&value) {
            Ok(Self((value * 1e4).round() / 1e4))
        } else {
            Err(ConfidenceError { min, max })
        }
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.0
    }

    /// Raised by `boost`, but not above `cap`; one that is above the cap already stays.
    pub fn boosted(self, boost: f64, cap: Self) -> Self {
        let raised = (self.0 + boost).min(cap.0).max(self.0);
        Self((raised * 1e4).round() / 1e4)
    }
}

/// What one conversation teaches, checked, before it meets the library.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternDraft {
    /// What it is about.
    pub pattern_type: PatternType,
    /// What was asked.
    pub trigger: Trigger,
    /// What to answer.
    pub template: ResponseTemplate,
    /// 0.5 to 0.9.
    pub confidence: Confidence,
    /// The customer's messages that asked.
    pub question: Vec<MessageId>,
    /// The operators' messages the answer was taken from.
    pub answer: Vec<MessageId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_the_longer_words_without_variables() {
        let trigger =
            Trigger::parse("The simulator in bay {{bay_number}} is frozen at {{location}}, frozen again")
                .unwrap();
        assert_eq!(trigger.keywords(), ["simulator", "frozen", "again"]);
    }

    #[test]
    fn a_signature_ignores_case_and_punctuation_but_not_the_type() {
        let signature = |text: &str, pattern_type| Trigger::parse(text).unwrap().signature(pattern_type);
        assert_eq!(
            signature("Door is locked!", PatternType::Access),
            signature("door is  locked", PatternType::Access)
        );
        assert_ne!(
            signature("door is locked", PatternType::Access),
            signature("door is locked", PatternType::General)
        );
    }

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
        let after = |value| Confidence::new(value).unwrap().boosted(0.02, cap).value();
        assert_eq!(after(0.7), 0.72);
        assert_eq!(after(0.94), 0.95);
        assert_eq!(after(0.97), 0.97);
    }
}
