//! How an accepted import is represented in responses.

use gleaner_domain::JobStatus;
use gleaner_intake::Accepted;
use gleaner_persistence::jobs::ImportJob;
use gleaner_persistence::library::ImportedPattern;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::SkippedView;
use crate::names::{ImportModeName, JobStatusName, Success};
use crate::rows::{RowsView, WarningView};

/// An accepted import. Its job is queued.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportAccepted)]
pub(crate) struct AcceptedView {
    #[schema(inline)]
    success: Success,
    job_id: Uuid,
    /// The same as `jobId`.
    import_job_id: Uuid,
    /// Whether patterns are staged for a review instead of being learned at once.
    review: bool,
    mode: ImportModeName,
    /// The status of the job: `pending`, or a later one if the request waited.
    status: JobStatusName,
    /// Messages in the file, including duplicates and messages imported before.
    #[schema(example = 256)]
    total_messages: usize,
    /// Messages that repeat an earlier message in the file, or were imported before.
    duplicate_messages: usize,
    /// Messages that are neither duplicates nor imported before.
    new_messages: usize,
    /// Conversations that this import processes.
    conversations_found: usize,
    /// Conversations that this import leaves out.
    conversations_skipped: usize,
    /// Conversations that the job has finished; 0 unless the request waited.
    conversations_analyzed: i32,
    /// Patterns that the import has created so far.
    new_patterns: i32,
    /// Conversations that have confirmed a known pattern so far.
    enhanced_patterns: i32,
    /// The mean confidence of the patterns that the import has created or confirmed, 0 to 1; 0 if there is
    /// none.
    avg_confidence: f64,
    /// The job's problems, as human-readable sentences.
    errors: Vec<String>,
    skipped: SkippedView,
    rows: RowsView,
    warnings: Vec<WarningView>,
    /// A human-readable summary.
    message: String,
}

impl AcceptedView {
    /// The response right after the import was accepted.
    pub fn new(accepted: Accepted) -> Self {
        Self {
            success: Success,
            job_id: accepted.job.0,
            import_job_id: accepted.job.0,
            review: accepted.is_reviewed,
            mode: accepted.mode.into(),
            status: JobStatus::Pending.into(),
            total_messages: accepted.total_messages,
            duplicate_messages: accepted.duplicate_messages,
            new_messages: accepted.total_messages.saturating_sub(accepted.duplicate_messages),
            conversations_found: accepted.conversations,
            conversations_skipped: accepted.left_out.total(),
            conversations_analyzed: 0,
            new_patterns: 0,
            enhanced_patterns: 0,
            avg_confidence: 0.0,
            errors: Vec::new(),
            skipped: SkippedView::from(accepted.left_out),
            rows: RowsView::from(&accepted.rows),
            warnings: accepted.warnings.iter().map(WarningView::from).collect(),
            message: format!(
                "Import started: {} messages, {} conversations.",
                accepted.total_messages, accepted.conversations
            ),
        }
    }

    /// Returns whether the job is final.
    pub fn is_final(&self) -> bool {
        self.status.0.is_final()
    }

    /// This response with the progress of the job, and with a message that follows its status.
    pub fn with_progress(self, job: &ImportJob, learned: &[ImportedPattern]) -> Self {
        let sum: f64 = learned.iter().map(|learned| learned.pattern.pattern.confidence.value()).sum();
        let mean = if learned.is_empty() { 0.0 } else { sum / learned.len() as f64 };
        Self {
            status: job.status.into(),
            conversations_analyzed: job.conversations_analyzed,
            new_patterns: job.patterns_created,
            enhanced_patterns: job.patterns_enhanced,
            avg_confidence: (mean * 1e4).round() / 1e4,
            errors: job.errors.iter().map(|problem| problem.sentence.clone()).collect(),
            message: message_of(job).unwrap_or(self.message),
            ..self
        }
    }
}

/// What the job has done, if it is final.
fn message_of(job: &ImportJob) -> Option<String> {
    let reason = || job.errors.first().map(|problem| format!(" {}", problem.sentence)).unwrap_or_default();
    match job.status {
        JobStatus::Pending | JobStatus::Processing => None,
        JobStatus::Completed if job.is_reviewed => {
            Some(format!("Import completed: {} patterns wait for a review.", job.patterns_staged))
        }
        JobStatus::Completed => Some(format!(
            "Import completed: {} new patterns, {} enhanced patterns.",
            job.patterns_created, job.patterns_enhanced
        )),
        JobStatus::Failed => Some(format!("Import failed.{}", reason())),
        JobStatus::Cancelled => Some("Import canceled.".to_owned()),
        JobStatus::Undone => Some("Import undone.".to_owned()),
    }
}
