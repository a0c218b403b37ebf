//! What became of every row of a file.

use std::collections::BTreeMap;

/// Why a row that should be a message is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RejectReason {
    /// Neither `incoming` nor `outgoing`.
    UnknownDirection,
    /// Without a conversation id a message needs a plausible time to be grouped.
    NoTime,
    /// Without a conversation id a message needs its customer's number to be grouped.
    NoCustomer,
    /// An id that is too long or not printable.
    BadIdentifier,
    /// More recipients than any group has.
    TooManyRecipients,
    /// A text longer than any message: most likely a quote that was never closed.
    TooLong,
}

impl RejectReason {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownDirection => "unknown_direction",
            Self::NoTime => "no_time",
            Self::NoCustomer => "no_customer",
            Self::BadIdentifier => "bad_identifier",
            Self::TooManyRecipients => "too_many_recipients",
            Self::TooLong => "too_long",
        }
    }

    /// The reason in a sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::UnknownDirection => "The direction is neither incoming nor outgoing.",
            Self::NoTime => "There is no plausible time and no conversation id.",
            Self::NoCustomer => {
                "The numbers are damaged (spreadsheets turn +19025550142 into 1.90E+10) and there is no \
                 conversation id. Please export again and upload the file without opening it."
            }
            Self::BadIdentifier => "The id is too long or holds characters that cannot be printed.",
            Self::TooManyRecipients => "There are more recipients than a group message can have.",
            Self::TooLong => "The text is longer than any message. Perhaps a quote before it is not closed.",
        }
    }
}

/// How many rows ended in which outcome. The outcomes add up to `rows`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowTally {
    /// Rows below the header.
    pub rows: u64,
    /// Rows that are messages.
    pub messages: u64,
    /// Messages without a text, such as pictures.
    pub empty: u64,
    /// Messages of an automation.
    pub automated: u64,
    /// Calls and voicemails.
    pub not_messages: u64,
    /// Rows that should be messages and are not.
    pub rejected: BTreeMap<RejectReason, u64>,
}

impl RowTally {
    /// Rows that were rejected, for whatever reason.
    pub fn rejected_rows(&self) -> u64 {
        self.rejected.values().sum()
    }
}
