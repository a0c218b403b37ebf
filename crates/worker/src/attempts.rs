//! Retries of the extraction of one conversation.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use gleaner_domain::{SentStatistics, Usage};
use gleaner_extraction::{Extraction, ExtractionError, Extractor, PreparedExtraction};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::budget::RemainingBudget;

/// How often the extraction of a conversation is tried again, and how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts after the first.
    pub retries: usize,
    /// The wait before the first retry; it doubles each time, with jitter.
    pub first_wait: Duration,
    /// The longest wait, even if the provider asks for more.
    pub longest_wait: Duration,
}

/// Why a conversation failed on which the extraction panicked, as a sentence for users.
pub(crate) const UNREADABLE: &str = "The conversation could not be read.";

/// The result of the last attempt, and what all attempts used.
#[derive(Debug)]
pub(crate) struct Attempted {
    /// `None` if less is left of the budget than the next attempt can cost.
    pub result: Option<Result<Extraction, ExtractionError>>,
    pub usage: Usage,
    /// When the last attempt began, or the wait before it.
    pub began_at: Instant,
}

impl Attempted {
    /// The result of an attempt that panicked.
    pub fn panicked() -> Self {
        let usage = Usage::default();
        let reason = UNREADABLE.to_owned();
        let result = Some(Err(ExtractionError::Permanent { reason, usage }));
        Self { result, usage, began_at: Instant::now() }
    }
}

/// What the attempts of a run have in common.
pub(crate) struct Attempts {
    pub extractor: Arc<dyn Extractor>,
    pub sent: Arc<SentStatistics>,
    pub retry: RetryPolicy,
    pub budget: Arc<RemainingBudget>,
    /// Cancelled when running calls may end, but no further ones may be made.
    pub no_more_calls: CancellationToken,
    /// Cancelled when not even calls that complete an extraction may be made.
    pub cancelled: CancellationToken,
}

impl Attempts {
    /// Extracts a pattern, and tries again after errors that may not occur again, unless no more calls are to be made.
    /// `reserved` is what was reserved of the budget for the first attempt.
    pub async fn extract(&self, extraction: &mut dyn PreparedExtraction, mut reserved: u64) -> Attempted {
        let mut waits = self.waits();
        let (mut usage, mut began_at) = (Usage::default(), Instant::now());
        loop {
            let cancelled = self.cancelled.clone();
            let may_ask_again = move || !cancelled.is_cancelled();
            let result = extraction.extract(&may_ask_again).await;
            let used = Extraction::usage_of(&result);
            self.budget.settle(reserved, used);
            usage += used;
            let Err(ExtractionError::Retryable { retry_after, .. }) = &result else {
                return Attempted { result: Some(result), usage, began_at };
            };
            let Some(wait) = waits.next() else {
                return Attempted { result: Some(result), usage, began_at };
            };
            began_at = Instant::now();
            let wait = wait.max(retry_after.unwrap_or_default().min(self.retry.longest_wait));
            tokio::select! {
                () = tokio::time::sleep(wait.max(extraction.reserve())) => {}
                () = self.no_more_calls.cancelled() => {
                    return Attempted { result: Some(result), usage, began_at };
                }
            }
            reserved = extraction.greatest_cost();
            if !self.budget.reserve(reserved) {
                return Attempted { result: None, usage, began_at };
            }
        }
    }

    fn waits(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.retry.first_wait)
            .with_max_delay(self.retry.longest_wait)
            .with_max_times(self.retry.retries)
            .build()
    }
}
