//! Reads the rows of a file in order: each is a message, or has a reason why it is not.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use csv_async::StringRecord;
use gleaner_domain::{
    ContentHash, Message, MessageId, ReportedRow, RowOutcome, RowReason, RowReport, Warning, WarningCode,
};

use super::column_map::ColumnMap;
use super::columns::Columns;
use super::header::Header;
use super::numbers::NumberCache;
use super::options::Options;
use super::row::{ReadMessage, Refusal, Row, RowContext};
use super::unclosed::UnclosedRow;
use crate::batch::{FirstRow, MappedColumn};
use crate::csv::Records;
use crate::error::ReadError;

/// How many rows are kept as they were read, for a preview.
const FIRST_ROWS: usize = 5;
/// Most characters of each of their cells.
const FIRST_CELL_CHARS: usize = 500;
/// The minimum average size of a message in a file, in bytes: its numbers, time and direction alone are as long. A
/// message takes 300 bytes of memory, so a file of a million tiny rows would take far more memory than an export of
/// its size.
const MIN_MESSAGE_BYTES: u64 = 50;
/// The typical size of a message in a file, in bytes, by which memory is reserved. Reserved memory that is not used
/// costs nothing.
const TYPICAL_MESSAGE_BYTES: usize = 100;

/// The rows of a file that were read so far.
#[derive(Default)]
pub(super) struct Rows {
    pub messages: Vec<Message>,
    pub lines: Vec<u64>,
    pub report: RowReport,
    pub first: Vec<FirstRow>,
    pub warnings: BTreeMap<WarningCode, Warning>,
    /// How many messages without an id and a time have each content.
    untimed: HashMap<ContentHash, u32>,
}

impl Rows {
    /// Reads the rows after the header.
    pub async fn read(text: &str, header: Header, options: Options<'_>) -> Result<Self, ReadError> {
        let Header { mut columns, delimiter, end, .. } = header;
        let max_messages = usize::try_from(options.max_bytes / MIN_MESSAGE_BYTES).unwrap_or(usize::MAX);
        let mut rows = Self::with_capacity((text.len() / TYPICAL_MESSAGE_BYTES).min(max_messages));
        let mut context = RowContext {
            skip_markers: options.skip_markers,
            now: options.now,
            numbers: NumberCache::default(),
        };
        let mut records = Records::of(text, end, delimiter);
        while let Some(record) = records.next().await {
            if record.is_too_long {
                rows.refuse(&columns, record.line, Refusal::of_row(RowReason::LineTooLong));
                continue;
            }
            let result = Row::of(&columns, records.cells()).read(&mut context, rows.messages.last());
            if record.may_have_unclosed_quote()
                && let Some(unclosed) =
                    UnclosedRow::find(&mut records, &record, &columns, &result, options.map, &mut context)
                        .await
            {
                let UnclosedRow { line, lines, cell } = unclosed;
                rows.keep_first(line, Some(RowReason::UnclosedQuote), None, &columns, records.cells());
                rows.warn(WarningCode::UnclosedQuote, line, lines);
                rows.refuse(&columns, line, Refusal { reason: RowReason::UnclosedQuote, cell: Some(cell) });
                continue;
            }
            match result {
                Ok(_) if rows.messages.len() == max_messages => {
                    return Err(ReadError::TooManyMessages { max: max_messages, line: record.line });
                }
                Ok(read) => rows.accept(record.line, read, &columns, records.cells()),
                Err(refusal) => match repeated_header(&refusal, &columns, records.cells(), options.map) {
                    // Of two exports pasted together, the second may have its columns in another order.
                    Some(next) => {
                        rows.refuse(&columns, record.line, Refusal::of_row(RowReason::RepeatedHeader));
                        columns = next;
                    }
                    None => {
                        rows.keep_first(record.line, Some(refusal.reason), None, &columns, records.cells());
                        rows.refuse(&columns, record.line, refusal);
                    }
                },
            }
        }
        Ok(rows)
    }

    fn with_capacity(messages: usize) -> Self {
        let (messages, lines) = (Vec::with_capacity(messages), Vec::with_capacity(messages));
        Self { messages, lines, ..Self::default() }
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
                let number = self.untimed.entry(content).or_default();
                *number += 1;
                message.id = MessageId::of_content(&content, *number);
            }
        }
        self.report.add_imported();
        self.messages.push(message);
        self.lines.push(line);
    }

    fn refuse(&mut self, columns: &Columns, line: u64, Refusal { reason, cell }: Refusal) {
        let column = cell.and_then(|cell| columns.name(cell)).map(str::to_owned);
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

/// Returns the columns of the following rows if a row is a header in the middle of a file. A `sep=` line does not
/// change the columns.
fn repeated_header(
    refusal: &Refusal,
    columns: &Columns,
    cells: &StringRecord,
    map: &ColumnMap,
) -> Option<Columns> {
    let may_be_header = refusal.has_wrong_width()
        || matches!(refusal.reason, RowReason::UnknownDirection | RowReason::OtherType);
    if !may_be_header {
        return None;
    }
    if cells.len() <= 2 && cells.get(0).is_some_and(|cell| cell.trim().eq_ignore_ascii_case("sep=")) {
        return Some(columns.clone());
    }
    columns.of_next_header(cells, map)
}
