//! A text cut into records, each with the line it begins at.

use std::ops::Range;

use csv_async::{AsyncReader, AsyncReaderBuilder, StringRecord};

use crate::lines::{Lines, next_line};
use crate::quotes::{self, Unclosed};

/// Longest line of a file that can be an export: sixteen times the longest text. A reader of
/// records holds a whole one, and for every cell of it eight bytes more.
pub(crate) const MAX_LINE_BYTES: usize = 1 << 20;
/// How much of a line is read to tell whether it is a row.
const ROW_SAMPLE_BYTES: usize = 16 << 10;
/// How many lines of a file are looked at to find where to go on behind unclosed quotes.
const MAX_SAMPLES: usize = 10_000;
/// How often going back may have the text read once more, all in all: a hostile file could have
/// nearly all of it read again at every line.
const MAX_READ_AGAIN: usize = 3;

/// A record of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The line that it begins at, counted from one.
    pub line: u64,
    /// Where it stands.
    pub place: Range<usize>,
    /// A text in it has line breaks.
    pub spans_lines: bool,
    /// It ends where the reader could not go on.
    is_last: bool,
    /// It is longer than a line may be, and was passed over: there are no cells.
    pub is_too_long: bool,
}

impl Found {
    /// May a quote in it be never closed? A quick no for nearly every record.
    pub fn may_be_broken(&self) -> bool {
        self.spans_lines || self.is_last
    }
}

/// Reads records one after the other, and holds one at a time.
pub(crate) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    lines: Lines<'a>,
    csv: AsyncReader<&'a [u8]>,
    /// What `csv` reads of the text: up to the next line that is too long.
    segment: Range<usize>,
    samples_left: usize,
    /// How many bytes may still be read again.
    again_left: usize,
    cells: StringRecord,
}

impl<'a> Records<'a> {
    /// From `start` on, which begins a line.
    pub fn of(text: &'a str, start: usize, delimiter: u8) -> Self {
        let segment = start..next_long_line(text, start);
        Self {
            text,
            delimiter,
            lines: Lines::of(text),
            csv: reader(&text[segment.clone()], delimiter),
            segment,
            samples_left: MAX_SAMPLES,
            again_left: text.len().saturating_mul(MAX_READ_AGAIN),
            cells: StringRecord::new(),
        }
    }

    /// The cells of the record that was read last.
    pub fn cells(&self) -> &StringRecord {
        &self.cells
    }

    /// Reads the next record; blank lines are none. `None` at the end of the text.
    pub async fn next(&mut self) -> Option<Found> {
        let from = self.end();
        // A text in memory does not fail, and is valid UTF-8.
        if self.csv.read_record(&mut self.cells).await.unwrap_or(false) {
            let place = skip_breaks(self.text, from)..self.end();
            let line = self.lines.at(place.start);
            let ends_line = self.text.as_bytes()[place.clone()].last().is_some_and(is_break);
            let spans_lines = self.lines.at(place.end - usize::from(ends_line)) > line;
            let is_last = place.end == self.segment.end;
            return Some(Found { line, place, spans_lines, is_last, is_too_long: false });
        }
        if self.segment.end == self.text.len() {
            return None;
        }
        let start = self.segment.end;
        let end = next_line(self.text, start).unwrap_or(self.text.len());
        self.resume(end);
        self.cells.clear();
        let line = self.lines.at(start);
        Some(Found { line, place: start..end, spans_lines: false, is_last: false, is_too_long: true })
    }

    /// The quote of a record that is never closed.
    pub fn unclosed_quote(&self, found: &Found) -> Option<Unclosed> {
        if !found.may_be_broken() {
            return None;
        }
        let record = self.text.as_bytes().get(found.place.clone()).unwrap_or_default();
        let Unclosed { at, cell } = quotes::unclosed(record, self.delimiter)?;
        Some(Unclosed { at: found.place.start + at, cell })
    }

    /// The line of a place in the record that was read last.
    pub fn line_at(&mut self, place: usize) -> u64 {
        self.lines.at(place)
    }

