//! The `gleaner` binary: its settings, its composition root, its telemetry and its commands.

mod application;
pub mod cli;
mod commands;
mod database;
pub mod settings;
mod telemetry;

pub use application::Application;
pub use commands::run;
pub use settings::Settings;
