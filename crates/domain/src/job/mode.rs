//! How the language model is called for an import.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// How the language model is called for an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ImportMode {
    /// One call for each conversation, as fast as the provider permits.
    #[default]
    Standard,
    /// All conversations in one batch, at half the price and within a day.
    Economy,
}

impl ImportMode {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}
