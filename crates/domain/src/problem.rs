//! What can go wrong with an import, said once: to the caller of a refused request and in the
//! record of a failed job.

use thiserror::Error;

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// The codes of the HTTP contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemCode {
    /// CSV format not recognized. Please use OpenPhone export.
    InvalidFormat,
    /// No valid conversations found in file.
    NoConversations,
    /// File exceeds the size limit.
    FileTooLarge,
    /// Too many imports. Please wait before trying again.
    RateLimited,
    /// Too many requests. Please wait before trying again.
    TooManyRequests,
    /// This file was already imported.
    DuplicateFile,
    /// Only CSV files are allowed.
    UnsupportedMediaType,
    /// The request is not understood.
    InvalidRequest,
    /// Please sign in.
    Unauthorized,
    /// Your role does not allow this.
    Forbidden,
    /// There is nothing at this address.
    NotFound,
    /// This address does not take that method.
    MethodNotAllowed,
    /// No patterns could be extracted from conversations.
    NoPatternsFound,
    /// Every conversation failed at the language model.
    ExtractionFailed,
    /// The service is not ready. Please try again in a moment.
    Unavailable,
    /// Something went wrong on our side. Please try again.
    Internal,
}

impl ProblemCode {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, as strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

/// A code with its sentence, as a refused request answers and a job records it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{sentence}")]
pub struct Problem {
    /// For programs.
    pub code: ProblemCode,
    /// For people; never customers' text.
    pub sentence: String,
}

impl Problem {
    /// With a sentence more exact than the code's own.
    pub fn new(code: ProblemCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self::new(code, code.sentence())
    }
}
