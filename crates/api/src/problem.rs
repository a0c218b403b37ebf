//! The one error shape: RFC 9457 problem details, with the fields that the page reads.

mod details;
mod documented;
mod kinds;
pub(crate) mod mapping;
mod page;
pub(crate) mod schema;
mod shape;

use std::fmt;

use actix_web::error::JsonPayloadError;
use gleaner_domain::{Problem, ProblemCode};
use thiserror::Error;

pub(crate) use details::{Details, InvalidRequestDetails};
pub(crate) use documented::{
    BodyProblems, LiveProblems, LookupProblems, PreviewProblems, QueryProblems, ReadyProblems, UploadProblems,
};
pub(crate) use page::problem_types;
pub(crate) use shape::{KnownPaths, ProblemBody, no_route, no_such_path, one_shape};

/// What a handler refuses with. Becomes a response in [`shape`] only.
#[derive(Error)]
#[error("{problem}")]
pub struct ApiError {
    pub problem: Problem,
    /// What else helps; never message text or a number.
    pub details: Option<Box<Details>>,
    /// Seconds until it is worth asking again.
    pub retry_after: Option<u64>,
    /// The methods that the address does take.
    pub allow: Option<String>,
    /// For the log alone.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Without the details: the columns of a wrong file may be anything, and a log may show this.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError").field("problem", &self.problem).finish_non_exhaustive()
    }
}

impl ApiError {
    /// With the code's own sentence.
    pub fn new(code: ProblemCode) -> Self {
        Self { problem: code.into(), details: None, retry_after: None, allow: None, source: None }
    }

    /// With a more exact sentence.
    pub fn with_sentence(code: ProblemCode, sentence: impl Into<String>) -> Self {
        Self { problem: Problem::new(code, sentence), ..Self::new(code) }
    }

    /// With details.
    pub fn details(self, details: impl Into<Details>) -> Self {
        Self { details: Some(Box::new(details.into())), ..self }
    }

    /// Worth asking again after so many seconds, at least one.
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..self }
    }

    /// Its causes in one line, for the log. Not their `Debug`: a driver's may quote a row.
    fn causes(&self) -> String {
        let mut causes = Vec::new();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        causes.join(": ")
    }

    /// An error of ours, kept for the log.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..Self::new(ProblemCode::Internal) }
    }
}

/// There is nothing at this address.
pub(crate) fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound)
}

/// A JSON body that cannot be read.
pub(crate) fn bad_json(error: JsonPayloadError) -> ApiError {
    match error {
        JsonPayloadError::ContentType => ApiError::with_sentence(
            ProblemCode::UnsupportedMediaType,
            "The body must be JSON, with Content-Type: application/json.",
        ),
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
            ApiError::with_sentence(ProblemCode::InvalidRequest, "The JSON body is too large.")
        }
        _ => ApiError::with_sentence(
            ProblemCode::InvalidRequest,
            "The JSON body is malformed, or lacks a property, or has one that is unknown.",
        ),
    }
}
