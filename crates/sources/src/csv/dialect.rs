//! Finds the header of a file and the character between cells.

use csv_async::StringRecord;

use super::lines::{Lines, next_line};
use super::records::Records;
use crate::error::ReadError;

/// The characters that may separate cells, the most frequent first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Longest accepted header, in bytes.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Most columns of an accepted header.
const MAX_COLUMNS: usize = 200;

/// The header of a file, read with one delimiter.
#[derive(Debug)]
pub(crate) struct HeaderRecord {
    pub cells: StringRecord,
    pub delimiter: u8,
    /// The line of the header, counted from one.
    pub line: u64,
    /// The offset after the header, where the rows begin.
    pub end: usize,
    /// Whether the first line contains control characters, which no text has.
    pub is_binary: bool,
}

/// Finds the header: the first line that is neither blank nor the `sep=` line of a spreadsheet. The delimiter
/// is the one with which `recognize` returns the largest number of recognized columns.
pub(crate) async fn find_header(
    text: &str,
    recognize: impl Fn(&StringRecord) -> usize,
) -> Result<HeaderRecord, ReadError> {
    let (start, announced) = start(text).ok_or(ReadError::Empty)?;
    let line = Lines::of(text).at(start);
    let line_end = next_line(text, start).unwrap_or(text.len());
    if line_end - start > MAX_HEADER_BYTES {
        return Err(ReadError::HeaderTooLong { line });
    }
    let mut best = None;
    for delimiter in announced.into_iter().chain(DELIMITERS) {
        let (cells, end) = read_header(text, start, line_end, delimiter).await;
        let recognized = recognize(&cells);
        if best.as_ref().is_none_or(|(_, _, _, most)| recognized > *most) {
            best = Some((cells, end, delimiter, recognized));
        }
    }
    let Some((cells, end, delimiter, _)) = best else { return Err(ReadError::Empty) };
    if cells.len() > MAX_COLUMNS {
        return Err(ReadError::HeaderTooLong { line });
    }
    let is_control = |character: char| character.is_control() && character != '\t';
    let is_binary = text[start..line_end].trim_end().contains(is_control);
    Ok(HeaderRecord { cells, delimiter, line, end, is_binary })
}

/// Reads the record at `start` and returns its cells and the offset after it. It may span lines, but a quotation
/// mark that is never closed must not take rows with it: then the header ends with its line.
async fn read_header(text: &str, start: usize, line_end: usize, delimiter: u8) -> (StringRecord, usize) {
    let limit = text.floor_char_boundary(start + MAX_HEADER_BYTES).max(line_end);
    let mut records = Records::of(&text[..limit], start, delimiter);
    let record = records.next().await;
    let is_unclosed = record.as_ref().is_some_and(|record| records.unclosed_quote(record).is_some());
    if !is_unclosed {
        return (records.cells().clone(), record.map_or(line_end, |record| record.range.end));
    }
    let mut records = Records::of(&text[..line_end], start, delimiter);
    records.next().await;
    (records.cells().clone(), line_end)
}

/// Returns where the first line with content begins, and the delimiter that a `sep=` line before it announces.
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

/// Skips lines that are empty or have only delimiters, as spreadsheets write blank rows.
fn skip_blank_lines(text: &str, from: usize) -> Option<usize> {
    let mut start = from;
    loop {
        let end = next_line(text, start).unwrap_or(text.len());
        let line = text[start..end].trim();
        let is_blank = line.len() <= MAX_COLUMNS && line.bytes().all(|byte| b",;|\t\" ".contains(&byte));
        if !is_blank {
            return Some(start);
        }
        if end == text.len() {
            return None;
        }
        start = end;
    }
}

/// Returns the delimiter of a line such as `sep=;`, which spreadsheets write and read. After the file is saved
/// again, the line may be quoted or have delimiters at its end.
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

    const NAMES: &str = "id,conversationBody,direction,from,to,sentAt";

    /// Recognizes the columns of [`NAMES`].
    async fn find(text: &str) -> Result<HeaderRecord, ReadError> {
        find_header(text, |cells| {
            cells.iter().filter(|cell| NAMES.split(',').any(|name| name == *cell)).count()
        })
        .await
    }

    #[tokio::test]
    async fn the_delimiter_is_the_one_with_which_most_columns_are_recognized() {
        for delimiter in [",", ";", "\t", "|"] {
            let header = find(&NAMES.replace(',', delimiter)).await.unwrap();
            assert_eq!((header.delimiter, header.cells.len()), (delimiter.as_bytes()[0], 6));
        }
    }

    #[tokio::test]
    async fn a_sep_line_and_blank_lines_may_precede_the_header() {
        for (before, line) in
            [("sep=;\n", 2), ("\n \n\"sep=;\"\r\n", 4), ("SEP=;;;;;\n\n", 3), ("\n\n", 3), (";;;\n", 2)]
        {
            let header = find(&format!("{before}{}\n", NAMES.replace(',', ";"))).await.unwrap();
            assert_eq!((header.line, header.delimiter), (line, b';'), "{before:?}");
        }
        let caret = find(&format!("sep=^\n{}", NAMES.replace(',', "^"))).await.unwrap();
        assert_eq!(caret.delimiter, b'^');
    }

    #[tokio::test]
    async fn a_sep_line_that_does_not_fit_the_header_is_ignored() {
        assert_eq!(find(&format!("sep=;\n{NAMES}")).await.unwrap().delimiter, b',');
    }

    #[tokio::test]
    async fn a_quotation_mark_in_a_header_takes_no_row_with_it() {
        let rows = "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n";
        let open = format!("{NAMES},\"note\n{rows}");
        assert_eq!(find(&open).await.unwrap().end, open.len() - rows.len());
        let closed = format!("{NAMES},\"note\nbelow\"\n{rows}");
        assert_eq!(find(&closed).await.unwrap().end, closed.len() - rows.len());
    }

    #[tokio::test]
    async fn text_that_cannot_be_a_header_is_refused() {
        assert!(matches!(find(" \n\n").await, Err(ReadError::Empty)));
        assert!(find("PK\u{3}\u{4}\n").await.unwrap().is_binary);
        for long in [",".repeat(MAX_COLUMNS + 1), "x".repeat(MAX_HEADER_BYTES + 1), ",".repeat(10_000_000)] {
            assert!(matches!(find(&long).await, Err(ReadError::HeaderTooLong { line: 1 })));
        }
    }
}
