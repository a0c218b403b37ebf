//! Import jobs: accepting one, reading one, listing them.

mod create;
mod metadata;
mod read;
mod rows;

pub use create::{AcceptError, FileFacts, NewImport, accept, refuse_duplicate};
pub(crate) use metadata::ImportMetadata;
pub(crate) use read::StoredProblem;
pub use read::{ImportJob, LeftOutCounts, find, history, nothing_reasons};
pub use rows::rows;
