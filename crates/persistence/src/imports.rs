//! Import jobs: accepting one, reading one, listing them.

mod create;
mod history;
mod metadata;
mod read;
mod rows;

pub use create::{AcceptError, FileFacts, NewImport, accept, refuse_duplicate};
pub use history::{HistoryFilter, JobPage, JobPosition, history};
pub(crate) use metadata::ImportMetadata;
pub(crate) use read::StoredProblem;
pub use read::{ImportJob, LeftOutCounts, find, no_pattern_reasons};
pub use rows::rows;
