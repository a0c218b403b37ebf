//! The rows of a file, one after the other: messages, or reasons why they are none.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use csv_async::StringRecord;
use gleaner_domain::message::ContentHash;
use gleaner_domain::{
    Message, MessageId, ReportedRow, RowOutcome, RowReason, RowReport, Warning, WarningCode,
};

use super::columns::{Columns, MappedColumn};
use super::header::Header;
use super::row::{ReadMessage, Refusal, Row};
use super::{FirstRow, ReadOptions};
use crate::error::ReadError;
use crate::quotes::Unclosed;
use crate::records::{Found, Records};

/// How many rows are kept as they were read, for a preview.
const FIRST_ROWS: usize = 5;
/// Most characters of a cell kept for it.
const FIRST_CELL_CHARS: usize = 500;
/// Fewest bytes of a message on average: what its numbers, its time and its direction take alone.
/// In memory it takes three hundred, so a file of a million tiny rows would take far more than
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
    /// How many messages without an id and a time say the same.
    untold: HashMap<ContentHash, u32>,
}

impl Rows {
    /// Reads the rows below the header.
    pub async fn read(text: &str, header: Header, options: &ReadOptions) -> Result<Self, ReadError> {
        let Header { mut columns, delimiter, end, .. } = header;
        let max_messages = usize::try_from(options.max_bytes / MIN_MESSAGE_BYTES).unwrap_or(usize::MAX);
        let likely = (text.len() / LIKELY_MESSAGE_BYTES).min(max_messages);
        let mut rows = Self {
            messages: Vec::with_capacity(likely),
            lines: Vec::with_capacity(likely),
            ..Self::default()
        };
        let mut records = Records::of(text, end, delimiter);
        while let Some(found) = records.next().await {
            if found.is_too_long {
                rows.refuse(&columns, found.line, Refusal::of_row(RowReason::LineTooLong));
                continue;
            }
            let result = Row::of(&columns, records.cells()).read(options, rows.messages.last());
            if found.may_be_broken()
                && let Some(broken) = Broken::find(&mut records, &found, &columns, &result, options).await
            {
                rows.keep_first(broken.line, Some(RowReason::UnclosedQuote), None, &columns, records.cells());
                rows.warn(WarningCode::UnclosedQuote, broken.line, broken.lines);
                let place = Some(broken.cell);
                rows.refuse(&columns, broken.line, Refusal { reason: RowReason::UnclosedQuote, place });
                continue;
            }
            match result {
                Ok(_) if rows.messages.len() == max_messages => {
                    return Err(ReadError::TooManyMessages { max: max_messages, line: found.line });
                }
                Ok(read) => rows.accept(found.line, read, &columns, records.cells()),
                Err(refusal) => match repeated_header(&refusal, &columns, records.cells(), options) {
                    // Two exports pasted together: the second may have its columns in another order.
                    Some(next) => {
                        rows.refuse(&columns, found.line, Refusal::of_row(RowReason::RepeatedHeader));
                        columns = next;
                    }
                    None => {
                        rows.keep_first(found.line, Some(refusal.reason), None, &columns, records.cells());
                        rows.refuse(&columns, found.line, refusal);
                    }
                },
            }
        }
        Ok(rows)
    }

    fn accept(&mut self, line: u64, read: ReadMessage, columns: &Columns, cells: &StringRecord) {
        let ReadMessage { mut message, has_damaged_number, has_id } = read;
        self.keep_first(line, None, message.sent_at, columns, cells);
        if has_damaged_number {
            self.warn(WarningCode::DamagedNumbers, line, 1);
        }
        if message.sent_at.is_none() {
            self.warn(WarningCode::MissingTimes, line, 1);
            if !has_id {
                let content = message.content_hash();
                let number = self.untold.entry(content.clone()).or_default();
                *number += 1;
                message.id = MessageId::of_repeated_content(&content, *number);
            }
        }
        self.report.add_imported();
        self.messages.push(message);
        self.lines.push(line);
    }

