//! Reading an import job.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use gleaner_domain::{
    Budget, ExtractorKind, ImportMode, JobId, JobStatus, NoPatternReason, Problem, RowCounts, Usage, Warning,
};
use sea_orm::EntityTrait;

use super::lease::{self, Pause};
use super::metadata::{ImportMetadata, LeftOutCounts};
use super::pace::time_left;
use super::{stored_problem, usage};
use crate::Database;
use crate::entities::job::{Entity, Model};
use crate::error::Error;

/// An import job. Numbers are counts.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportJob {
    /// Its id.
    pub id: JobId,
    /// The id of the user who sent the file.
    pub user: String,
    /// Its status.
    pub status: JobStatus,
    /// Messages in the file, including duplicates.
    pub total_messages: i32,
    /// New messages of the conversations that have an outcome.
    pub processed_messages: i32,
    /// Messages that the file repeats, and those that were imported before, when the job was accepted.
    pub duplicate_messages: i32,
    /// Conversations of the import.
    pub conversations_found: i32,
    /// Those that have an outcome.
    pub conversations_analyzed: i32,
    /// Conversations of the file that are not part of the import.
    pub conversations_skipped: i32,
    /// Conversations that could not be processed.
    pub conversations_failed: i32,
    /// Conversations that created a pattern.
    pub patterns_created: i32,
    /// Conversations that confirmed a pattern.
    pub patterns_enhanced: i32,
    /// Conversations that yield no pattern.
    pub patterns_skipped: i32,
    /// Why conversations yield no pattern, the most frequent reason first. Empty until the job ends.
    pub without_pattern: Vec<(NoPatternReason, u64)>,
    /// Patterns that were staged for a review.
    pub patterns_staged: i32,
    /// Staged patterns that were approved.
    pub patterns_approved: i32,
    /// Staged patterns that were rejected.
    pub patterns_rejected: i32,
    /// Whether patterns are staged for a review.
    pub is_reviewed: bool,
    /// How the language model is called.
    pub mode: ImportMode,
    /// The batch that the language model processes.
    pub batch: Option<RunningBatch>,
    /// What went wrong.
    pub errors: Vec<Problem>,
    /// The rows of the file, by outcome.
    pub rows: RowCounts,
    /// What the sender should know about the file.
    pub warnings: Vec<Warning>,
    /// Why conversations are not part of the import.
    pub left_out: LeftOutCounts,
    /// What extracts the patterns; `None` until a worker has claimed the job.
    pub extractor: Option<ExtractorKind>,
    /// The language model; `None` without one.
    pub model: Option<String>,
    /// What was used of the language model so far.
    pub usage: Usage,
    /// What the finished conversations have used of each language model, by its name. Empty in lists.
    pub usage_by_model: Vec<(String, Usage)>,
    /// What the job may cost; `None` without a limit.
    pub budget: Option<Budget>,
    /// When and by whom the job was cancelled.
    pub cancellation: Option<Cancellation>,
    /// Why no conversation is extracted at the moment.
    pub pause: Option<Pause>,
    /// An estimate of the time from the last outcome to the end; `None` before the first outcome, while no
    /// conversation is processed, and in lists.
    pub time_left: Option<TimeDelta>,
    /// When the job was accepted.
    pub created_at: DateTime<Utc>,
    /// When a worker claimed the job first.
    pub started_at: Option<DateTime<Utc>>,
    /// When the job ended.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Finds a job by its id.
///
/// # Errors
/// The database failed, or the row cannot be read.
pub async fn find(db: &Database, id: JobId) -> Result<Option<ImportJob>, Error> {
    let db = db.reader();
    let found = Entity::find_by_id(id.0).one(db).await?;
    let Some(mut job) = found.map(ImportJob::try_from).transpose()? else { return Ok(None) };
    if job.usage.calls > 0 {
        job.usage_by_model = usage::by_model(db, id).await?;
    }
    if job.status == JobStatus::Processing {
        if job.pause.is_none() {
            job.pause = lease::pause(db, id).await?;
        }
        let is_stopped = job.pause.is_some() || job.cancellation.is_some() || job.batch.is_some();
        if let Some(started_at) = job.started_at.filter(|_| !is_stopped) {
            let pending = job.conversations_found - job.conversations_analyzed;
            job.time_left = time_left(db, id, started_at, pending).await?;
        }
    }
    Ok(Some(job))
}

/// A batch of conversations that the language model processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningBatch {
    /// When it was submitted.
    pub begun_at: DateTime<Utc>,
    /// When the provider is asked for it next; `None` while a worker asks.
    pub next_poll_at: Option<DateTime<Utc>>,
}

/// A person stopped the job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// When it was requested.
    pub at: DateTime<Utc>,
    /// The id of the user.
    pub by: String,
}

impl TryFrom<Model> for ImportJob {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let usage = usage::of_job(&row);
        let metadata = ImportMetadata::decode(row.import_metadata)?;
        Ok(Self {
            id: JobId(row.id),
            user: row.user_id,
            status: row.status.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.status"))?,
            total_messages: row.total_messages,
            processed_messages: row.processed_messages,
            duplicate_messages: row.duplicate_messages,
            conversations_found: row.conversations_found,
            conversations_analyzed: row.conversations_analyzed,
            conversations_skipped: row.conversations_skipped,
            conversations_failed: row.conversations_failed,
            patterns_created: row.patterns_created,
            patterns_enhanced: row.patterns_enhanced,
            patterns_skipped: row.patterns_skipped,
            patterns_staged: row.patterns_staged,
            patterns_approved: row.patterns_approved,
            patterns_rejected: row.patterns_rejected,
            is_reviewed: row.is_reviewed,
            mode: row.mode.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.mode"))?,
            batch: row.batch_id.and_then(|_| {
                let millis = |time: DateTime<Utc>| time.trunc_subsecs(3);
                Some(RunningBatch {
                    begun_at: millis(row.batch_begun_at?),
                    next_poll_at: row.claimable_at.map(millis),
                })
            }),
            errors: stored_problem::decode(row.errors)?,
            without_pattern: metadata.without_pattern()?,
            rows: metadata.row_counts()?,
            warnings: metadata.warnings()?,
            left_out: metadata.left_out,
            extractor: row.extractor.as_deref().map(extractor).transpose()?,
            model: row.model,
            usage,
            usage_by_model: Vec::new(),
            budget: budget_of(row.budget_nanos),
            cancellation: row
                .cancel_requested_at
                .map(|at| Cancellation { at: at.trunc_subsecs(3), by: row.cancelled_by.unwrap_or_default() }),
            pause: row
                .claimable_at
                .zip(row.wait_reason)
                .map(|(until, reason)| Pause { until: until.trunc_subsecs(3), reason }),
            time_left: None,
            created_at: row.created_at.trunc_subsecs(3),
            started_at: row.started_at.map(|time| time.trunc_subsecs(3)),
            completed_at: row.completed_at.map(|time| time.trunc_subsecs(3)),
        })
    }
}

pub(super) fn budget_of(stored: Option<i64>) -> Option<Budget> {
    stored.map(|nanos| Budget::of_nanos(u64::try_from(nanos).unwrap_or(0)))
}

/// A budget as it is stored.
pub(super) fn stored_budget(budget: Budget) -> i64 {
    i64::try_from(budget.nanos()).unwrap_or(i64::MAX)
}

fn extractor(name: &str) -> Result<ExtractorKind, Error> {
    name.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.extractor"))
}
