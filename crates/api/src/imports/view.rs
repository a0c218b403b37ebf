//! A job as it is shown.

use chrono::{DateTime, Utc};
use gleaner_domain::{LeftOut, Problem};
use gleaner_persistence::imports::{ImportJob, LeftOutCounts};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::rows::{RowsView, WarningView};

/// Conversations that the import leaves out, by reason. Their messages stay importable.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SkippedView {
    /// Only one side wrote, or no operator since the last import.
    one_sided: u64,
    /// More than one import may take on.
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

/// What the language model was asked, and read and wrote for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageView {
    /// What reads the conversations; null before a worker has taken the job up.
    #[schema(example = "openai")]
    extractor: Option<String>,
    model_calls: i32,
    prompt_tokens: i64,
    completion_tokens: i64,
}

/// A code with its sentence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct JobProblemView {
    #[schema(example = "EXTRACTION_FAILED")]
    code: &'static str,
    message: String,
}

impl From<&Problem> for JobProblemView {
    fn from(problem: &Problem) -> Self {
        Self { code: problem.code.as_str(), message: problem.sentence.clone() }
    }
}

/// An import job.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobView {
    id: Uuid,
    /// The same as `id`.
    job_id: Uuid,
    /// `pending`, `processing`, `completed`, `failed` or `cancelled`.
    #[schema(example = "processing")]
    status: &'static str,
    /// Messages in the file, repeated and known ones among them.
    total_messages: i32,
    /// Messages of conversations that have their outcome.
    processed_messages: i32,
    /// Messages that the file repeats or that were imported before.
    duplicate_messages: i32,
    /// Conversations that this import takes on.
    conversations_found: i32,
    /// Those of them that have their outcome.
    conversations_analyzed: i32,
    /// Conversations that this import leaves out.
    conversations_skipped: i32,
    /// Conversations whose extraction failed.
    conversations_failed: i32,
    /// Conversations that taught nothing.
    conversations_without_pattern: i32,
    patterns_created: i32,
    /// Times that a known pattern was confirmed.
    patterns_enhanced: i32,
    patterns_staged: i32,
    /// Plain sentences.
    errors: Vec<String>,
    /// The same with their codes.
    problems: Vec<JobProblemView>,
    skipped: SkippedView,
    rows: RowsView,
    warnings: Vec<WarningView>,
    usage: UsageView,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
}

impl From<ImportJob> for JobView {
    fn from(job: ImportJob) -> Self {
        Self {
            id: job.id.0,
            job_id: job.id.0,
            status: job.status.as_str(),
            total_messages: job.total_messages,
            processed_messages: job.processed_messages,
            duplicate_messages: job.duplicate_messages,
            conversations_found: job.conversations_found,
            conversations_analyzed: job.conversations_analyzed,
            conversations_skipped: job.conversations_skipped,
            conversations_failed: job.conversations_failed,
            conversations_without_pattern: job.patterns_skipped,
            patterns_created: job.patterns_created,
            patterns_enhanced: job.patterns_enhanced,
            patterns_staged: job.patterns_staged,
            errors: job.errors.iter().map(|problem| problem.sentence.clone()).collect(),
            problems: job.errors.iter().map(JobProblemView::from).collect(),
            skipped: job.left_out.into(),
            rows: RowsView::from(&job.rows),
            warnings: job.warnings.iter().map(WarningView::from).collect(),
            usage: UsageView {
                extractor: job.extractor,
                model_calls: job.model_calls,
                prompt_tokens: job.prompt_tokens,
                completion_tokens: job.completion_tokens,
            },
            created_at: job.created_at,
            started_at: job.started_at,
            completed_at: job.completed_at,
        }
    }
}
