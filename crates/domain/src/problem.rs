//! What can go wrong with an import, said once: to the caller of a refused request and in the
//! record of a failed job.

use thiserror::Error;

use crate::closed_set::closed_set;

closed_set! {
    /// The codes of the HTTP contract.
    ProblemCode(as_str, sentence) {
        InvalidFormat = "INVALID_FORMAT": "CSV format not recognized. Please use OpenPhone export.",
        NoConversations = "NO_CONVERSATIONS": "No valid conversations found in file.",
        FileTooLarge = "FILE_TOO_LARGE": "File exceeds the size limit.",
        RateLimited = "RATE_LIMITED": "Too many imports. Please wait before trying again.",
        TooManyRequests = "TOO_MANY_REQUESTS": "Too many requests. Please wait before trying again.",
        DuplicateFile = "DUPLICATE_FILE": "This file was already imported.",
        UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE": "Only CSV files are allowed.",
        InvalidRequest = "INVALID_REQUEST": "The request is not understood.",
        Unauthorized = "UNAUTHORIZED": "Please sign in.",
        Forbidden = "FORBIDDEN": "Your role does not allow this.",
        NotFound = "NOT_FOUND": "There is nothing at this address.",
        MethodNotAllowed = "METHOD_NOT_ALLOWED": "This address does not take that method.",
        NoPatternsFound = "NO_PATTERNS_FOUND": "No patterns could be extracted from conversations.",
        ExtractionFailed = "EXTRACTION_FAILED": "Every conversation failed at the language model.",
        Unavailable = "UNAVAILABLE": "The service is not ready. Please try again in a moment.",
        Internal = "INTERNAL": "Something went wrong on our side. Please try again.",
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
