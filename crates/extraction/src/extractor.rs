//! The trait that every extractor implements, and what an extraction returns.

mod batch;
mod judge;
mod prepared;

use std::sync::Arc;
use std::time::Duration;

use gleaner_domain::{Conversation, Extracted, ExtractorKind, SentStatistics, Usage};
use thiserror::Error;

pub use batch::{
    BatchAnswer, BatchExtractor, BatchLimits, BatchLine, BatchResponse, BatchState, EndedBatch, FoundBatch,
};
pub use judge::{Judge, Judgment};
pub use prepared::{MayAskAgain, PreparedExtraction};

/// Extracts one pattern, or none, from one conversation.
pub trait Extractor: Send + Sync {
    /// Which implementation this is, as a job records it.
    fn kind(&self) -> ExtractorKind;

    /// The name of the language model; `None` without one.
    fn model(&self) -> Option<&str> {
        None
    }

    /// How fast the caller may start extractions.
    fn pacing(&self) -> Pacing;

    /// Notes that the provider has refused a call, and accepts none for this time: what is reserved from now on waits as well.
    fn pause(&self, _duration: Duration) {}

    /// The expected usage of the language model for one conversation, computed without a call. Zero for an
    /// extractor without a model.
    fn estimate(&self, _conversation: &Conversation) -> Usage {
        Usage::default()
    }

    /// Whether it is known what extractions cost.
    fn has_price(&self) -> bool {
        true
    }

    /// What a call is assumed to cost whose usage is not known, in billionths of a US dollar.
    fn cost_of_unmeasured_call(&self) -> u64 {
        0
    }

    /// What tells whether two patterns are the same; `None` without a language model.
    fn judge(&self) -> Option<&dyn Judge> {
        None
    }

    /// What extracts many conversations in one batch; `None` if the extractor cannot.
    fn batches(&self) -> Option<&dyn BatchExtractor> {
        None
    }

    /// Prepares the extraction of a conversation for which [`prefilter`](crate::prefilter()) returned `None`, without a call.
    /// `sent` counts what operators sent to the customers of the same import and of earlier ones, by the keys of
    /// [`sent_keys`](crate::sent_keys()). Looking for personal data takes a few milliseconds.
    fn prepare(
        self: Arc<Self>,
        conversation: Conversation,
        sent: Arc<SentStatistics>,
    ) -> Box<dyn PreparedExtraction>;

    /// As [`prepare`](Self::prepare), with the response of a batch instead of the first call. An extractor without batches
    /// ignores the response.
    fn resume(
        self: Arc<Self>,
        conversation: Conversation,
        sent: Arc<SentStatistics>,
        _response: BatchResponse,
    ) -> Box<dyn PreparedExtraction> {
        self.prepare(conversation, sent)
    }
}

/// How fast a caller may start extractions: so many at once, each followed by a rest before another one takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// The number of conversations that are extracted at the same time. At least 1.
    pub concurrency: usize,
    /// The delay between the end of an extraction and the start of the next one in its place.
    pub rest: Duration,
    /// The number of results that may wait to be recorded. After a crash, they are extracted again.
    pub max_unrecorded: usize,
    /// The expected duration of one extraction. Only forecasts use it.
    pub per_conversation: Duration,
}

/// What was extracted from a conversation, and the usage of the language model.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// A pattern, or the reason why there is none.
    pub extracted: Extracted,
    /// The calls and tokens of this extraction. Zero without a language model.
    pub usage: Usage,
}

impl Extraction {
    /// The usage of an attempt, whatever came of it.
    pub fn usage_of(result: &Result<Self, ExtractionError>) -> Usage {
        result.as_ref().map_or_else(ExtractionError::usage, |extraction| extraction.usage)
    }

    /// The same, with the usage of an earlier call of the same extraction added.
    pub fn after(mut self, earlier: Usage) -> Self {
        self.usage += earlier;
        self
    }
}

/// Why an extraction failed. The reasons are sentences for users; they contain no words of a provider or a
/// customer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExtractionError {
    /// Another attempt may succeed.
    #[error("{reason}")]
    Retryable {
        /// A sentence for users.
        reason: String,
        /// Whether the provider seems to be unavailable, so that calls for other conversations fail as well. It charges
        /// nothing then.
        is_outage: bool,
        /// The minimum delay before the next attempt, if the provider gave one.
        retry_after: Option<Duration>,
        /// The usage of the failed attempt.
        usage: Usage,
    },
    /// The provider accepts no call for some time, whichever conversation it is for.
    #[error("{reason}")]
    RateLimited {
        /// A sentence for users.
        reason: String,
        /// The minimum delay before the next call, if the provider gave one.
        retry_after: Option<Duration>,
        /// The usage of the failed attempt.
        usage: Usage,
    },
    /// Another attempt with this conversation will fail as well. Other conversations may succeed.
    #[error("{reason}")]
    Permanent {
        /// A sentence for users.
        reason: String,
        /// The usage of the failed attempt.
        usage: Usage,
    },
    /// Every extraction will fail until a person acts: invalid credentials, no quota, no such model.
    #[error("{reason}")]
    Fatal {
        /// A sentence for users.
        reason: String,
        /// The usage of the failed attempt.
        usage: Usage,
    },
}

impl Pacing {
    /// One conversation at a time without delay. The result then depends only on the order of the file.
    pub const SEQUENTIAL: Self = Self {
        concurrency: 1,
        rest: Duration::ZERO,
        max_unrecorded: 16,
        per_conversation: Duration::from_millis(5),
    };
}

impl ExtractionError {
    /// The usage of the failed attempt.
    pub fn usage(&self) -> Usage {
        match self {
            Self::Retryable { usage, .. }
            | Self::RateLimited { usage, .. }
            | Self::Permanent { usage, .. }
            | Self::Fatal { usage, .. } => *usage,
        }
    }

    /// The same error, with the usage of an earlier call of the same extraction added.
    pub fn after(mut self, earlier: Usage) -> Self {
        match &mut self {
            Self::Retryable { usage, .. }
            | Self::RateLimited { usage, .. }
            | Self::Permanent { usage, .. }
            | Self::Fatal { usage, .. } => *usage += earlier,
        }
        self
    }
}
