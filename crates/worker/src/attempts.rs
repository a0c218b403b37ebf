//! Retries of the extraction of one conversation.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use gleaner_domain::{Conversation, SentStatistics, Usage};
use gleaner_extraction::{Extraction, ExtractionError, Extractor};
use tokio_util::sync::CancellationToken;

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
    pub result: Result<Extraction, ExtractionError>,
    pub usage: Usage,
}

impl Attempted {
    /// The result of an attempt that panicked.
    pub fn panicked() -> Self {
        let usage = Usage::default();
        let reason = UNREADABLE.to_owned();
        Self { result: Err(ExtractionError::Permanent { reason, usage }), usage }
    }
}

/// Extracts a pattern, and tries again after errors that may not occur again, unless no more calls are to be made.
pub(crate) async fn extract(
    extractor: &dyn Extractor,
    conversation: &Conversation,
    sent: &SentStatistics,
    policy: RetryPolicy,
    no_more_calls: &CancellationToken,
) -> Attempted {
    let mut waits = ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(policy.first_wait)
        .with_max_delay(policy.longest_wait)
        .with_max_times(policy.retries)
        .build();
    let mut usage = Usage::default();
    loop {
        let result = extractor.extract(conversation, sent).await;
        usage += match &result {
            Ok(extraction) => extraction.usage,
            Err(error) => error.usage(),
        };
        let Err(ExtractionError::Retryable { retry_after, .. }) = &result else {
            return Attempted { result, usage };
        };
        let Some(wait) = waits.next() else {
            return Attempted { result, usage };
        };
        let asked = retry_after.unwrap_or_default().min(policy.longest_wait);
        tokio::select! {
            () = tokio::time::sleep(wait.max(asked)) => {}
            () = no_more_calls.cancelled() => return Attempted { result, usage },
        }
    }
}
