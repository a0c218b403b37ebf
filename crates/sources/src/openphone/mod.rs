//! OpenPhone's (now Quo's) messages file, as it comes from the exporter or from a spreadsheet.

mod columns;
mod header;
mod row;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use gleaner_domain::{Message, RowReason, RowReport, Warning, WarningCode};

use crate::digest::Digesting;
use crate::encoding::{Decoded, Encoding, decode};
use crate::error::ReadError;
pub use columns::{Column, ColumnMap, ColumnMapError, MappedColumn};
use header::Header;
use rows::Rows;

/// How many rejected rows an error names.
const NAMED_ROWS: usize = 5;

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// A file of more bytes is refused.
    pub max_bytes: u64,
    /// What marks a message as automated: a prefix of its conversation id or a part of its text.
    pub skip_markers: Vec<String>,
    /// Which column is which, where the sender says so.
    pub columns: ColumnMap,
    /// Times are plausible up to a day ahead of this.
    pub now: DateTime<Utc>,
}

impl ReadOptions {
    /// No more than ten megabytes; no marks of automation, no columns named.
    pub fn plain(now: DateTime<Utc>) -> Self {
        Self { max_bytes: 10 << 20, skip_markers: Vec::new(), columns: ColumnMap::default(), now }
    }
}

/// What a file held.
#[derive(Debug)]
pub struct Export {
    /// The messages in file order; the same message may occur twice.
    pub messages: Vec<Message>,
    /// The line of each of them, counted from one.
    pub lines: Vec<u64>,
    /// What became of every row. Messages that the file repeats are still counted as imported.
    pub report: RowReport,
    /// What a person should know of the file.
    pub warnings: Vec<Warning>,
    /// How the file is written.
    pub shape: Shape,
    /// The first rows as they were read.
    pub first: Vec<FirstRow>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The file's size.
    pub bytes: u64,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its characters.
    pub encoding: Encoding,
    /// What stands between cells.
    pub delimiter: char,
    /// The line of the header, counted from one.
    pub header_line: u64,
    /// The columns that are used, in the order of the file.
    pub columns: Vec<MappedColumn>,
    /// The names of those that are not.
    pub unused_columns: Vec<String>,
}

/// A row as it was read, for a person to look at. Its cells are customers' text.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstRow {
    /// The line that it begins at, counted from one.
    pub line: u64,
    /// Why it is no message; `None` where it is one.
    pub reason: Option<RowReason>,
    /// When it was sent, as it was understood.
    pub sent_at: Option<DateTime<Utc>>,
    /// Its cells in the columns that are used, shortened.
    pub cells: Vec<(Column, String)>,
}

/// Not the cells: message text and numbers must not reach a log.
impl std::fmt::Debug for FirstRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstRow")
            .field("line", &self.line)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// Reads an export. All of the work is the processor's: nothing is read or waited for but `file`.
pub async fn read(file: Vec<u8>, options: &ReadOptions) -> Result<Export, ReadError> {
    let bytes = file.len() as u64;
    if bytes > options.max_bytes {
        return Err(ReadError::TooLarge { max_bytes: options.max_bytes });
    }
    let file = Arc::new(file);
    let sha256 = Digesting::start(&file);
    let kind = infer::get(&file).map(|kind| kind.mime_type()).filter(|kind| !kind.starts_with("text/"));
    let decoded = decode(&file);
    let header =
        Header::find(&decoded.text, &options.columns).await.map_err(|error| match (error, kind) {
            (ReadError::Empty, _) => ReadError::Empty,
            (ReadError::MissingColumns { line, .. } | ReadError::HeaderTooLong { line }, Some(kind)) => {
                ReadError::NotText { kind: Some(kind), line }
            }
            (ReadError::NotText { line, .. }, kind) => ReadError::NotText { kind, line },
            (error, _) => error,
        })?;
    let shape = Shape {
        encoding: decoded.encoding,
        delimiter: char::from(header.delimiter),
        header_line: header.line,
        columns: header.columns.mapped(),
        unused_columns: header.columns.unused(),
    };
    let rows = Rows::read(&decoded.text, header, options).await?;
    if rows.report.counts.total() == 0 {
        return Err(ReadError::NoRows);
    }
    if rows.report.is_mostly_rejected() {
        let first = rows.report.rejected().iter().take(NAMED_ROWS).cloned().collect();
        return Err(ReadError::MostlyRejected { counts: rows.report.counts, first });
    }
    let warnings = warnings(&decoded, rows.warnings);
    Ok(Export {
        messages: rows.messages,
        lines: rows.lines,
        report: rows.report,
        warnings,
        shape,
        first: rows.first,
        sha256: sha256.finish(&file),
        bytes,
    })
}

fn warnings(decoded: &Decoded, of_rows: BTreeMap<WarningCode, Warning>) -> Vec<Warning> {
    let of_text = [
        (WarningCode::GuessedEncoding, u64::from(decoded.encoding.is_guess)),
        (WarningCode::DamagedText, decoded.damaged),
        (WarningCode::NulBytes, decoded.nul_bytes),
    ];
    let of_text = of_text.into_iter().filter(|(_, count)| *count > 0);
    of_text.map(|(code, count)| Warning { code, count, line: None }).chain(of_rows.into_values()).collect()
}

#[cfg(test)]
mod tests;
