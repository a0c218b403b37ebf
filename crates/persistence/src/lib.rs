//! Keeping jobs, conversations and patterns in Postgres or SQLite, through SeaORM.
//!
//! One module an aggregate. A public function that changes several rows is one unit of work: it
//! opens its transaction, and either all of it happened or nothing. SeaORM stays in here.

#![expect(missing_docs, reason = "entities mirror the tables, which the migrations document")]

mod database;
mod entities;
pub mod error;
pub mod imports;
pub mod library;
pub mod messages;
pub mod outcome;
pub mod queue;
mod transcript;

pub use database::Database;
pub use error::Error;
