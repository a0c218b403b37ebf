//! Extracting many conversations in one batch.

use std::collections::HashMap;
use std::time::SystemTime;

use async_trait::async_trait;
use gleaner_domain::{Conversation, SentStatistics, Usage};

use super::ExtractionError;

/// Extracts many conversations in one batch, which takes up to a day and costs less. A caller submits a file of lines, asks for
/// the state of the batch from time to time, and then resumes the extractions with the answers. The usage of an error of any
/// call but [`read`](Self::read) is not charged.
#[async_trait]
pub trait BatchExtractor: Send + Sync {
    /// The most that one batch can contain.
    fn limits(&self) -> BatchLimits;

    /// What the provider charges for an answer.
    fn usage_of(&self, answer: &BatchAnswer) -> Usage;

    /// The line of a conversation, which `id` identifies in the batch: the same request as the first one of
    /// [`PreparedExtraction::extract`](super::PreparedExtraction::extract).
    fn line(&self, id: i64, conversation: &Conversation, sent: &SentStatistics) -> BatchLine;

    /// Submits a batch of `lines`, and returns the provider's id of it. `key` is the caller's own name for it, by which
    /// [`find`](Self::find) finds the batch if its id does not arrive.
    ///
    /// # Errors
    /// The batch may exist after [`ExtractionError::Retryable`], and does not exist after another error.
    async fn submit(&self, key: &str, lines: String) -> Result<String, ExtractionError>;

    /// The batches with this key, which were submitted at `since` or later, the newest first.
    ///
    /// # Errors
    /// The provider cannot say.
    async fn find(&self, key: &str, since: SystemTime) -> Result<Vec<FoundBatch>, ExtractionError>;

    /// The state of a batch.
    ///
    /// # Errors
    /// The provider cannot say.
    async fn state(&self, batch: &str) -> Result<BatchState, ExtractionError>;

    /// The answers of a batch that has ended, by the ids of the conversations. What cannot be read is missing.
    ///
    /// # Errors
    /// The files cannot be fetched.
    async fn answers(&self, ended: &EndedBatch) -> Result<HashMap<i64, BatchAnswer>, ExtractionError>;

    /// The response in an answer, with which [`Extractor::resume`](super::Extractor::resume) continues.
    ///
    /// # Errors
    /// [`ExtractionError::Retryable`] and [`ExtractionError::RateLimited`] if there is none, and another batch may have one.
    fn read(&self, answer: &BatchAnswer) -> Result<BatchResponse, ExtractionError>;

    /// Requests that a batch ends. What was processed before is in its answers, since it is paid.
    ///
    /// # Errors
    /// The provider did not accept the request.
    async fn cancel(&self, batch: &str) -> Result<(), ExtractionError>;

    /// Deletes the files of a batch that has ended from the provider.
    ///
    /// # Errors
    /// A file was not deleted.
    async fn delete(&self, ended: &EndedBatch) -> Result<(), ExtractionError>;
}

/// The most that one batch can contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Lines.
    pub lines: usize,
    /// Bytes of all lines.
    pub bytes: usize,
}

/// A line of a batch.
#[derive(Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// The request, with a line break at the end.
    pub text: String,
    /// The most that it can cost, in billionths of a US dollar; 0 if the price is not known.
    pub greatest_cost: u64,
}

/// What a provider does with a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchState {
    /// It is not finished.
    Running,
    /// It has ended, and what was processed can be read.
    Ended(EndedBatch),
    /// The provider did not process it, and charges nothing.
    Refused(ExtractionError),
}

/// A batch that was found by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBatch {
    /// The provider's id of it.
    pub id: String,
    /// Whether it can be cancelled.
    pub is_running: bool,
    /// Whether it has no results, or was cancelled.
    pub is_failed: bool,
}

/// A batch that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedBatch {
    /// Whether every line was processed: the batch neither expired nor was cancelled.
    pub is_complete: bool,
    pub(crate) input: String,
    /// The files with the results and with the errors.
    pub(crate) results: Vec<String>,
}

/// The provider's answer for one conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct BatchAnswer(pub(crate) String);

/// Not the text, which may contain customers' words.
impl std::fmt::Debug for BatchAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchAnswer").field("bytes", &self.0.len()).finish()
    }
}

/// The model's response to the call of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct BatchResponse(pub(crate) String);
