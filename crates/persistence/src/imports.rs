//! Import jobs: accepting one, reading one, listing them.

mod create;
mod read;

pub use create::{AcceptError, FileFacts, NewImport, accept};
pub use read::{ImportJob, LeftOutCounts, RejectedRows, RowCounts, find, history, nothing_reasons};
pub(crate) use read::{ImportMetadata, StoredProblem};
