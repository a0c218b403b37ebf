//! Rows with a quotation mark that is never closed.

use csv_async::StringRecord;

use super::column_map::ColumnMap;
use super::columns::Columns;
use super::row::{ReadMessage, Refusal, Row, RowContext};
use crate::csv::{RecordSpan, Records, Unclosed};

/// A record with a quotation mark that is never closed.
pub(super) struct UnclosedRow {
    /// The line of the mark, counted from one.
    pub line: u64,
    /// How many lines are lost.
    pub lines: u64,
    /// The index of the cell that the mark opens.
    pub cell: usize,
}

impl UnclosedRow {
    /// Finds out whether a record has such a mark, and makes reading continue at the next row that the record
    /// contains.
    ///
    /// A record whose quotation marks are correct has one only if it does not have the width of the header and
    /// contains rows: a text may quote rows, and a customer must not be able to write an operator's message.
    pub async fn find(
        records: &mut Records<'_>,
        record: &RecordSpan,
        columns: &Columns,
        result: &Result<ReadMessage, Refusal>,
        map: &ColumnMap,
        context: &mut RowContext<'_>,
    ) -> Option<Self> {
        let certain = records.unclosed_quote(record);
        let quote = match result {
            Err(refusal) if record.spans_lines && refusal.has_wrong_width() => certain
                .or(Some(Unclosed { at: record.range.start, cell: first_of_lines(records.cells()) }))?,
            _ => certain?,
        };
        let is_row = |cells: &StringRecord| {
            Row::of(columns, cells).is_complete(context) || columns.of_next_header(cells, map).is_some()
        };
        let resumed = records.resume_after(quote.at, record.range.end, is_row).await;
        if resumed.is_none() && certain.is_none() {
            return None;
        }
        let line = records.line_at(quote.at);
        let lines = records.line_at(resumed.unwrap_or(record.range.end)) - line;
        Some(Self { line, lines: lines.max(1), cell: quote.cell })
    }
}

/// Returns the index of the first cell that contains a line break.
fn first_of_lines(cells: &StringRecord) -> usize {
    cells.iter().position(|cell| cell.contains(['\n', '\r'])).unwrap_or_default()
}
