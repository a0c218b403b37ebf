//! The rows of a file, one after the other: messages, or reasons why they are none.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use csv_async::StringRecord;
use gleaner_domain::{Message, ReportedRow, RowOutcome, RowReason, RowReport, Warning, WarningCode};

use super::columns::Columns;
use super::header::Header;
use super::row::{ReadMessage, Refusal, Row};
use super::{FirstRow, ReadOptions};
use crate::error::ReadError;
use crate::records::{Found, Records};

/// How many rows are kept as they were read, for a preview.
const FIRST_ROWS: usize = 5;
/// Most characters of a cell and most cells of a row kept for it.
const FIRST_CELL_CHARS: usize = 500;
const FIRST_CELLS: usize = 30;
/// Fewest bytes of a message on average: half of what its numbers, its time and its direction take.
/// In memory it takes three hundred, so that a file of a million tiny rows would take far more than
/// an export of its size.
const MIN_MESSAGE_BYTES: u64 = 50;
/// A likely size, by which room is made at first; what is not used costs nothing.
const LIKELY_MESSAGE_BYTES: usize = 100;

/// The rows of a file, as they are read.
#[derive(Default)]
pub(super) struct Rows {
    pub messages: Vec<Message>,
    pub lines: Vec<u64>,
    pub report: RowReport,
    pub first: Vec<FirstRow>,
    pub warnings: BTreeMap<WarningCode, Warning>,
}

impl Rows {
    /// Reads the rows below the header.
    pub async fn read(text: &str, header: Header, options: &ReadOptions) -> Result<Self, ReadError> {
        let Header { mut columns, delimiter, line: header_line } = header;
        let max_messages = usize::try_from(options.max_bytes / MIN_MESSAGE_BYTES).unwrap_or(usize::MAX);
        let likely = (text.len() / LIKELY_MESSAGE_BYTES).min(max_messages);
        let mut rows = Self {
            messages: Vec::with_capacity(likely),
            lines: Vec::with_capacity(likely),
            ..Self::default()
        };
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
                Ok(_) if rows.messages.len() == max_messages => {
                    return Err(ReadError::TooManyMessages { max: max_messages, line: found.line });
                }
                Ok(read) => rows.accept(found.line, read, records.cells()),
                Err(refusal) => match repeated_header(&refusal, &columns, records.cells(), options) {
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
        Ok(rows)
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
        (None, Err(refusal)) if found.spans_lines && refusal.is_of_shape() => found.place.start,
        _ => return None,
    };
    let broken = Broken { line: records.line_at(place), cells: records.cells().clone() };
    let is_row = |cells: &StringRecord| Row::of(columns, cells).looks_whole();
    let has_row = records.resume_behind(place, found.place.end, is_row).await;
    (has_row || opened.is_some()).then_some(broken)
}

/// The columns of a header in the middle of a file.
fn repeated_header(
    refusal: &Refusal,
    columns: &Columns,
    cells: &StringRecord,
    options: &ReadOptions,
) -> Option<Columns> {
    let may_be_one = refusal.is_of_shape() || refusal.reason == RowReason::OtherType;
    if may_be_one && columns.heads(cells) { Columns::of(cells, &options.columns).ok() } else { None }
}
