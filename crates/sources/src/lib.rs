//! Bytes of an exported file to checked messages, and a count of what became of every row.
//!
//! One module a source; today there is [`openphone`]. What they share is the byte stream
//! ([`metered`]), the times that people's programs write ([`time`]) and the row tally.

pub mod error;
pub mod metered;
pub mod openphone;
pub mod tally;
pub mod time;

pub use error::ReadError;
pub use openphone::{Export, ReadOptions, read};
pub use tally::{RejectReason, RowTally};
