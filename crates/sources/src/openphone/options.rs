//! How a messages file is to be read.

use chrono::{DateTime, Utc};

use super::column_map::ColumnMap;

/// How a messages file is to be read.
#[derive(Clone, Copy)]
pub(crate) struct Options<'a> {
    /// Which column is which, if the sender names them.
    pub map: &'a ColumnMap,
    /// The largest accepted file, in bytes.
    pub max_bytes: u64,
    /// Text that marks a message as automated.
    pub skip_markers: &'a [String],
    /// The current time.
    pub now: DateTime<Utc>,
}
