//! The tables as SeaORM entities, private to this crate. The migrations document the columns.

pub mod audit_entry;
pub mod change;
pub mod conversation;
pub mod embedding_model;
pub mod evidence;
pub mod idempotency_key;
pub mod import_user;
pub mod imported_message;
pub mod job;
pub mod lease;
pub mod library;
pub mod message_source;
pub mod moved_evidence;
pub mod pattern;
pub mod pattern_merge;
pub mod pattern_relation;
pub mod row_report;
pub mod sent_to_customer;
pub mod staged_evidence;
pub mod staged_pattern;
pub mod vector;
pub mod verdict;
