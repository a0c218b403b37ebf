//! Trying a conversation again when it may go well the next time.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use gleaner_domain::{Conversation, Usage};
use gleaner_extraction::{Extraction, ExtractionError, Extractor};

/// How often, and how long in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts after the first.
    pub retries: usize,
    /// The wait before the first retry; it doubles each time, with jitter.
    pub first_wait: Duration,
    /// The longest wait, also where the provider asks for more.
    pub longest_wait: Duration,
}

/// What came of a conversation after all attempts, and what they cost together.
#[derive(Debug)]
pub(crate) struct Attempted {
    pub result: Result<Extraction, ExtractionError>,
    pub usage: Usage,
}

impl Attempted {
    /// What came of an attempt that panicked.
    pub fn panicked() -> Self {
        let usage = Usage::default();
        let reason = "The conversation could not be read.".to_owned();
        Self { result: Err(ExtractionError::Permanent { reason, usage }), usage }
    }
}

/// Extracts, trying again while it may help.
pub(crate) async fn extract(
    extractor: &dyn Extractor,
    conversation: &Conversation,
    policy: RetryPolicy,
) -> Attempted {
    let mut waits = ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(policy.first_wait)
        .with_max_delay(policy.longest_wait)
        .with_max_times(policy.retries)
        .build();
    let mut usage = Usage::default();
    loop {
        let result = extractor.extract(conversation).await;
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
        tokio::time::sleep(wait.max(asked)).await;
    }
}