    /// Goes on at the first line behind `place` and before `end` that is a row of its own, and
    /// answers where that is.
    pub async fn resume_behind(
        &mut self,
        place: usize,
        end: usize,
        is_row: impl Fn(&StringRecord) -> bool,
    ) -> Option<usize> {
        let mut candidate = next_line(self.text, place);
        while let Some(start) = candidate.filter(|start| *start < end && self.samples_left > 0) {
            self.samples_left -= 1;
            let sample = &self.text[start..self.text.floor_char_boundary(start + ROW_SAMPLE_BYTES)];
            let mut cells = StringRecord::new();
            let mut csv = reader(sample, self.delimiter);
            if csv.read_record(&mut cells).await.unwrap_or(false) && is_row(&cells) {
                self.again_left = self.again_left.checked_sub(end - start)?;
                self.resume(start);
                return Some(start);
            }
            candidate = next_line(self.text, start);
        }
        None
    }

    fn resume(&mut self, place: usize) {
        // Going back, the next line that is too long is still the same.
        let is_inside = self.segment.contains(&place);
        let end = if is_inside { self.segment.end } else { next_long_line(self.text, place) };
        self.segment = place..end;
        self.csv = reader(&self.text[self.segment.clone()], self.delimiter);
    }

    /// Where the record that was read last ends.
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

/// Behind the line breaks at `place`: a reader of records leaves those of blank lines, and the
/// second half of `\r\n`, for the next record.
fn skip_breaks(text: &str, place: usize) -> usize {
    let rest = text.as_bytes().get(place..).unwrap_or_default();
    place + rest.iter().take_while(|byte| is_break(byte)).count()
}

fn is_break(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Where the first line from `place` on begins that is too long, or the end of the text.
fn next_long_line(text: &str, place: usize) -> usize {
    let bytes = text.as_bytes();
    let mut start = place;
    while bytes.len() - start > MAX_LINE_BYTES {
        match memchr::memrchr2(b'\n', b'\r', &bytes[start..start + MAX_LINE_BYTES]) {
            Some(last) => start += last + 1,
            None => return start,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn records(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::of(text, 0, b',');
        let mut all = Vec::new();
        while let Some(found) = records.next().await {
            all.push((found.line, records.cells().iter().map(str::to_owned).collect()));
        }
        all
    }

    fn record(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[tokio::test]
    async fn a_record_has_the_line_that_a_person_sees() {
        for ending in ["\n", "\r\n", "\r"] {
            let text = "a,b\n\n\nc,\"d\ne\"\nf\n\n".replace('\n', ending);
            let inner = format!("d{ending}e");
            assert_eq!(
                records(&text).await,
                [record(1, &["a", "b"]), record(4, &["c", &inner]), record(6, &["f"])]
            );
        }
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_is_passed_over() {
        let text = format!("a\n{}\nb\n{}", "x,".repeat(MAX_LINE_BYTES), "y".repeat(MAX_LINE_BYTES + 1));
        let found = records(&text).await;
        assert_eq!(found, [record(1, &["a"]), record(2, &[]), record(3, &["b"]), record(4, &[])]);
    }

    #[tokio::test]
    async fn reading_goes_on_at_the_next_row_behind_an_unclosed_quote() {
        let mut records = Records::of("id,text\n1,\"open\nnot a row\n2,x\n3,\"y\"\n", 0, b',');
        records.next().await;
        let found = records.next().await.unwrap();
        let opened = records.unclosed_quote(&found).unwrap();
        assert_eq!((found.line, opened.at, opened.cell), (2, 10, 1));
        let resumed = records.resume_behind(opened.at, found.place.end, |cells| cells.len() == 2).await;
        assert_eq!(resumed, Some(26));
        assert_eq!(records.next().await.unwrap().line, 4);
        assert_eq!(&records.cells()[1], "x");
        assert_eq!(records.next().await.unwrap().line, 5);
    }
}
