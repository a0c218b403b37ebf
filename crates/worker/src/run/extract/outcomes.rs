//! What becomes of a conversation after its extraction.

use gleaner_extraction::ExtractionError;
use gleaner_persistence::jobs::Outcome;
use tokio::time::Instant;

use super::pauses::Scope;
use super::{Extraction, pause_backoff};
use crate::attempts::Attempted;
use crate::run::RunEnd;
use crate::run::calls::Queued;

impl Extraction<'_> {
    pub(super) async fn take_result(&mut self, queued: Queued, attempted: Attempted) {
        let Attempted { result, mut usage, began_at } = attempted;
        let may_be_charged = usage.unmeasured_calls > 0;
        usage += queued.usage;
        let Some(result) = result else {
            self.queue.put_back(Queued { usage, ..queued });
            return self.places.give_back();
        };
        let outcome = match result {
            Err(ExtractionError::RateLimited { retry_after, reason, .. }) => {
                self.queue.put_back(Queued { usage, ..queued });
                return self.pause(Scope::AllJobs, retry_after, reason).await;
            }
            // Another run may succeed.
            Err(ExtractionError::Retryable { .. }) if self.end.is_some() => {
                self.queue.put_back(Queued { usage, ..queued });
                return self.places.give_back();
            }
            Err(ExtractionError::Retryable { is_outage: true, retry_after, reason, .. })
                if !may_be_charged && self.is_unavailable(&queued, began_at) =>
            {
                self.queue.put_back(Queued { usage, ..queued });
                if !self.places.is_paused() {
                    self.health.pause();
                }
                return self.pause(Scope::ThisJob, retry_after, reason).await;
            }
            Ok(extraction) => {
                self.health.succeed(began_at);
                Outcome::Extracted(extraction.extracted)
            }
            Err(error) => {
                if self.fails_always(&error) {
                    self.finish(Ok(RunEnd::Fatal(error.to_string())));
                }
                Outcome::Failed(error.to_string())
            }
        };
        self.places.end_call(Instant::now());
        self.pauses = pause_backoff(self.run.settings.retry);
        self.results.send(queued.item, outcome, usage).await;
    }

    fn is_unavailable(&mut self, queued: &Queued, began_at: Instant) -> bool {
        let is_last = self.calls.is_empty() && self.queue.is_empty();
        self.health.is_unavailable(queued.item.id, began_at, is_last)
    }

    /// Whether every further call would fail as well.
    fn fails_always(&mut self, error: &ExtractionError) -> bool {
        match error {
            ExtractionError::Fatal { .. } => true,
            ExtractionError::Permanent { reason, .. } => self.health.fails_always(reason),
            ExtractionError::Retryable { .. } | ExtractionError::RateLimited { .. } => false,
        }
    }
}
