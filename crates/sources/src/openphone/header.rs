//! Where the header is, and what stands between the cells.

use csv_async::StringRecord;

use super::columns::{ColumnMap, Columns, Missing, shown_names};
use crate::error::ReadError;
use crate::lines::{Lines, next_line};
use crate::records::Records;

/// What may stand between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Longest header, in bytes, and most columns of one.
const MAX_HEADER_BYTES: usize = 64 << 10;
const MAX_COLUMNS: usize = 200;

/// The header of a file.
#[derive(Debug)]
pub(super) struct Header {
    pub columns: Columns,
    pub delimiter: u8,
    /// Its line, counted from one.
    pub line: u64,
    /// Where the rows below it begin.
    pub end: usize,
}

/// The first line that says anything, read with one delimiter.
struct Attempt {
    cells: StringRecord,
    end: usize,
    delimiter: u8,
    columns: Result<Columns, Missing>,
}

impl Attempt {
    async fn at(text: &str, start: usize, delimiter: u8, map: &ColumnMap) -> Self {
        let line_end = next_line(text, start).unwrap_or(text.len());
        let most = text.floor_char_boundary(start + MAX_HEADER_BYTES).max(line_end);
        let mut records = Records::of(&text[..most], start, delimiter);
        let found = records.next().await;
        let has_taken_rows = found.as_ref().is_some_and(|found| records.unclosed_quote(found).is_some());
        let mut end = found.map_or(line_end, |found| found.place.end);
        if has_taken_rows {
            records = Records::of(&text[..line_end], start, delimiter);
            records.next().await;
            end = line_end;
        }
        let cells = records.cells().clone();
        Self { columns: Columns::of(&cells, map), cells, end, delimiter }
    }

    fn recognised(&self) -> usize {
        self.columns.as_ref().map_or_else(|missing| missing.recognised, |columns| columns.mapped().len())
    }
}

impl Header {
    /// Finds the header: the first line that is neither blank nor a `sep=` of a spreadsheet. The
    /// delimiter is the one with which most columns are known.
    pub async fn find(text: &str, map: &ColumnMap) -> Result<Self, ReadError> {
        let (start, announced) = start(text).ok_or(ReadError::Empty)?;
        let line = Lines::of(text).at(start);
        let line_end = next_line(text, start).unwrap_or(text.len());
        if line_end - start > MAX_HEADER_BYTES {
            return Err(ReadError::HeaderTooLong { line });
        }
        let mut best: Option<Attempt> = None;
        for delimiter in announced.into_iter().chain(DELIMITERS) {
            let attempt = Attempt::at(text, start, delimiter, map).await;
            if best.as_ref().is_none_or(|best| attempt.recognised() > best.recognised()) {
                best = Some(attempt);
            }
        }
        let Some(Attempt { cells, end, delimiter, columns }) = best else { return Err(ReadError::Empty) };
        if cells.len() > MAX_COLUMNS {
            return Err(ReadError::HeaderTooLong { line });
        }
        match columns {
            Ok(columns) => Ok(Self { columns, delimiter, line, end }),
            Err(_) if text[start..line_end].trim_end().contains(|c: char| c.is_control() && c != '\t') => {
                Err(ReadError::NotText { kind: None, line })
            }
            Err(missing) => {
                // Where none is known it may be no header but a row, and what it says is not repeated.
                let found = if missing.recognised > 0 { shown_names(&cells) } else { Vec::new() };
                Err(ReadError::MissingColumns { missing: missing.columns, found, line })
            }
        }
    }
}

/// Where the first line that says anything begins, and the delimiter that a `sep=` before it
/// announces.
fn start(text: &str) -> Option<(usize, Option<u8>)> {
    let first = skip_blank_lines(text, 0)?;
    match announced_delimiter(text[first..].lines().next().unwrap_or_default()) {
        None => Some((first, None)),
        Some(delimiter) => {
            let start = next_line(text, first).and_then(|next| skip_blank_lines(text, next))?;
            Some((start, Some(delimiter)))
        }
    }
}

