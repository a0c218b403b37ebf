//! Errors of the HTTP service: RFC 9457 problem details, with the properties that the admin page reads.

mod body;
mod details;
mod documented;
mod error;
mod kinds;
mod mapping;
mod middleware;
mod page;
mod paths;
pub(crate) mod schema;

pub(crate) use details::InvalidRequestDetails;
pub(crate) use documented::{
    BodyProblems, ChangeProblems, CreateProblems, DeleteProblems, EditProblems, ExchangeProblems,
    LiveProblems, LookupProblems, MergeProblems, PreviewProblems, QueryProblems, ReadyProblems,
    ReopenProblems, RetryProblems, StreamProblems, UndoProblems, UploadProblems,
};
pub(crate) use error::{ApiError, bad_json, not_found};
pub(crate) use mapping::too_large;
pub(crate) use middleware::complete_response;
pub(crate) use page::problem_types;
pub(crate) use paths::{KnownPaths, no_route, no_such_path};
