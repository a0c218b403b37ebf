//! The tables as SeaORM sees them. Private: nothing outside this crate knows a row.

pub mod change;
pub mod conversation;
pub mod import_user;
pub mod imported_message;
pub mod job;
pub mod message_source;
pub mod pattern;
pub mod pattern_type;
pub mod row_report;
