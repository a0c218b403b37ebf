//! Storage of jobs, conversations and patterns in Postgres or SQLite, through SeaORM.
//!
//! There is one module per aggregate. A public function that changes several rows is one unit of work: it opens
//! its own transaction, and stores all of it or nothing. No SeaORM type leaves this crate, except for migrations.

pub mod audit;
mod database;
mod entities;
pub mod error;
pub mod jobs;
pub mod library;
pub mod messages;
mod page;
mod revisions;
pub mod sent;
pub mod staging;

pub use database::{Database, Timeouts};
pub use error::Error;
