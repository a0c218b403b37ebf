//! Splits a text into records, each with the line where it begins.

use std::ops::Range;

use csv_async::{AsyncReader, AsyncReaderBuilder, StringRecord};

use super::lines::{Lines, next_line};
use super::quotes::{self, Unclosed};

/// Longest line that is read as a record, in bytes: sixteen times the longest accepted text of a message. A whole
/// record is in memory, with eight bytes more for each cell.
pub(crate) const MAX_LINE_BYTES: usize = 1 << 20;
/// How many bytes of a line are read to decide whether it is a row.
const ROW_SAMPLE_BYTES: usize = 16 << 10;
/// Most lines of a file that are tried to find a row after an unclosed quotation mark.
const MAX_SAMPLES: usize = 10_000;
/// Limit on rereading, as a multiple of the length of the text: a hostile file could make every line begin a
/// record of nearly the whole text.
const MAX_READ_AGAIN: usize = 3;

/// The position of a record in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordSpan {
    /// The line where it begins, counted from one.
    pub line: u64,
    /// Its offsets in the text, in bytes.
    pub range: Range<usize>,
    /// Whether a cell contains a line break.
    pub spans_lines: bool,
    /// Whether it ends where the text or the segment ends.
    is_last: bool,
    /// Whether it is a line of more than [`MAX_LINE_BYTES`], which is skipped: the record has no cells.
    pub is_too_long: bool,
}

impl RecordSpan {
    /// Returns whether a quotation mark may be unclosed. It is false for nearly every record.
    pub fn may_have_unclosed_quote(&self) -> bool {
        self.spans_lines || self.is_last
    }
}

/// Reads records in order, with one in memory at a time.
pub(crate) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    lines: Lines<'a>,
    csv: AsyncReader<&'a [u8]>,
    /// The part of the text that `csv` reads: up to the next line that is too long.
    segment: Range<usize>,
    samples_left: usize,
    /// How many bytes may still be read again.
    bytes_to_reread: usize,
    cells: StringRecord,
}

impl<'a> Records<'a> {
    /// Reads from `start`, the offset of the beginning of a line.
    pub fn of(text: &'a str, start: usize, delimiter: u8) -> Self {
        let segment = start..next_long_line(text, start);
        Self {
            text,
            delimiter,
            lines: Lines::of(text),
            csv: reader(&text[segment.clone()], delimiter),
            segment,
            samples_left: MAX_SAMPLES,
            bytes_to_reread: text.len().saturating_mul(MAX_READ_AGAIN),
            cells: StringRecord::new(),
        }
    }

    /// Returns the cells of the record that was read last.
    pub fn cells(&self) -> &StringRecord {
        &self.cells
    }

    /// Reads the next record and skips blank lines. Returns `None` at the end of the text.
    pub async fn next(&mut self) -> Option<RecordSpan> {
        let from = self.end();
        // Reading a text in memory does not fail, and the text is valid UTF-8.
        if self.csv.read_record(&mut self.cells).await.unwrap_or(false) {
            let range = skip_line_breaks(self.text, from)..self.end();
            let line = self.lines.at(range.start);
            let ends_line = self.text.as_bytes()[range.clone()].last().is_some_and(is_line_break);
            let spans_lines = self.lines.at(range.end - usize::from(ends_line)) > line;
            let is_last = range.end == self.segment.end;
            return Some(RecordSpan { line, range, spans_lines, is_last, is_too_long: false });
        }
        if self.segment.end == self.text.len() {
            return None;
        }
        let start = self.segment.end;
        let end = next_line(self.text, start).unwrap_or(self.text.len());
        self.restart(end);
        self.cells.clear();
        let line = self.lines.at(start);
        Some(RecordSpan { line, range: start..end, spans_lines: false, is_last: false, is_too_long: true })
    }

    /// Returns the quotation mark of a record that is never closed.
    pub fn unclosed_quote(&self, record: &RecordSpan) -> Option<Unclosed> {
        if !record.may_have_unclosed_quote() {
            return None;
        }
        let text = self.text.as_bytes().get(record.range.clone()).unwrap_or_default();
        let Unclosed { at, cell } = quotes::unclosed(text, self.delimiter)?;
        Some(Unclosed { at: record.range.start + at, cell })
    }

    /// Returns the line of an offset. It is fast for offsets near the record that was read last.
    pub fn line_at(&mut self, offset: usize) -> u64 {
        self.lines.at(offset)
    }

    /// Continues reading at the first line after the one at `offset` and before `end` that is a row by itself.
    /// Returns the offset of that line, or `None` if there is no such line.
    pub async fn resume_after(
        &mut self,
        offset: usize,
        end: usize,
        mut is_row: impl FnMut(&StringRecord) -> bool,
    ) -> Option<usize> {
        let mut candidate = next_line(self.text, offset);
        while let Some(start) = candidate.filter(|start| *start < end && self.samples_left > 0) {
            self.samples_left -= 1;
            let sample = &self.text[start..self.text.floor_char_boundary(start + ROW_SAMPLE_BYTES)];
            let mut cells = StringRecord::new();
            let mut csv = reader(sample, self.delimiter);
            if csv.read_record(&mut cells).await.unwrap_or(false) && is_row(&cells) {
                self.bytes_to_reread = self.bytes_to_reread.checked_sub(end - start)?;
                self.restart(start);
                return Some(start);
            }
            candidate = next_line(self.text, start);
        }
        None
    }

    fn restart(&mut self, offset: usize) {
        // Within the segment the next line that is too long is still the same.
        let is_inside = self.segment.contains(&offset);
        let end = if is_inside { self.segment.end } else { next_long_line(self.text, offset) };
        self.segment = offset..end;
        self.csv = reader(&self.text[self.segment.clone()], self.delimiter);
    }

    /// Returns the offset where the record that was read last ends.
    fn end(&self) -> usize {
        self.segment.start + usize::try_from(self.csv.position().byte()).unwrap_or(usize::MAX)
    }
}

fn reader(text: &str, delimiter: u8) -> AsyncReader<&[u8]> {
    AsyncReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .create_reader(text.as_bytes())
}

/// Returns the offset after the line breaks at `offset`. The reader counts those of blank lines, and the second
/// half of `\r\n`, to the next record.
fn skip_line_breaks(text: &str, offset: usize) -> usize {
    let rest = text.as_bytes().get(offset..).unwrap_or_default();
    offset + rest.iter().take_while(|byte| is_line_break(byte)).count()
}

fn is_line_break(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Returns the offset of the first line from `offset` that is too long, or the length of the text.
fn next_long_line(text: &str, offset: usize) -> usize {
    let bytes = text.as_bytes();
    let mut start = offset;
    while bytes.len() - start > MAX_LINE_BYTES {
        match memchr::memrchr2(b'\n', b'\r', &bytes[start..start + MAX_LINE_BYTES]) {
            Some(last) => start += last + 1,
            None => return start,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests;
