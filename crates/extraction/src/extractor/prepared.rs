//! The extraction of one conversation.

use std::time::Duration;

use async_trait::async_trait;

use super::{Extraction, ExtractionError};

/// Whether a further call may be made for a conversation.
pub type MayAskAgain = dyn Fn() -> bool + Send + Sync;

/// The extraction of one conversation, ready to be made.
#[async_trait]
pub trait PreparedExtraction: Send + Sync {
    /// Reserves the extraction within the rate limits of the provider. Returns how long to wait before it. An extraction that
    /// was not reserved is accepted as well, but more calls may be refused.
    fn reserve(&mut self) -> Duration {
        Duration::ZERO
    }

    /// The most that one attempt can cost, in billionths of a US dollar. 0 without a language model, or if its price is not
    /// known.
    fn greatest_cost(&self) -> u64 {
        0
    }

    /// Extracts. A second call, after a response that breaks a rule, is only made if `may_ask_again` returns true. If the
    /// second call fails, another attempt repeats only that one.
    ///
    /// # Errors
    ///
    /// Returns an [`ExtractionError`] whose variant tells the caller whether to retry, to go on with the next
    /// conversation, or to stop.
    async fn extract(&mut self, may_ask_again: &MayAskAgain) -> Result<Extraction, ExtractionError>;
}
