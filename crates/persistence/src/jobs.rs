//! Import jobs: one module per operation. A job row is also an entry of the queue; its lease is a row of its
//! own.

mod accept;
mod batch;
mod cancel;
mod claim;
mod close;
mod conversations;
mod counters;
mod deferred;
mod duplicate;
mod error;
mod fence;
mod finish;
mod history;
mod idempotency;
mod lease;
mod metadata;
mod pace;
mod quota;
mod read;
mod record;
mod retention;
mod retry;
mod row_report;
mod shared;
mod stored_problem;
mod transcript;
mod undo;
mod usage;

pub use accept::{FileFacts, NewImport, accept};
pub use batch::{
    Batch, BatchItem, Batches, batch_submitted, batches, begin_batch, drop_batch, end_batch, pending_in_batch,
};
pub use cancel::{CancelError, cancel, is_cancelled};
pub use claim::claim;
pub use conversations::{WorkItem, conversations, pending};
pub use deferred::{Deferred, defer};
pub use duplicate::refuse_duplicate;
pub use error::AcceptError;
pub use fence::Claim;
pub use finish::{fail, finish, finish_cancelled, finish_over_budget};
pub use history::{HistoryFilter, JobPage, JobPosition, history};
pub use idempotency::{KeyClaim, KeyState, KeyedRequest, claim_key, delete_expired_keys, release_key};
pub use lease::{Lease, Pause, Release, Wait, extend, release, release_for, set_pause};
pub use metadata::LeftOutCounts;
pub use quota::refuse_over_quota;
pub use read::{Cancellation, ImportJob, RunningBatch, find};
pub use record::{Outcome, Preview, Recorder};
pub use retention::delete_texts;
pub use retry::{RetryError, retry};
pub use row_report::rows;
pub use shared::threads_in_earlier_jobs;
pub use undo::{Effect, Effects, Touched, UndoError, redo, undo};
