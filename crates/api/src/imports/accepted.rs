//! An accepted import in responses.

use gleaner_domain::JobStatus;
use gleaner_intake::Accepted;
use gleaner_persistence::jobs::ImportJob;
use gleaner_persistence::library::ImportedPattern;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::SkippedView;
use crate::names::{JobStatusName, Success};
use crate::rows::{RowsView, WarningView};

/// An accepted import. Its job starts right away.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportAccepted)]
pub(crate) struct AcceptedView {
    #[schema(inline)]
    success: Success,
    job_id: Uuid,
    /// The same as `jobId`.
    import_job_id: Uuid,
    /// The status of the job: `pending`, or a later one if `wait` has held the response.
    status: JobStatusName,
    /// Messages in the file, including repeated and known ones.
    #[schema(example = 256)]
    total_messages: usize,
    /// Messages that the file repeats or that were imported before.
    duplicate_messages: usize,
    /// Messages that are neither repeated nor known.
    new_messages: usize,
    /// Conversations that this import processes.
    conversations_found: usize,
    /// Conversations that this import leaves out.
    conversations_skipped: usize,
    /// Finished conversations; grows while `wait` holds the response.
    conversations_analyzed: i32,
    /// Patterns that the import has created so far.
    new_patterns: i32,
    /// Conversations that have confirmed a known pattern so far.
    enhanced_patterns: i32,
    /// The mean confidence of the patterns that the import has created or confirmed, 0 to 1; 0 if there is
    /// none.
    avg_confidence: f64,
    /// Sentences for people.
    errors: Vec<String>,
    skipped: SkippedView,
    rows: RowsView,
    warnings: Vec<WarningView>,
    /// A sentence for people.
    message: String,
}

impl AcceptedView {
    /// The response right after the import was accepted.
    pub fn new(accepted: Accepted) -> Self {
        Self {
            success: Success,
            job_id: accepted.job.0,
            import_job_id: accepted.job.0,
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

    /// This response with the progress of the job.
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
            ..self
        }
    }
}
