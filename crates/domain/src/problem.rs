//! The errors of the service: the same codes and sentences in responses and in the record of a failed job.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

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
    /// Another request with the same Idempotency-Key is being processed. Please try again in a moment.
    IdempotencyKeyInFlight,
    /// This Idempotency-Key was used for another upload.
    IdempotencyKeyReused,
    /// This was changed in the meantime.
    Conflict,
    /// This was changed by someone else in the meantime. Please load it again.
    PreconditionFailed,
    /// Only CSV files are allowed.
    UnsupportedMediaType,
    /// The request is invalid.
    InvalidRequest,
    /// Please sign in.
    Unauthorized,
    /// Your role does not allow this.
    Forbidden,
    /// There is nothing at this address.
    NotFound,
    /// This address does not support that method.
    MethodNotAllowed,
    /// No patterns could be extracted from conversations.
    NoPatternsFound,
    /// Every conversation failed at the language model.
    ExtractionFailed,
    /// The budget of the import is spent.
    BudgetSpent,
    /// The service is not ready. Please try again in a moment.
    Unavailable,
    /// Something went wrong on our side. Please try again.
    Internal,
}

impl ProblemCode {
    /// The name, as it is stored and as responses contain it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the variant, as a human-readable sentence.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

/// A code with its sentence, as responses contain it and jobs record it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{sentence}")]
pub struct Problem {
    /// The code, for programs.
    pub code: ProblemCode,
    /// The sentence, for people. Never contains customers' text.
    pub sentence: String,
}

impl Problem {
    /// A problem with a more specific sentence than the code's own.
    pub fn new(code: ProblemCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self::new(code, code.sentence())
    }
}
