//! Reading an export again.

mod collected;
mod csv;
mod error;
mod json;
mod pattern;

use gleaner_domain::pattern::ExchangedPattern;

pub use error::{DecodeError, InvalidField, InvalidPatterns, Reason};

use crate::format::LibraryFormat;

/// The most patterns in a file.
pub const MAX_PATTERNS: usize = 100_000;

/// A pattern of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The line where it begins, counted from one.
    pub line: u64,
    /// The pattern.
    pub pattern: ExchangedPattern,
}

/// Reads the patterns of a file, in its order.
///
/// Every field must be there, and every value must be one that a library can contain. In a CSV, the columns may be in any
/// order, and separated by commas, semicolons or tabs.
///
/// # Errors
/// The file has too many patterns, is not of this format, or contains patterns that are not valid: then the error names
/// the lines and fields of the first of them. No error contains a text of the file, except names of fields.
pub fn decode(bytes: &[u8], format: LibraryFormat) -> Result<Vec<Decoded>, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        DecodeError::NotUtf8 { line: line_after(before) }
    })?;
    // Spreadsheets write a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match format {
        LibraryFormat::Csv => csv::decode(text),
        LibraryFormat::Json => json::decode_document(text),
        LibraryFormat::Jsonl => json::decode_lines(text),
    }
}

/// The line of what follows `before`, counted from one.
fn line_after(before: &[u8]) -> u64 {
    1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
}
