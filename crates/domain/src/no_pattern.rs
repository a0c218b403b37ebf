//! Why a conversation yields no pattern.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// Why a conversation yields no pattern.
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
    /// The language model's answer is not supported by the operator's messages.
    Ungrounded,
    /// Another import has already read these messages.
    AlreadyImported,
    /// A person removed the pattern that this conversation yields.
    Removed,
    /// The pattern that this conversation yields is not in use.
    Inactive,
    /// A reviewer rejected the pattern that this conversation yields.
    Rejected,
}

impl NoPatternReason {
    /// The name in the database, in the API and in the schema of the language model's response.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The reason as a sentence for users. The language model gets it as well.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}
