//! What is read from a file, whatever its source.

use std::fmt;

use chrono::{DateTime, Utc};
use gleaner_domain::{Message, RowReason, RowReport, Source, Warning};

use crate::csv::Encoding;

/// The messages of a file, the outcome of every row, and facts about the file.
#[derive(Debug)]
pub struct Batch {
    /// The messages in file order. The same message may occur more than once.
    pub messages: Vec<Message>,
    /// The line where each message begins, counted from one; ascending.
    pub lines: Vec<u64>,
    /// The outcome of every row. Repeated and known messages have the outcome `imported` here: they are recognized
    /// later.
    pub report: RowReport,
    /// What a person should know about the file.
    pub warnings: Vec<Warning>,
    /// The file that the messages come from, and how it was read.
    pub provenance: Provenance,
}

/// The file that the messages come from, and how it was read.
#[derive(Debug)]
pub struct Provenance {
    /// The program or service that the file was exported from.
    pub source: Source,
    /// The size of the file, in bytes.
    pub bytes: u64,
    /// How the file is written.
    pub shape: Shape,
    /// The first rows as they were read, for a preview.
    pub first_rows: Vec<FirstRow>,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The character encoding.
    pub encoding: Encoding,
    /// The character between cells.
    pub delimiter: char,
    /// The line of the header, counted from one.
    pub header_line: u64,
    /// The columns that are read, in the order of the file.
    pub columns: Vec<MappedColumn>,
    /// The names of the columns that are not read.
    pub unused_columns: Vec<String>,
}

/// A column that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedColumn {
    /// The source's name of the column.
    pub column: &'static str,
    /// The name in the file's header.
    pub header: String,
    /// The number of the column, counted from one.
    pub position: usize,
}

/// A row as it was read. Its cells are customers' text.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstRow {
    /// The line where the row begins, counted from one.
    pub line: u64,
    /// Why the row is not a message; `None` if it is one.
    pub reason: Option<RowReason>,
    /// When the message was sent; `None` if the row is not a message, or if its time is unknown.
    pub sent_at: Option<DateTime<Utc>>,
    /// The cells of the columns that are read, each with the source's name of its column. A cell has at most 500
    /// characters; longer ones are cut.
    pub cells: Vec<(&'static str, String)>,
}

/// Not the cells: message text and numbers must not appear in a log.
impl fmt::Debug for FirstRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirstRow")
            .field("line", &self.line)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
