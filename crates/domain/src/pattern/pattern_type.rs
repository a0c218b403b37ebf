//! What patterns are about.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// What a pattern is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum PatternType {
    /// making, changing or canceling a booking, reservation or appointment
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
    pub fn description(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}
