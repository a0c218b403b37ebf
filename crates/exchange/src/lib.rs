//! The library in the formats of other programs: as CSV, JSON and JSON Lines, which can be read again, and for help
//! desks.
//!
//! Pure: patterns become bytes, and bytes become patterns. Reading them from a database and sending them is up to the
//! caller, which passes a few patterns at a time.

mod cells;
mod decode;
mod encode;
mod fields;
mod format;
mod guard;
mod help_desk;

pub use decode::{DecodeError, Decoded, InvalidField, InvalidPatterns, MAX_PATTERNS, Reason, decode};
pub use encode::{EncodeError, Encoder};
pub use fields::VERSION;
pub use format::{Format, LibraryFormat};
