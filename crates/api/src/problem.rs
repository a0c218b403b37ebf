//! The one error shape: RFC 9457 problem details, with the fields that the page reads.

mod documented;
pub(crate) mod mapping;
mod shape;

use std::fmt;

use gleaner_domain::{Problem, ProblemCode};
use serde_json::{Map, Value};
use thiserror::Error;

pub(crate) use documented::{
    AccessProblems, LookupProblems, PreviewProblems, QueryProblems, ReportProblems, UploadProblems,
};
pub(crate) use shape::{KnownPaths, ProblemBody, no_route, no_such_path, one_shape};

/// What a handler refuses with. Becomes a response in [`shape`] only.
#[derive(Error)]
#[error("{problem}")]
pub struct ApiError {
    pub problem: Problem,
    /// What else helps; never message text or a number.
    pub details: Option<Map<String, Value>>,
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

    /// With details; `details` is a JSON object.
    pub fn details(self, details: Value) -> Self {
        let details = match details {
            Value::Object(map) => Some(map),
            _ => None,
        };
        Self { details, ..self }
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

/// A query parameter that is not known, or has no such value.
pub(crate) fn bad_query() -> ApiError {
    ApiError::with_sentence(ProblemCode::InvalidRequest, "A query parameter is unknown or has a wrong value.")
}
