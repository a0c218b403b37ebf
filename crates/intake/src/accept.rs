//! Turns a file into a job.

use chrono::{DateTime, Utc};
use gleaner_domain::{JobId, LeftOut, RowCounts, Warning};
use gleaner_persistence::Database;
use gleaner_persistence::audit::Author;
use gleaner_persistence::jobs::{self, FileFacts, NewImport};
use gleaner_sources::Provenance;

use crate::prepare::{ExportFile, IntakeError, IntakeRules, Prepared, prepare};

/// An import that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The job of the import.
    pub job: JobId,
    /// Whether its patterns are staged for a review.
    pub is_reviewed: bool,
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

/// Reads a file and stores a job with its conversations.
///
/// # Errors
///
/// Fails if the file is refused or the database fails; then nothing is stored.
pub async fn accept(
    db: &Database,
    file: ExportFile,
    author: Author,
    rules: &IntakeRules,
    now: DateTime<Utc>,
) -> Result<Accepted, IntakeError> {
    let sha256 = gleaner_sources::sha256(&file.bytes);
    // Both are checked again when the import is stored. Most files that they refuse need not be read.
    jobs::refuse_duplicate(db, &sha256).await?;
    if let Some(per_hour) = rules.per_user_per_hour {
        jobs::refuse_over_quota(db, &author.user, per_hour, now).await?;
    }
    let is_reviewed = file.review.unwrap_or(rules.review);
    let Prepared { provenance, total_messages, report, warnings, plan, .. } =
        prepare(db, file, rules, now).await?;
    let Provenance { source, bytes, .. } = provenance;
    let import = NewImport {
        is_reviewed,
        author,
        file: FileFacts { source, sha256, bytes, report, warnings },
        total_messages,
        duplicate_messages: plan.duplicate_indices.len() + plan.known_indices.len(),
        conversations: plan.conversations,
        left_out: plan.left_out,
    };
    let job = jobs::accept(db, &import, rules.per_user_per_hour, now).await?;
    Ok(Accepted {
        job,
        is_reviewed,
        total_messages,
        duplicate_messages: import.duplicate_messages,
        conversations: import.conversations.len(),
        left_out: import.left_out,
        rows: import.file.report.counts,
        warnings: import.file.warnings,
    })
}
