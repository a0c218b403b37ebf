//! The review of staged patterns.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// The status of a pattern that an import has staged for a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum StagedStatus {
    /// Nobody has decided on it.
    Pending,
    /// It was merged with the library.
    Approved,
    /// It is not merged, and not staged again by later imports.
    Rejected,
}

impl StagedStatus {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
