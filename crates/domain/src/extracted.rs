//! What is extracted from one conversation: a pattern, or the reason why there is none.

use crate::no_pattern::NoPatternReason;
use crate::pattern::PatternDraft;

/// What is extracted from one conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Extracted {
    /// One reusable reply.
    Pattern(Box<PatternDraft>),
    /// No pattern, and the reason.
    NoPattern(NoPatternReason),
}
