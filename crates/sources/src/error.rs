//! Why a whole file is refused. A single bad row never refuses a file; see [`crate::tally`].

use thiserror::Error;

/// Why a file cannot be read as an export.
#[derive(Debug, Error)]
pub enum ReadError {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// A header and nothing below it.
    #[error("the file has a header and no rows")]
    NoRows,
    /// The header lacks columns that an export has.
    #[error("the header lacks the columns {}", missing.join(", "))]
    MissingColumns {
        /// The exporter's names of what is missing.
        missing: Vec<&'static str>,
        /// The names that are there, shortened.
        found: Vec<String>,
        /// The line of the header, counted from one.
        line: u64,
    },
    /// A header of more columns than any export has.
    #[error("line {line} has more than {max} columns")]
    TooManyColumns {
        /// The limit.
        max: usize,
        /// The line of the header, counted from one.
        line: u64,
    },
    /// Bytes that are no text.
    #[error("line {line} is not text")]
    NotText {
        /// The line where reading stopped, counted from one.
        line: u64,
    },
    /// More bytes than allowed.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// The connection or the disk failed.
    #[error("the file could not be read to its end")]
    Io(#[source] std::io::Error),
}
