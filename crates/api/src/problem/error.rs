//! The error that handlers return.

use std::fmt;

use actix_web::error::JsonPayloadError;
use gleaner_domain::{Problem, ProblemCode};
use thiserror::Error;

use super::details::Details;

/// An error that a handler returns. The middleware in [`super::middleware`] writes the response.
#[derive(Error)]
#[error("{problem}")]
pub(crate) struct ApiError {
    pub problem: Problem,
    /// The `details` of the response; never message text or a telephone number.
    pub details: Option<Box<Details>>,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
    /// `Allow`: the methods of the path.
    pub allow: Option<String>,
    /// The cause, for the log only.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Without the details, which may contain column names of the file: a log may show this.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError").field("problem", &self.problem).finish_non_exhaustive()
    }
}

impl ApiError {
    /// An error with the code's own sentence.
    pub fn new(code: ProblemCode) -> Self {
        Self { problem: code.into(), details: None, retry_after: None, allow: None, source: None }
    }

    /// An error with a more specific sentence.
    pub fn with_sentence(code: ProblemCode, sentence: impl Into<String>) -> Self {
        Self { problem: Problem::new(code, sentence), ..Self::new(code) }
    }

    /// A request that is malformed.
    pub fn invalid_request(sentence: impl Into<String>) -> Self {
        Self::with_sentence(ProblemCode::InvalidRequest, sentence)
    }

    /// An error of this service. The cause is only logged.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(ProblemCode::Internal).caused_by(source)
    }

    /// This error with its cause.
    pub fn caused_by(self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// This error with details.
    pub fn details(self, details: impl Into<Details>) -> Self {
        Self { details: Some(Box::new(details.into())), ..self }
    }

    /// This error with `Retry-After`, at least one second.
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..self }
    }
}

/// The error for a path or an id that does not exist.
pub(crate) fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound)
}

/// The error for a JSON body that cannot be deserialized.
pub(crate) fn bad_json(error: JsonPayloadError) -> ApiError {
    match error {
        JsonPayloadError::ContentType => ApiError::with_sentence(
            ProblemCode::UnsupportedMediaType,
            "The body must be JSON, with Content-Type: application/json.",
        ),
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
            ApiError::invalid_request("The JSON body is too large.")
        }
        _ => ApiError::invalid_request(
            "The JSON body is malformed, or a property is missing or unknown, or has a wrong type.",
        ),
    }
}
