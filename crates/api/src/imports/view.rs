//! How an import job is represented in responses.

mod usage;

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::{Budget, LeftOut, NoPatternReason, Problem};
use gleaner_persistence::jobs::{Cancellation, ImportJob, LeftOutCounts, Pause, RunningBatch};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::names::{ImportModeName, JobStatusName, NoPatternReasonName, ProblemCodeName};
use crate::rows::{RowsView, WarningView};
use usage::UsageView;

/// Conversations that the import leaves out, by reason. Their messages can be imported later.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SkippedConversations)]
pub(crate) struct SkippedView {
    /// Only the customer or only an operator wrote, or no operator has written since the last import.
    one_sided: u64,
    /// Above the limit of conversations in one import.
    over_limit: u64,
}

impl From<LeftOutCounts> for SkippedView {
    fn from(counts: LeftOutCounts) -> Self {
        Self { one_sided: counts.one_sided, over_limit: counts.over_limit }
    }
}

impl From<LeftOut> for SkippedView {
    fn from(left_out: LeftOut) -> Self {
        LeftOutCounts::from(left_out).into()
    }
}

/// Conversations that yielded no pattern, for the same reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ConversationsWithoutPattern)]
pub(crate) struct NoPatternView {
    reason: NoPatternReasonName,
    /// The reason, as a human-readable sentence.
    message: &'static str,
    conversations: u64,
}

impl From<&(NoPatternReason, u64)> for NoPatternView {
    fn from((reason, conversations): &(NoPatternReason, u64)) -> Self {
        Self { reason: (*reason).into(), message: reason.sentence(), conversations: *conversations }
    }
}

/// A problem of a job: why it failed, why it learned nothing, or how many conversations failed and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = JobProblem)]
pub(crate) struct JobProblemView {
    code: ProblemCodeName,
    /// A human-readable sentence.
    message: String,
}

impl From<&Problem> for JobProblemView {
    fn from(problem: &Problem) -> Self {
        Self { code: problem.code.into(), message: problem.sentence.clone() }
    }
}

/// A person stopped the import.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Cancellation)]
pub(crate) struct CancellationView {
    requested_at: DateTime<Utc>,
    /// The id of the user.
    #[schema(example = "ada")]
    by: String,
}

impl From<Cancellation> for CancellationView {
    fn from(Cancellation { at, by }: Cancellation) -> Self {
        Self { requested_at: at, by }
    }
}

/// No conversation is processed for some time.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = JobPause)]
pub(crate) struct PauseView {
    until: DateTime<Utc>,
    /// A human-readable sentence.
    reason: String,
}

impl From<Pause> for PauseView {
    fn from(Pause { until, reason }: Pause) -> Self {
        Self { until, reason }
    }
}

/// A batch of conversations that the language model processes.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JobBatch)]
pub(crate) struct BatchView {
    submitted_at: DateTime<Utc>,
    /// When the provider is asked for the results next; null while it is asked.
    #[schema(required)]
    next_check_at: Option<DateTime<Utc>>,
}

impl From<RunningBatch> for BatchView {
    fn from(RunningBatch { begun_at, next_poll_at }: RunningBatch) -> Self {
        Self { submitted_at: begun_at, next_check_at: next_poll_at }
    }
}

/// An import job.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportJob)]
pub(crate) struct JobView {
    id: Uuid,
    /// The same as `id`.
    job_id: Uuid,
    status: JobStatusName,
    /// Messages in the file, including duplicates and messages imported before.
    total_messages: i32,
    /// Messages of finished conversations.
    processed_messages: i32,
    /// Messages that repeat an earlier message in the file, or were imported before.
    duplicate_messages: i32,
    /// Conversations that this import processes.
    conversations_found: i32,
    /// Finished conversations; equals `conversationsFound` when the job is completed.
    conversations_analyzed: i32,
    /// Conversations that this import leaves out.
    conversations_skipped: i32,
    /// Conversations whose extraction failed.
    conversations_failed: i32,
    /// Conversations that yielded no pattern.
    conversations_without_pattern: i32,
    /// Why they yielded none, the most frequent reason first. Empty until the job is final.
    without_pattern: Vec<NoPatternView>,
    patterns_created: i32,
    /// Conversations that confirmed a known pattern.
    patterns_enhanced: i32,
    /// Patterns that were staged for a review.
    patterns_staged: i32,
    /// Staged patterns that were approved.
    patterns_approved: i32,
    /// Staged patterns that were rejected.
    patterns_rejected: i32,
    /// Whether patterns are staged for a review instead of being learned at once.
    review: bool,
    mode: ImportModeName,
    /// The sentences of `problems`.
    errors: Vec<String>,
    problems: Vec<JobProblemView>,
    skipped: SkippedView,
    rows: RowsView,
    warnings: Vec<WarningView>,
    usage: UsageView,
    /// What the import may cost, in US dollars; null without a limit.
    #[schema(required, example = 2.5)]
    budget_usd: Option<f64>,
    /// Null if nobody cancelled the import.
    #[schema(required)]
    cancellation: Option<CancellationView>,
    /// Null unless the import waits, for example because the language model limits the rate of calls.
    #[schema(required)]
    pause: Option<PauseView>,
    /// Null unless the language model processes a batch of this import, in the mode economy.
    #[schema(required)]
    batch: Option<BatchView>,
    /// An estimate of the time from the last finished conversation to the end, in seconds, at the pace of the last
    /// conversations. Null before the first one is finished, and unless conversations are being processed.
    #[schema(required)]
    time_left_seconds: Option<u64>,
    created_at: DateTime<Utc>,
    /// Null until a worker starts the job.
    #[schema(required)]
    started_at: Option<DateTime<Utc>>,
    /// Null until the job is final.
    #[schema(required)]
    completed_at: Option<DateTime<Utc>>,
}

impl From<ImportJob> for JobView {
    fn from(job: ImportJob) -> Self {
        Self {
            id: job.id.0,
            job_id: job.id.0,
            status: job.status.into(),
            total_messages: job.total_messages,
            processed_messages: job.processed_messages,
            duplicate_messages: job.duplicate_messages,
            conversations_found: job.conversations_found,
            conversations_analyzed: job.conversations_analyzed,
            conversations_skipped: job.conversations_skipped,
            conversations_failed: job.conversations_failed,
            conversations_without_pattern: job.patterns_skipped,
            without_pattern: job.without_pattern.iter().map(NoPatternView::from).collect(),
            patterns_created: job.patterns_created,
            patterns_enhanced: job.patterns_enhanced,
            patterns_staged: job.patterns_staged,
            patterns_approved: job.patterns_approved,
            patterns_rejected: job.patterns_rejected,
            review: job.is_reviewed,
            mode: job.mode.into(),
            errors: job.errors.iter().map(|problem| problem.sentence.clone()).collect(),
            problems: job.errors.iter().map(JobProblemView::from).collect(),
            skipped: job.left_out.into(),
            rows: RowsView::from(&job.rows),
            warnings: job.warnings.iter().map(WarningView::from).collect(),
            usage: UsageView::of(&job),
            budget_usd: job.budget.map(Budget::dollars),
            cancellation: job.cancellation.map(CancellationView::from),
            pause: job.pause.map(PauseView::from),
            batch: job.batch.map(BatchView::from),
            time_left_seconds: job.time_left.map(whole_seconds),
            created_at: job.created_at,
            started_at: job.started_at,
            completed_at: job.completed_at,
        }
    }
}

/// The time in seconds, rounded up.
fn whole_seconds(time: TimeDelta) -> u64 {
    u64::try_from(time.num_milliseconds()).unwrap_or(0).div_ceil(1_000)
}
