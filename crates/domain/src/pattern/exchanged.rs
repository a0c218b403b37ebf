//! A pattern as libraries exchange it.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use super::{Confidence, PatternType, Trigger};
use crate::template::ResponseTemplate;

/// A pattern with what is needed to create it in another library, and without what identifies it in its own. Times
/// have milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangedPattern {
    /// What it is about.
    pub pattern_type: PatternType,
    /// The generalized question.
    pub trigger: Trigger,
    /// Questions of the evidence.
    pub examples: Vec<Trigger>,
    /// The reusable reply.
    pub template: ResponseTemplate,
    /// How far the pattern can be trusted, 0 to 1.
    pub confidence: Confidence,
    /// Whether the reply may be sent without asking a person first.
    pub auto_executable: bool,
    /// The pattern is used for replies.
    pub is_active: bool,
    /// A person removed the pattern.
    pub is_removed: bool,
    /// Conversations that created or confirmed the pattern, without retracted ones.
    pub evidence_count: u32,
    /// Imports that these conversations came from.
    pub import_count: u32,
    /// Replies sent with it.
    pub execution_count: u32,
    /// The successful ones among them.
    pub success_count: u32,
    /// When the last reply was sent with it.
    pub last_used: Option<DateTime<Utc>>,
    /// What created it, such as `csv_import`.
    pub learned_from: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl ExchangedPattern {
    /// The largest number that a library can store as a count.
    pub const MAX_COUNT: u32 = i32::MAX as u32;

    /// The texts that come first in the order of an export: the type, the question and the answer.
    pub fn texts(&self) -> [&str; 3] {
        [self.pattern_type.as_str(), self.trigger.as_str(), self.template.as_str()]
    }

    /// The order of an export. Texts are compared by their bytes. Patterns that are equal in this order are equal, so two
    /// libraries with the same patterns are exported in the same order.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn key(&self) -> impl Ord {
        let examples: Vec<&str> = self.examples.iter().map(Trigger::as_str).collect();
        // Of numbers that are not negative, the bits have the same order.
        let confidence = self.confidence.value().to_bits();
        let flags = [self.auto_executable, self.is_active, self.is_removed];
        let counts = [self.evidence_count, self.import_count, self.execution_count, self.success_count];
        let times = (self.created_at, self.updated_at, self.last_used);
        (self.texts(), examples, confidence, flags, counts, self.learned_from.as_str(), times)
    }
}
