//! Previewing and uploading exports, and following their jobs.

mod accepted;
mod body;
mod budget;
mod columns;
pub(crate) mod events;
pub(crate) mod history;
mod idempotency;
mod multipart;
pub(crate) mod older_report;
mod parameters;
pub(crate) mod preview;
mod received;
pub(crate) mod report;
mod request_body;
mod spool;
pub(crate) mod status;
pub(crate) mod stop;
mod stream;
pub(crate) mod undo;
pub(crate) mod upload;
mod view;
mod wait;

pub(crate) use columns::ColumnNames;
pub(crate) use request_body::CsvFile;
