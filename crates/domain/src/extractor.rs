//! What can extract a pattern from a conversation.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// The implementations of extraction, as settings, jobs and estimates name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ExtractorKind {
    /// A language model behind an OpenAI-compatible endpoint.
    #[strum(serialize = "openai")]
    OpenAi,
    /// Local rules; nothing leaves the machine.
    Local,
}

impl ExtractorKind {
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
