//! The types of the variables in a template.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// A part of a template that is filled in for each customer. The set is closed, so that a client knows every
/// name that can occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Variable {
    /// a door, gate or lock code
    AccessCode,
    /// an account, membership or card number
    AccountNumber,
    /// a street address
    Address,
    /// a price or another sum of money
    Amount,
    /// the number of a bay or simulator
    BayNumber,
    /// a number of people or things
    Count,
    /// the customer's name
    CustomerName,
    /// a day or date
    Date,
    /// a length of time
    Duration,
    /// an e-mail address
    Email,
    /// a web address
    Link,
    /// the name of a place, city or venue
    Location,
    /// any other number
    Number,
    /// the name of a member of staff
    OperatorName,
    /// an order, booking or reference number
    OrderNumber,
    /// a percentage
    Percentage,
    /// a telephone number
    PhoneNumber,
    /// the number of a room
    RoomNumber,
    /// a temperature
    Temperature,
    /// a time of day
    Time,
}

impl Variable {
    /// The name in templates, in the API and in the schema of the language model's response.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// A description for users. The language model gets it as well.
    pub fn description(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }

    /// The name in braces, as in a template: `{{time}}`.
    pub fn placeholder(self) -> String {
        format!("{{{{{}}}}}", self.name())
    }
}
