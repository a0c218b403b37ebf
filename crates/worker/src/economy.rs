//! One run of a job in the mode economy: submit its conversations as a batch, or ask for the batch that an earlier run has
//! submitted, and record its answers. While the provider processes a batch, no worker has the job.

mod answers;
mod submission;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_extraction::{BatchExtractor, BatchState, EndedBatch, ExtractionError, FoundBatch};
use gleaner_persistence::Error;
use gleaner_persistence::jobs::{self, Batch, Batches, Wait};

use crate::run::{JobRun, RunEnd, Sent};
use answers::Reading;

/// How long a provider may take for a batch.
const BATCH_WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// How many batches a conversation is in before it fails: one may expire.
const MAX_TRIES: u32 = 2;
/// The longest wait that a provider can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);
/// The longest interval, unless the setting is longer.
const LONGEST_INTERVAL: Duration = Duration::from_secs(3_600);
/// The interval between two checks of a batch is multiplied by the hours that the batch takes, at most by this number.
const MAX_INTERVALS: u32 = 12;

/// One run of a job in the mode economy.
pub(crate) struct Economy<'a> {
    run: &'a JobRun<'a>,
    provider: &'a dyn BatchExtractor,
}

/// What follows a step of a run.
enum Step {
    Next,
    End(RunEnd),
}

impl<'a> Economy<'a> {
    pub fn new(run: &'a JobRun<'a>, provider: &'a dyn BatchExtractor) -> Self {
        Self { run, provider }
    }

    /// Takes steps until the job has ended, or waits for the provider.
    pub async fn run(&self) -> Result<RunEnd, Error> {
        tokio::select! {
            end = self.steps() => end,
            () = self.run.stop_grace_is_over() => Ok(RunEnd::Stopped),
        }
    }

    async fn steps(&self) -> Result<RunEnd, Error> {
        while !self.run.stop.is_cancelled() {
            let batches = jobs::batches(self.run.db, self.run.claim).await?;
            let step = match &batches.current {
                None if self.is_cancelled().await? => Step::End(RunEnd::Cancelled),
                None => self.submit(&batches, None).await?,
                Some(batch) => match &batch.id {
                    None => self.find(&batches, batch).await?,
                    Some(id) => self.ask(&batches, batch, id).await?,
                },
            };
            if let Step::End(end) = step {
                return Ok(end);
            }
        }
        Ok(RunEnd::Stopped)
    }

    /// Looks for a batch whose id did not arrive, since the worker that submitted it was killed, or a response was lost.
    async fn find(&self, batches: &Batches, batch: &Batch) -> Result<Step, Error> {
        let found = match self.provider.find(&batch.key.to_string(), batch.begun_at.into()).await {
            Ok(found) => found,
            Err(error) => return self.wait_after(&error, batches).await,
        };
        // Of several ones, the first, unless it has no results.
        match found.iter().rev().find(|batch| !batch.is_failed).or(found.last()) {
            Some(FoundBatch { id, .. }) => {
                tracing::info!(batch = id, "found a batch whose id did not arrive");
                jobs::batch_submitted(self.run.db, self.run.claim, id).await?;
                Ok(Step::Next)
            }
            None if self.is_cancelled().await? => self.drop_batch(Step::Next).await,
            None => self.submit(batches, Some(batch.key)).await,
        }
    }

    /// Cancels other batches with the same key: a worker that was suspended for longer than its lease can submit one after
    /// another worker has.
    async fn cancel_others(&self, batch: &Batch, id: &str) {
        match self.provider.find(&batch.key.to_string(), batch.begun_at.into()).await {
            Ok(found) => {
                for other in found.iter().filter(|found| found.is_running && found.id != id) {
                    self.cancel(&other.id).await;
                }
            }
            Err(error) => tracing::warn!(reason = %error, "other batches were not looked for"),
        }
    }

    async fn cancel(&self, id: &str) {
        if let Err(error) = self.provider.cancel(id).await {
            tracing::warn!(batch = id, reason = %error, "the batch was not cancelled");
        }
    }

    /// Asks for the state of a batch.
    async fn ask(&self, batches: &Batches, batch: &Batch, id: &str) -> Result<Step, Error> {
        self.cancel_others(batch, id).await;
        match self.provider.state(id).await {
            Ok(BatchState::Running) => self.wait_for(batches, batch, id).await,
            Ok(BatchState::Ended(ended)) => self.record(batches, batch, &ended).await,
            Ok(BatchState::Refused(error)) => self.end_refused(&error, batches).await,
            Err(error) => self.wait_after(&error, batches).await,
        }
    }

    async fn wait_for(&self, batches: &Batches, batch: &Batch, id: &str) -> Result<Step, Error> {
        let (is_cancelled, is_late) = (self.is_cancelled().await?, self.is_late(batches));
        if is_cancelled || is_late {
            self.cancel(id).await;
        }
        if is_late {
            return Ok(Step::End(self.late(batches, is_cancelled)));
        }
        let interval = self.run.settings.economy_poll;
        let grown = (interval * growth(batch.begun_at, Utc::now())).min(LONGEST_INTERVAL.max(interval));
        let duration = if is_cancelled { interval } else { grown };
        Ok(waiting(duration, None, is_cancelled))
    }

