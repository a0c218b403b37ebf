//! What one conversation teaches: a pattern, or the reason why there is none.

use crate::pattern::PatternDraft;
use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// Why a conversation teaches nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum NoPatternReason {
    /// Only one side of the conversation wrote.
    OneSided,
    /// There are only greetings, thanks and closings.
    SmallTalk,
    /// The customer asked for nothing.
    NoQuestion,
    /// The operator gave no answer.
    NoAnswer,
    /// The answer fits only this one case.
    CaseSpecific,
    /// Another import has learnt from these messages already.
    AlreadyImported,
    /// A person removed the pattern that this conversation teaches.
    Removed,
}

impl NoPatternReason {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, as strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

/// What one conversation teaches.
#[derive(Debug, Clone, PartialEq)]
pub enum Extracted {
    /// One reusable reply.
    Pattern(Box<PatternDraft>),
    /// Nothing, and why.
    NoPattern(NoPatternReason),
}
