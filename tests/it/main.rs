//! End-to-end tests; `tests/run` runs them.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

mod access;
mod boundaries;
mod businesses;
mod contract;
mod conversations;
mod counters;
mod doubt;
mod examples;
mod export;
mod files;
mod history;
mod identity;
mod jobs;
mod leases;
mod library;
mod lists;
mod meaning;
mod merging;
mod model;
mod modules;
mod origins;
mod page;
mod preview;
mod quota;
mod regroup;
mod report;
mod schema;
mod sent;
mod types;
mod uploads;