    /// Records the answers of a batch that has ended.
    async fn record(&self, batches: &Batches, batch: &Batch, ended: &EndedBatch) -> Result<Step, Error> {
        let answers = match self.provider.answers(ended).await {
            Ok(answers) => answers,
            Err(error) => return self.wait_after(&error, batches).await,
        };
        let sent = Sent::read(self.run.db, self.run.claim.job).await?;
        let is_cancelled = self.is_cancelled().await?;
        let reading = Reading { economy: self, sent: &sent, answers, ended, is_cancelled };
        let Some(read) = self.run.recording(&sent, |results| reading.run(batch.key, results)).await? else {
            return Ok(Step::End(RunEnd::Stopped));
        };
        jobs::end_batch(self.run.db, self.run.claim, &read.deferred).await?;
        if let Err(error) = self.provider.delete(ended).await {
            tracing::info!(reason = %error, "the files of a batch were not deleted; they expire");
        }
        Ok(read.fatal.map_or(Step::Next, |reason| Step::End(RunEnd::Fatal(reason))))
    }

    /// The provider has not processed the batch, and charges nothing.
    async fn end_refused(&self, error: &ExtractionError, batches: &Batches) -> Result<Step, Error> {
        tracing::warn!(reason = %error, "the batch was refused");
        let next = match error {
            _ if self.is_cancelled().await? => Step::Next,
            ExtractionError::RateLimited { .. } | ExtractionError::Retryable { .. } => {
                self.wait_after(error, batches).await?
            }
            _ => Step::End(RunEnd::Fatal(error.to_string())),
        };
        self.drop_batch(next).await
    }

    async fn drop_batch(&self, next: Step) -> Result<Step, Error> {
        jobs::drop_batch(self.run.db, self.run.claim).await?;
        Ok(next)
    }

    /// Waits until the provider may respond again, as long as the job has time.
    async fn wait_after(&self, error: &ExtractionError, batches: &Batches) -> Result<Step, Error> {
        tracing::warn!(reason = %error, "the provider of batches failed");
        let is_cancelled = self.is_cancelled().await?;
        if self.is_late(batches) {
            return Ok(Step::End(self.late(batches, is_cancelled)));
        }
        let asked = match error {
            ExtractionError::RateLimited { retry_after, .. }
            | ExtractionError::Retryable { retry_after, .. } => {
                retry_after.unwrap_or_default().min(LONGEST_WAIT)
            }
            ExtractionError::Permanent { .. } | ExtractionError::Fatal { .. } => Duration::ZERO,
        };
        Ok(waiting(asked.max(self.run.settings.economy_poll), Some(error.to_string()), is_cancelled))
    }

    async fn is_cancelled(&self) -> Result<bool, Error> {
        jobs::is_cancelled(self.run.db, self.run.claim).await
    }

    /// How long the job may take: each batch adds its own time.
    fn allowed(&self, batches: &Batches) -> Duration {
        let submitted = batches.ended + u32::from(batches.current.is_some());
        self.run.settings.deadline + BATCH_WINDOW * submitted
    }

    fn is_late(&self, batches: &Batches) -> bool {
        self.elapsed() >= self.allowed(batches)
    }

    fn elapsed(&self) -> Duration {
        (Utc::now() - self.run.claim.started_at).to_std().unwrap_or_default()
    }

    /// Whether the time of the job is over. One that has submitted nothing may have waited for two batches of another job.
    fn is_too_late_to_submit(&self, batches: &Batches) -> bool {
        let waited = if batches.ended == 0 { 2 * BATCH_WINDOW } else { Duration::ZERO };
        self.elapsed() >= self.allowed(batches) + waited
    }

    fn late(&self, batches: &Batches, is_cancelled: bool) -> RunEnd {
        if is_cancelled { RunEnd::Cancelled } else { RunEnd::too_late(self.allowed(batches)) }
    }
}

/// Cancels the batch of a job that ends without its results. If that fails, the batch ends by itself.
pub(crate) async fn abandon(run: &JobRun<'_>, provider: &dyn BatchExtractor) -> Result<(), Error> {
    let Some(batch) = jobs::batches(run.db, run.claim).await?.current else { return Ok(()) };
    let economy = Economy::new(run, provider);
    if let Some(id) = &batch.id {
        economy.cancel(id).await;
    }
    economy.cancel_others(&batch, batch.id.as_deref().unwrap_or_default()).await;
    Ok(())
}

fn waiting(duration: Duration, reason: Option<String>, is_cancelled: bool) -> Step {
    let duration = TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
    Step::End(RunEnd::Waiting(Wait { duration, reason, is_cancelled }))
}

/// The factor of the interval before a batch is checked again.
fn growth(begun_at: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    u32::try_from((now - begun_at).num_hours()).unwrap_or(0).clamp(1, MAX_INTERVALS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_asked_for_less_often_the_longer_it_takes() {
        let begun_at = DateTime::<Utc>::UNIX_EPOCH;
        let growth = |hours| growth(begun_at, begun_at + TimeDelta::hours(hours));
        assert_eq!([-1, 0, 1, 2, 6, 12, 24].map(growth), [1, 1, 1, 2, 6, 12, 12]);
    }
}
