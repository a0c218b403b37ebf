//! OpenPhone's (now Quo's) messages file, as it comes from the exporter or from a spreadsheet.

mod columns;
mod header;
mod row;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use csv_async::StringRecord;
use gleaner_domain::{Message, ReportedRow, RowOutcome, RowReason, RowReport, Warning, WarningCode};
use sha2::{Digest, Sha256};

use crate::encoding::{Decoded, Encoding, decode};
use crate::error::ReadError;
use crate::records::{Found, Records};
use columns::Columns;
pub use columns::{Column, ColumnMap, ColumnMapError, MappedColumn};
use header::Header;
use row::{ReadMessage, Refusal, Row};

/// How many rows are kept as they were read, for a preview.
const FIRST_ROWS: usize = 5;
/// Most characters of a cell and most cells of a row kept for it.
const FIRST_CELL_CHARS: usize = 500;
const FIRST_CELLS: usize = 30;
/// How many rejected rows an error names.
const NAMED_ROWS: usize = 5;

/// For how many rows room is made at first: a row has a hundred bytes or more, and room that is not
/// used costs nothing.
const MAX_RESERVED_ROWS: usize = 200_000;

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
    /// Its cells, shortened.
    pub cells: Vec<String>,
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

/// Reads an export. All of the work is the processor's: nothing here waits.
pub async fn read(file: Vec<u8>, options: &ReadOptions) -> Result<Export, ReadError> {
    let bytes = file.len() as u64;
    if bytes > options.max_bytes {
        return Err(ReadError::TooLarge { max_bytes: options.max_bytes });
    }
    let sha256 = hex::encode(Sha256::digest(&file));
    let kind = infer::get(&file).map(|kind| kind.mime_type());
    let decoded = decode(file);
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
    let rows = Rows::read(&decoded.text, header, options).await;
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
        sha256,
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

/// The rows of a file, as they are read.
#[derive(Default)]
struct Rows {
    messages: Vec<Message>,
    lines: Vec<u64>,
    report: RowReport,
    first: Vec<FirstRow>,
    warnings: BTreeMap<WarningCode, Warning>,
}

impl Rows {
    async fn read(text: &str, header: Header, options: &ReadOptions) -> Self {
        let Header { mut columns, delimiter, line: header_line } = header;
        // No file has more rows than lines; what is not used is never touched.
        let most = text.len().min(MAX_RESERVED_ROWS * 100) / 100;
        let mut rows =
            Self { messages: Vec::with_capacity(most), lines: Vec::with_capacity(most), ..Self::default() };
        let mut records = Records::of(text, delimiter);
        while let Some(found) = records.next().await {
            if found.line <= header_line {
                continue;
            }
            if found.is_too_long {
                rows.refuse(&columns, found.line, Refusal::of_row(RowReason::LineTooLong));
                continue;
            }
            let result = Row::of(&columns, records.cells()).read(options, rows.messages.last());
            if let Some(broken) = behind_broken_quote(&mut records, &found, &columns, &result).await {
                rows.keep_first(found.line, Some(RowReason::UnclosedQuote), None, &broken.cells);
                rows.warn(WarningCode::UnclosedQuote, broken.line);
                rows.refuse(&columns, broken.line, broken.refusal());
                continue;
            }
            match result {
                Ok(read) => rows.accept(found.line, read, records.cells()),
                Err(refusal) => match repeated_header(&refusal, records.cells(), options) {
                    // Two exports pasted together: the second may have its columns in another order.
                    Some(next) => {
                        rows.refuse(&columns, found.line, Refusal::of_row(RowReason::RepeatedHeader));
                        columns = next;
                    }
                    None => {
                        rows.keep_first(found.line, Some(refusal.reason), None, records.cells());
                        rows.refuse(&columns, found.line, refusal);
                    }
                },
            }
        }
        rows
    }

    fn accept(&mut self, line: u64, read: ReadMessage, cells: &StringRecord) {
        let ReadMessage { message, has_damaged_number } = read;
        self.keep_first(line, None, message.sent_at, cells);
        if has_damaged_number {
            self.warn(WarningCode::DamagedNumbers, line);
        }
        if message.sent_at.is_none() {
            self.warn(WarningCode::MissingTimes, line);
        }
        self.report.add_imported();
        self.messages.push(message);
        self.lines.push(line);
    }

    fn refuse(&mut self, columns: &Columns, line: u64, Refusal { reason, place }: Refusal) {
        let column = place.and_then(|place| columns.name(place)).map(str::to_owned);
        if reason.outcome() == RowOutcome::Rejected {
            self.warn(WarningCode::RejectedRows, line);
        }
        self.report.add(ReportedRow { line, reason, column });
    }

    fn warn(&mut self, code: WarningCode, line: u64) {
        self.warnings.entry(code).or_insert(Warning { code, count: 0, line: Some(line) }).count += 1;
    }

    fn keep_first(
        &mut self,
        line: u64,
        reason: Option<RowReason>,
        sent_at: Option<DateTime<Utc>>,
        cells: &StringRecord,
    ) {
        if self.first.len() < FIRST_ROWS {
            let shorten = |cell: &str| cell.chars().take(FIRST_CELL_CHARS).collect();
            let cells = cells.iter().take(FIRST_CELLS).map(shorten).collect();
            self.first.push(FirstRow { line, reason, sent_at, cells });
        }
    }
}

/// A record with a quote that is never closed.
struct Broken {
    /// The line where it opens.
    line: u64,
    cells: StringRecord,
}

impl Broken {
    fn refusal(&self) -> Refusal {
        // The cell that it opens has taken the lines behind it, or is the last of the file.
        let place = self.cells.iter().position(|cell| cell.contains(['\n', '\r']));
        let place = place.or(self.cells.len().checked_sub(1));
        Refusal { reason: RowReason::UnclosedQuote, place }
    }
}

/// Tells whether a record has a quote that is never closed, and has reading go on at the next row
/// behind it. The record of a good message is broken only where its quoting is: a text may quote
/// rows. One that has no shape is broken as well where it holds rows.
async fn behind_broken_quote(
    records: &mut Records<'_>,
    found: &Found,
    columns: &Columns,
    result: &Result<ReadMessage, Refusal>,
) -> Option<Broken> {
    let opened = records.unclosed_quote(found);
    let place = match (opened, result) {
        (Some(opened), _) => opened,
        (None, Err(refusal)) if refusal.is_of_shape() => found.place.start,
        _ => return None,
    };
    let broken = Broken { line: records.line_at(place), cells: records.cells().clone() };
    let is_row = |cells: &StringRecord| Row::of(columns, cells).looks_whole();
    let has_row = records.resume_behind(place, found.place.end, is_row).await;
    (has_row || opened.is_some()).then_some(broken)
}

/// The columns of a header in the middle of a file.
fn repeated_header(refusal: &Refusal, cells: &StringRecord, options: &ReadOptions) -> Option<Columns> {
    let may_be_one = refusal.is_of_shape() || refusal.reason == RowReason::OtherType;
    if may_be_one { Columns::of(cells, &options.columns).ok() } else { None }
}

#[cfg(test)]
mod tests;
