//! Why a file cannot be read.

use std::fmt;

use gleaner_domain::pattern::{ConfidenceError, ExchangedPattern, MAX_EXAMPLES, TypeNameError};
use gleaner_domain::template::TemplateError;
use thiserror::Error;

use super::MAX_PATTERNS;
use crate::fields::VERSION;

/// The most characters of the name of what created a pattern.
pub(super) const MAX_SOURCE_CHARS: usize = 100;
/// The most characters of a field's name in an error.
const MAX_NAME_CHARS: usize = 40;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum DecodeError {
    /// It has too many patterns.
    #[error("the file has more than {MAX_PATTERNS} patterns")]
    TooMany,
    /// It is not a text in UTF-8.
    #[error("line {line} is not UTF-8")]
    NotUtf8 {
        /// The line, counted from one.
        line: u64,
    },
    /// It is not JSON.
    #[error("line {line}: the JSON is malformed")]
    Json {
        /// The line, counted from one.
        line: u64,
    },
    /// It is not the document of an export.
    #[error("the document is not an object with \"version\", a number, and \"patterns\", a list")]
    Document,
    /// It was written in another version of the format.
    #[error("the version is not {VERSION}")]
    Version,
    /// The first line of a CSV does not name exactly the columns.
    #[error("the first line names the wrong columns: {0}")]
    Header(InvalidField),
    /// Patterns are not valid.
    #[error("{0}")]
    Invalid(InvalidPatterns),
}

/// The patterns of a file that are not valid.
#[derive(Debug, Clone, PartialEq)]
pub struct InvalidPatterns {
    /// The first of them, in the order of the file.
    pub first: Vec<InvalidField>,
    /// How many there are.
    pub total: usize,
}

impl fmt::Display for InvalidPatterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, invalid) in self.first.iter().enumerate() {
            write!(f, "{}{invalid}", if index == 0 { "" } else { "; " })?;
        }
        match self.total.saturating_sub(self.first.len()) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// A field that is not valid.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("line {line}, {field}: {reason}")]
pub struct InvalidField {
    /// The line where the pattern begins, counted from one.
    pub line: u64,
    /// The name of the field, shortened.
    pub field: String,
    /// What is wrong with it.
    pub reason: Reason,
}

impl InvalidField {
    pub(super) fn new(line: u64, field: &str, reason: Reason) -> Self {
        let visible = field.chars().filter(|character| !character.is_control());
        Self { line, field: visible.take(MAX_NAME_CHARS).collect(), reason }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum Reason {
    /// The pattern does not have it.
    #[error("the field is missing")]
    Missing,
    /// A pattern has no such field.
    #[error("there is no such field")]
    Unknown,
    /// The pattern has it twice.
    #[error("the field occurs more than once")]
    Repeated,
    /// The row has more or fewer cells than the header.
    #[error("the row does not have as many cells as the header")]
    Cells,
    /// The pattern is not an object.
    #[error("the value is not an object")]
    NotObject,
    /// It is not a text.
    #[error("the value is not a text")]
    NotText,
    /// It is not a number.
    #[error("the value is not a number")]
    NotNumber,
    /// It is not true or false.
    #[error("the value is not true or false")]
    NotFlag,
    /// It is not a count.
    #[error("the value is not a whole number from 0 to {}", ExchangedPattern::MAX_COUNT)]
    NotCount,
    /// It is not a time.
    #[error("the value is not a time such as 2026-01-31T12:00:00.000Z")]
    NotTime,
    /// It is not a list of texts.
    #[error("the value is not a list of texts")]
    NotList,
    /// The list is too long.
    #[error("the list has more than {MAX_EXAMPLES} entries")]
    TooManyExamples,
    /// It is not a short name.
    #[error("the value does not have 1 to {} visible characters", MAX_SOURCE_CHARS)]
    NotSource,
    /// It is not a question or an answer.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// It is not the name of a type.
    #[error(transparent)]
    Type(#[from] TypeNameError),
    /// It is not a confidence.
    #[error(transparent)]
    Confidence(#[from] ConfidenceError),
}
