//! Import jobs: one module per operation. A job row is also an entry of the queue; its lease is a row of its
//! own.

mod accept;
mod cancel;
mod claim;
mod close;
mod conversations;
mod counters;
mod duplicate;
mod error;
mod fence;
mod finish;
mod history;
mod lease;
mod metadata;
mod models;
mod pace;
mod quota;
mod read;
mod record;
mod retention;
mod retry;
mod row_report;
mod stored_problem;
mod transcript;
mod undo;

pub use accept::{FileFacts, NewImport, accept};
pub use cancel::{CancelError, cancel, finish_cancelled, is_cancelled};
pub use claim::claim;
pub use conversations::{WorkItem, conversations, pending};
pub use duplicate::refuse_duplicate;
pub use error::AcceptError;
pub use fence::Claim;
pub use finish::{fail, finish};
pub use history::{HistoryFilter, JobPage, JobPosition, history};
pub use lease::{Lease, Pause, Release, extend, release, set_pause};
pub use metadata::LeftOutCounts;
pub use read::{Cancellation, ImportJob, find};
pub use record::{Outcome, Preview, Recorder};
pub use retention::delete_texts;
pub use retry::{RetryError, retry};
pub use row_report::rows;
pub use undo::{Effect, Effects, Touched, UndoError, redo, undo};
