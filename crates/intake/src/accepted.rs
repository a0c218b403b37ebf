//! An accepted import.

use gleaner_domain::{ImportMode, JobId, LeftOut, RowCounts, Warning};
use gleaner_persistence::Database;
use gleaner_persistence::jobs::{self, AcceptError};

use crate::prepare::IntakeError;

/// An import that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The job of the import.
    pub job: JobId,
    /// Whether an earlier request with the same idempotency key was accepted, and this one changed nothing.
    pub is_repeated: bool,
    /// Whether its patterns are staged for a review.
    pub is_reviewed: bool,
    /// How the language model will be called.
    pub mode: ImportMode,
    /// The number of messages in the file, including duplicates and messages that were imported before.
    pub total_messages: usize,
    /// The number of messages that repeat an earlier message in the file, or were imported before.
    pub duplicate_messages: usize,
    /// The number of conversations that the job will process.
    pub conversations: usize,
    /// The numbers of conversations that the import leaves out.
    pub left_out: LeftOut,
    /// The outcomes of the rows of the file.
    pub rows: RowCounts,
    /// What the sender should know about the file.
    pub warnings: Vec<Warning>,
}

/// The import as it was accepted as `job`. None of this changes while a job is processed, or after.
pub(crate) async fn accepted_as(db: &Database, job: JobId) -> Result<Accepted, IntakeError> {
    let found = jobs::find(db, job).await?;
    // A job that was deleted by hand has deleted its key.
    let found = found.ok_or(AcceptError::KeyInFlight)?;
    let count = |number: i32| usize::try_from(number).unwrap_or(0);
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Ok(Accepted {
        job,
        is_repeated: true,
        is_reviewed: found.is_reviewed,
        mode: found.mode,
        total_messages: count(found.total_messages),
        duplicate_messages: count(found.duplicate_messages),
        conversations: count(found.conversations_found),
        left_out: LeftOut {
            one_sided: size(found.left_out.one_sided),
            over_limit: size(found.left_out.over_limit),
        },
        rows: found.rows,
        warnings: found.warnings,
    })
}
