//! Why a whole file is refused. A single bad row never does; it is reported.

use gleaner_domain::{ReportedRow, RowCounts, RowOutcome};
use thiserror::Error;

/// Why a file cannot be read as an export.
#[derive(Debug, Error)]
pub enum ReadError {
    /// No bytes, or nothing but blank lines.
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
    /// A first line that is longer, or has more columns, than any export's.
    #[error("line {line} is longer than any header of an export")]
    HeaderTooLong {
        /// The line, counted from one.
        line: u64,
    },
    /// Bytes that are no text.
    #[error("the file is not text{}", kind.map(|kind| format!(" but {kind}")).unwrap_or_default())]
    NotText {
        /// What they are instead, as a media type, where that can be told.
        kind: Option<&'static str>,
        /// The line where reading stopped, counted from one.
        line: u64,
    },
    /// More than half of the rows cannot be read: it is another kind of file.
    #[error("{} of {} rows cannot be read; line {}: {}", counts.of(RowOutcome::Rejected), counts.total(),
        first.first().map_or(0, |row| row.line), first.first().map_or("", |row| row.reason.sentence()))]
    MostlyRejected {
        /// Rows by outcome.
        counts: RowCounts,
        /// The first of them.
        first: Vec<ReportedRow>,
    },
    /// More messages than a file of the allowed size can have: its rows are no messages.
    #[error("there are more than {max} messages, which no export of the allowed size has")]
    TooManyMessages {
        /// The limit.
        max: usize,
        /// The line where reading stopped, counted from one.
        line: u64,
    },
    /// More bytes than allowed.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
}