/// Passes over lines of nothing, or of a few delimiters, as spreadsheets write blank rows.
fn skip_blank_lines(text: &str, from: usize) -> Option<usize> {
    let mut start = from;
    loop {
        let end = next_line(text, start).unwrap_or(text.len());
        let line = text[start..end].trim();
        let says_nothing = line.len() <= MAX_COLUMNS && line.bytes().all(|byte| b",;|\t\" ".contains(&byte));
        if !says_nothing {
            return Some(start);
        }
        if end == text.len() {
            return None;
        }
        start = end;
    }
}

/// The delimiter of a line such as `sep=;`, as spreadsheets write and read it; saved once more it may
/// stand in quotes or have delimiters behind it.
fn announced_delimiter(line: &str) -> Option<u8> {
    let line = line.trim_start_matches(['"', ' ']);
    let (name, rest) = line.split_at_checked(4)?;
    let delimiter = *rest.as_bytes().first()?;
    let is_usable = delimiter == b'\t' || (delimiter.is_ascii_punctuation() && delimiter != b'"');
    (name.eq_ignore_ascii_case("sep=") && is_usable).then_some(delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn find(text: &str) -> Result<Header, ReadError> {
        Header::find(text, &ColumnMap::default()).await
    }

    const NAMES: &str = "id,conversationBody,direction,from,to,sentAt";

    #[tokio::test]
    async fn every_delimiter_is_told_by_the_columns_it_gives() {
        for delimiter in [",", ";", "\t", "|"] {
            let header = find(&NAMES.replace(',', delimiter)).await.unwrap();
            assert_eq!((header.delimiter, header.columns.count()), (delimiter.as_bytes()[0], 6));
        }
    }

    #[tokio::test]
    async fn a_sep_line_and_blank_lines_stand_before_the_header() {
        for (before, line) in
            [("sep=;\n", 2), ("\n \n\"sep=;\"\r\n", 4), ("SEP=;;;;;\n\n", 3), ("\n\n", 3), (";;;\n", 2)]
        {
            let header = find(&format!("{before}{}\n", NAMES.replace(',', ";"))).await.unwrap();
            assert_eq!((header.line, header.delimiter), (line, b';'), "{before:?}");
        }
        let caret = find(&format!("sep=^\n{}", NAMES.replace(',', "^"))).await.unwrap();
        assert_eq!(caret.delimiter, b'^');
        // One that is not true is not believed.
        assert_eq!(find(&format!("sep=;\n{NAMES}")).await.unwrap().delimiter, b',');
    }

    #[tokio::test]
    async fn a_quote_in_a_header_takes_no_row_with_it() {
        let rows = "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n";
        let open = format!("{NAMES},\"note\n{rows}");
        assert_eq!(find(&open).await.unwrap().end, open.len() - rows.len());
        let closed = format!("{NAMES},\"note\nbelow\"\n{rows}");
        assert_eq!(find(&closed).await.unwrap().end, closed.len() - rows.len());
    }

    #[tokio::test]
    async fn a_tab_may_be_the_first_character_of_a_header() {
        let header = find("\tid\tbody\tdirection\tfrom\tto\tdate\n").await.unwrap();
        assert_eq!(header.columns.count(), 7);
    }

    #[tokio::test]
    async fn what_is_no_header_is_refused_in_the_best_reading_of_it() {
        let error = find("id;text;from\n").await.unwrap_err();
        let ReadError::MissingColumns { missing, found, line } = error else { panic!("{error:?}") };
        assert_eq!(missing, ["direction", "to", "sentAt"]);
        assert_eq!((found, line), (vec!["id".to_owned(), "text".into(), "from".into()], 1));
        assert!(matches!(find(" \n\n").await, Err(ReadError::Empty)));
        assert!(matches!(find("PK\u{3}\u{4}\n").await, Err(ReadError::NotText { line: 1, .. })));
        for long in [",".repeat(MAX_COLUMNS + 1), "x".repeat(MAX_HEADER_BYTES + 1), ",".repeat(10_000_000)] {
            assert!(matches!(find(&long).await, Err(ReadError::HeaderTooLong { line: 1 })));
        }
    }
}
