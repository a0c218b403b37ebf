//! Turns a file into a job.

use chrono::{DateTime, Utc};
use gleaner_persistence::Database;
use gleaner_persistence::audit::Author;
use gleaner_persistence::jobs::{self, FileFacts, KeyClaim, KeyState, NewImport};
use gleaner_sources::Provenance;

use crate::accepted::{Accepted, accepted_as};
use crate::keyed::keyed;
use crate::prepare::{ExportFile, IntakeError, IntakeRules, Prepared, prepare};

/// Reads a file and stores a job with its conversations. If an earlier request with the same key was accepted, its job is
/// returned instead, even if it was undone since.
///
/// # Errors
///
/// Fails if the file is refused or the database fails; then nothing is stored, and the key is free again.
pub async fn accept(
    db: &Database,
    file: ExportFile,
    author: Author,
    rules: &IntakeRules,
    now: DateTime<Utc>,
) -> Result<Accepted, IntakeError> {
    let sha256 = gleaner_sources::sha256(&file.bytes);
    let Some(request) = keyed(&file, &sha256, &author.user) else {
        return accept_new(db, file, sha256, author, None, rules, now).await;
    };
    match jobs::claim_key(db, &request).await? {
        KeyState::Accepted(job) => accepted_as(db, job).await,
        KeyState::Claimed(claim) => {
            let accepted = accept_new(db, file, sha256, author, Some(&claim), rules, now).await;
            if accepted.is_err() {
                // If this fails too, the claim expires. The sender needs to know the first error.
                let _ = jobs::release_key(db, &claim).await;
            }
            accepted
        }
    }
}

async fn accept_new(
    db: &Database,
    file: ExportFile,
    sha256: String,
    author: Author,
    key: Option<&KeyClaim>,
    rules: &IntakeRules,
    now: DateTime<Utc>,
) -> Result<Accepted, IntakeError> {
    let budget = file.budget.or(rules.budget);
    if let (Some(_), Some(model)) = (budget, &rules.model_without_price) {
        return Err(IntakeError::PriceUnknown(model.clone()));
    }
    // Both are checked again when the import is stored. Most files that they refuse need not be read.
    jobs::refuse_duplicate(db, &sha256).await?;
    if let Some(per_hour) = rules.per_user_per_hour
        && let Err(refusal) = jobs::refuse_over_quota(db, &author.user, per_hour, now).await
    {
        // The quota may be used up by the same file, which was sent at the same time.
        jobs::refuse_duplicate(db, &sha256).await?;
        return Err(refusal.into());
    }
    let is_reviewed = file.review.unwrap_or(rules.review);
    let Prepared { provenance, total_messages, report, mode, warnings, plan, .. } =
        prepare(db, file, rules, now).await?;
    let Provenance { source, bytes, .. } = provenance;
    let import = NewImport {
        is_reviewed,
        budget,
        mode,
        author,
        file: FileFacts { source, sha256, bytes, report, warnings },
        total_messages,
        duplicate_messages: plan.duplicate_indices.len() + plan.known_indices.len(),
        conversations: plan.conversations,
        left_out: plan.left_out,
    };
    let job = jobs::accept(db, &import, rules.per_user_per_hour, key, now).await?;
    Ok(Accepted {
        job,
        is_repeated: false,
        is_reviewed,
        mode,
        total_messages,
        duplicate_messages: import.duplicate_messages,
        conversations: import.conversations.len(),
        left_out: import.left_out,
        rows: import.file.report.counts,
        warnings: import.file.warnings,
    })
}
