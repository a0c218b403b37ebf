//! End-to-end tests; `tests/run` runs them.

#![expect(clippy::unwrap_used, reason = "tests")]

mod access;
mod boundaries;
mod contract;
mod conversations;
mod jobs;
mod library;
mod model;
mod quota;
mod schema;
mod uploads;
