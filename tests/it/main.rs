//! End-to-end tests; `tests/run` runs them.

#![expect(clippy::unwrap_used, reason = "tests")]

mod access;
mod boundaries;
mod contract;
mod conversations;
mod examples;
mod files;
mod identity;
mod jobs;
mod library;
mod lists;
mod model;
mod origins;
mod page;
mod preview;
mod quota;
mod report;
mod schema;
mod uploads;
