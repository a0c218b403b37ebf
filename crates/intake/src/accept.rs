//! A file to a job.

use chrono::{DateTime, Utc};
use gleaner_domain::{JobId, LeftOut, RowCounts, UserId, Warning};
use gleaner_persistence::Database;
use gleaner_persistence::jobs::{self, FileFacts, NewImport};

use crate::prepare::{ExportFile, IntakeError, IntakeRules, Prepared, prepare};

/// An import that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its job.
    pub job: JobId,
    /// Messages in the file, repeated and known ones among them.
    pub total_messages: usize,
    /// Messages that the file repeats or that were imported before.
    pub duplicate_messages: usize,
    /// Conversations that it takes on.
    pub conversations: usize,
    /// Conversations that it leaves out.
    pub left_out: LeftOut,
    /// What became of the rows of the file.
    pub rows: RowCounts,
    /// What the sender should know of the file.
    pub warnings: Vec<Warning>,
}

/// Reads a file and stores the job with its conversations, or refuses it and stores nothing.
pub async fn accept(
    db: &Database,
    file: ExportFile,
    user: UserId,
    rules: &IntakeRules,
    now: DateTime<Utc>,
) -> Result<Accepted, IntakeError> {
    let Prepared { sha256, bytes, total_messages, report, warnings, plan, .. } =
        prepare(db, file, rules, now).await?;
    let import = NewImport {
        user,
        file: FileFacts { sha256, bytes, report, warnings },
        total_messages,
        duplicate_messages: plan.repeated.len() + plan.known.len(),
        conversations: plan.conversations,
        left_out: plan.left_out,
    };
    let job = jobs::accept(db, &import, rules.per_user_per_hour, now).await?;
    Ok(Accepted {
        job,
        total_messages,
        duplicate_messages: import.duplicate_messages,
        conversations: import.conversations.len(),
        left_out: import.left_out,
        rows: import.file.report.counts,
        warnings: import.file.warnings,
    })
}
