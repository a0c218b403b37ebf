//! The HTTP service: routes, tokens, limits, the one error mapping, and the OpenAPI document.

#![expect(missing_docs, reason = "handlers and DTOs are documented once, by what utoipa publishes of them")]

mod app;
pub mod auth;
mod cors;
mod health;
mod imports;
mod limits;
mod names;
mod openapi;
mod paging;
mod patterns;
mod problem;
mod query;
mod routes;
mod state;
mod telemetry;
mod turns;

pub use app::app;
pub use cors::cors;
pub use limits::RequestLimit;
pub use openapi::document;
pub use state::ApiState;
pub use turns::{Busy, Turn, UploadTurns};
