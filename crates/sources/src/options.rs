//! How a file is to be read.

use chrono::{DateTime, Utc};
use gleaner_domain::Source;

use crate::openphone::ColumnMap;

/// The source of a file, with the options that only this source has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// A messages file of OpenPhone; the map states which column is which, if the sender names them.
    OpenPhone(ColumnMap),
}

impl Format {
    /// Returns the source.
    pub fn source(&self) -> Source {
        match self {
            Self::OpenPhone(_) => Source::OpenPhone,
        }
    }
}

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The largest accepted file, in bytes.
    pub max_bytes: u64,
    /// Text that marks a message as automated: a prefix of its conversation id or a part of its text.
    pub skip_markers: Vec<String>,
    /// The source of the file.
    pub format: Format,
    /// The current time: message times are plausible up to one day after it.
    pub now: DateTime<Utc>,
}

impl ReadOptions {
    /// The largest accepted file unless stated otherwise, in bytes: 10 MiB.
    pub const DEFAULT_MAX_BYTES: u64 = 10 << 20;

    /// Returns options for a file of OpenPhone with known column names and no markers of automated messages.
    pub fn plain(now: DateTime<Utc>) -> Self {
        Self {
            max_bytes: Self::DEFAULT_MAX_BYTES,
            skip_markers: Vec::new(),
            format: Format::OpenPhone(ColumnMap::default()),
            now,
        }
    }
}
