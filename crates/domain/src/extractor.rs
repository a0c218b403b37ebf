//! The implementations that extract patterns from conversations.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// An implementation of extraction, as settings, jobs and forecasts name it.
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
    /// The name in settings, in the database and in the API.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// A description for users.
    pub fn description(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}