    fn refuse(&mut self, columns: &Columns, line: u64, Refusal { reason, place }: Refusal) {
        let column = place.and_then(|place| columns.name(place)).map(str::to_owned);
        if reason.outcome() == RowOutcome::Rejected {
            self.warn(WarningCode::RejectedRows, line, 1);
        }
        self.report.add(ReportedRow { line, reason, column });
    }

    fn warn(&mut self, code: WarningCode, line: u64, count: u64) {
        self.warnings.entry(code).or_insert(Warning { code, count: 0, line: Some(line) }).count += count;
    }

    fn keep_first(
        &mut self,
        line: u64,
        reason: Option<RowReason>,
        sent_at: Option<DateTime<Utc>>,
        columns: &Columns,
        cells: &StringRecord,
    ) {
        if self.first.len() < FIRST_ROWS {
            let cell = |mapped: MappedColumn| {
                let text = cells.get(mapped.position - 1)?;
                Some((mapped.column, text.chars().take(FIRST_CELL_CHARS).collect()))
            };
            let cells = columns.mapped().into_iter().filter_map(cell).collect();
            self.first.push(FirstRow { line, reason, sent_at, cells });
        }
    }
}

/// A record with a quote that is never closed; reading goes on behind it.
struct Broken {
    /// The line where it opens.
    line: u64,
    /// How many lines it has taken.
    lines: u64,
    /// The cell that it opens, counted from zero.
    cell: usize,
}

impl Broken {
    /// Tells whether a record is broken so, and has reading go on at the next row that it has taken.
    /// Where its quoting is in order it is so only if it has not the header's width and holds rows: a
    /// text may quote rows, and a customer must not be able to write an operator's message.
    async fn find(
        records: &mut Records<'_>,
        found: &Found,
        columns: &Columns,
        result: &Result<ReadMessage, Refusal>,
        options: &ReadOptions,
    ) -> Option<Self> {
        let certain = records.unclosed_quote(found);
        let quote = match result {
            Err(refusal) if found.spans_lines && refusal.is_of_width() => {
                certain.or(Some(Unclosed { at: found.place.start, cell: first_of_lines(records.cells()) }))?
            }
            _ => certain?,
        };
        let is_row = |cells: &StringRecord| {
            Row::of(columns, cells).looks_whole(options) || heads(columns, cells, options).is_some()
        };
        let resumed = records.resume_behind(quote.at, found.place.end, is_row).await;
        if resumed.is_none() && certain.is_none() {
            return None;
        }
        let line = records.line_at(quote.at);
        let lines = records.line_at(resumed.unwrap_or(found.place.end)) - line;
        Some(Self { line, lines: lines.max(1), cell: quote.cell })
    }
}

/// The first cell with a line break in it.
fn first_of_lines(cells: &StringRecord) -> usize {
    cells.iter().position(|cell| cell.contains(['\n', '\r'])).unwrap_or_default()
}

/// What a row says that is a header in the middle of a file: its columns, or those from before where
/// it is only the `sep=` of one.
fn repeated_header(
    refusal: &Refusal,
    columns: &Columns,
    cells: &StringRecord,
    options: &ReadOptions,
) -> Option<Columns> {
    let may_be_one =
        refusal.is_of_width() || matches!(refusal.reason, RowReason::UnknownDirection | RowReason::OtherType);
    if !may_be_one {
        return None;
    }
    if cells.len() <= 2 && cells.get(0).is_some_and(|cell| cell.trim().eq_ignore_ascii_case("sep=")) {
        return Some(columns.clone());
    }
    heads(columns, cells, options)
}

fn heads(columns: &Columns, cells: &StringRecord, options: &ReadOptions) -> Option<Columns> {
    if columns.heads(cells) { Columns::of(cells, &options.columns).ok() } else { None }
}
