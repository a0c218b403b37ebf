//! The one trait both implementations meet.

use std::time::Duration;

use async_trait::async_trait;
use gleaner_domain::{Conversation, Extracted, ExtractorKind, Usage};
use thiserror::Error;

/// Learns one pattern, or none, from one conversation.
#[async_trait]
pub trait Extractor: Send + Sync {
    /// Which implementation this is, for the record of a job.
    fn kind(&self) -> ExtractorKind;

    /// How fast conversations may be given to it.
    fn pacing(&self) -> Pacing;

    /// What reading a conversation will take of a language model, told without asking it.
    fn estimate(&self, _conversation: &Conversation) -> Usage {
        Usage::default()
    }

    /// Reads a conversation that [`crate::local::gate`] has let through.
    async fn extract(&self, conversation: &Conversation) -> Result<Extraction, ExtractionError>;
}

/// How fast an extractor may be given conversations: in batches, with a pause between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// Conversations of a batch, which are extracted concurrently; at least 1.
    pub batch_size: usize,
    /// The pause between two batches.
    pub batch_delay: Duration,
    /// The expected time for one conversation, for estimates.
    pub per_conversation: Duration,
}

/// A lesson and what it cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// What was learnt.
    pub lesson: Extracted,
    /// What it cost.
    pub usage: Usage,
}

/// Why there is no lesson. The texts are ours: no provider's or customer's words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExtractionError {
    /// It may go well the next time.
    #[error("{reason}")]
    Retryable {
        /// In a sentence.
        reason: String,
        /// The least to wait, where the provider said so.
        retry_after: Option<Duration>,
        /// What the failed attempt cost all the same.
        usage: Usage,
    },
    /// This conversation will not go well, others may.
    #[error("{reason}")]
    Permanent {
        /// In a sentence.
        reason: String,
        /// What the failed attempt cost all the same.
        usage: Usage,
    },
    /// No conversation will go well until a person acts: bad credentials, no quota, no such model.
    #[error("{reason}")]
    Fatal {
        /// In a sentence.
        reason: String,
    },
}

impl Pacing {
    /// One conversation after the other: what is learned then depends on the order of the file alone.
    pub const SEQUENTIAL: Self =
        Self { batch_size: 1, batch_delay: Duration::ZERO, per_conversation: Duration::from_millis(5) };
}

impl ExtractionError {
    /// What the failed attempt cost.
    pub fn usage(&self) -> Usage {
        match self {
            Self::Retryable { usage, .. } | Self::Permanent { usage, .. } => *usage,
            Self::Fatal { .. } => Usage::default(),
        }
    }
}
