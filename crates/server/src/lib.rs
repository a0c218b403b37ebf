//! The `gleaner` binary: settings, telemetry, and its commands.

pub mod cli;
mod commands;
mod database;
mod extractor;
pub mod settings;
mod telemetry;

pub use commands::run;
