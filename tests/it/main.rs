//! End-to-end tests; `tests/run` runs them.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

mod access;
mod boundaries;
mod businesses;
mod conflicts;
mod contract;
mod conversations;
mod counters;
mod doubt;
mod editing;
mod events;
mod evidence;
mod examples;
mod exchange;
mod export;
mod files;
mod filters;
mod history;
mod identity;
mod jobs;
mod kills;
mod leases;
mod library;
mod lists;
mod meaning;
mod merging;
mod model;
mod modules;
mod origins;
mod page;
mod polls;
mod preview;
mod quality;
mod quota;
mod regroup;
mod replies;
mod report;
mod review;
mod schema;
mod sent;
mod sorts;
mod stopping;
mod types;
mod undo;
mod uploads;
