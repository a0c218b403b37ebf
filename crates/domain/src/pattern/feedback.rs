//! What people do with a reply that a pattern suggests.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a person did with the reply of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum FeedbackOutcome {
    /// Sent it as it was.
    Used,
    /// Changed it, and sent it.
    Edited,
    /// Did not send it.
    Rejected,
}

impl FeedbackOutcome {
    /// The name in requests.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether the reply was sent in some form.
    pub fn is_sent(self) -> bool {
        self != Self::Rejected
    }
}
