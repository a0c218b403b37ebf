//! The HTTP service: routes, tokens, limits, errors, and the OpenAPI document.

mod access;
mod app;
mod audit;
pub mod auth;
mod content_coding;
mod cors;
mod evidence;
mod health;
mod ids;
mod imports;
mod job_states;
mod limits;
#[cfg(test)]
mod log_lines;
mod meaning;
mod names;
mod openapi;
mod paging;
mod patterns;
mod problem;
mod query;
mod read_limiter;
mod routes;
mod rows;
mod runtime;
mod spreadsheet;
mod staging;
mod state;
mod stream_limiter;
mod telemetry;

pub use app::app;
pub use cors::cors;
pub use job_states::JobStates;
pub use limits::RequestLimit;
pub use meaning::{Meaning, VectorOf};
pub use openapi::document;
pub use read_limiter::{Busy, ReadLimiter, ReadLimits, ReadPermit};
pub use state::{ApiState, AskedIn};
pub use stream_limiter::{StreamLimiter, StreamLimits};
