//! Why a whole file is refused. A single row that cannot be read is reported instead.

use gleaner_domain::{ReportedRow, RowCounts, RowOutcome};
use thiserror::Error;

/// Why a file cannot be read as an export.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file has no bytes, or only blank lines.
    #[error("the file is empty")]
    Empty,
    /// The file has a header and no rows.
    #[error("the file has a header and no rows")]
    NoRows,
    /// The header lacks columns that an export has.
    #[error("the header lacks the columns {}", missing.join(", "))]
    MissingColumns {
        /// The source's names of the missing columns.
        missing: Vec<&'static str>,
        /// The names in the header, shortened.
        found: Vec<String>,
        /// The line of the header, counted from one.
        line: u64,
    },
    /// The first line is longer, or has more columns, than that of any export.
    #[error("line {line} is longer than any header of an export")]
    HeaderTooLong {
        /// The line, counted from one.
        line: u64,
    },
    /// The bytes are not text.
    #[error("the file is not text{}", kind.map(|kind| format!(" but {kind}")).unwrap_or_default())]
    NotText {
        /// The media type of the bytes, if it is recognized.
        kind: Option<&'static str>,
        /// The line where reading stopped, counted from one.
        line: u64,
    },
    /// More than half of the rows are rejected, so it is another kind of file.
    #[error("{} of {} rows cannot be read; line {}: {}", counts.of(RowOutcome::Rejected), counts.total(),
        first.first().map_or(0, |row| row.line), first.first().map_or("", |row| row.reason.sentence()))]
    MostlyRejected {
        /// The number of rows by outcome and reason.
        counts: RowCounts,
        /// The first rejected rows.
        first: Vec<ReportedRow>,
    },
    /// The file has more messages than an export of the permitted size can have.
    #[error("there are more than {max} messages, which no export of the allowed size has")]
    TooManyMessages {
        /// The largest permitted number of messages.
        max: usize,
        /// The line where reading stopped, counted from one.
        line: u64,
    },
    /// The file has more bytes than permitted.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The largest permitted size, in bytes.
        max_bytes: u64,
    },
}
