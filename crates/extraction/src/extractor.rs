//! The one trait both implementations meet.

use std::time::Duration;

use async_trait::async_trait;
use gleaner_domain::{Conversation, ExtractorKind, Lesson, Usage};
use thiserror::Error;

/// Learns one pattern, or none, from one conversation.
#[async_trait]
pub trait Extractor: Send + Sync {
    /// Which implementation this is, for the record of a job.
    fn kind(&self) -> ExtractorKind;

    /// Does somebody else's machine do the work? Conversations are then read in batches, side by
    /// side, with a pause between two; otherwise one after the other.
    fn is_remote(&self) -> bool {
        false
    }

    /// What reading a conversation will take of a language model, told without asking it.
    fn estimate(&self, _conversation: &Conversation) -> Usage {
        Usage::default()
    }

    /// Reads a conversation that [`crate::local::gate`] has let through.
    async fn extract(&self, conversation: &Conversation) -> Result<Extraction, ExtractionError>;
}

/// A lesson and what it cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// What was learnt.
    pub lesson: Lesson,
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

impl ExtractionError {
    /// What the failed attempt cost.
    pub fn usage(&self) -> Usage {
        match self {
            Self::Retryable { usage, .. } | Self::Permanent { usage, .. } => *usage,
            Self::Fatal { .. } => Usage::default(),
        }
    }
}
