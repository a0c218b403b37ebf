//! Extracting the conversations of a job, as fast as the pacing and the provider permit.

use std::pin::pin;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use chrono::{TimeDelta, Utc};
use error_reporter::Report;
use gleaner_extraction::ExtractionError;
use gleaner_persistence::Error;
use gleaner_persistence::jobs::{self, Outcome, Pause};
use tokio::time::{Instant, sleep_until};

use super::calls::{Calls, Queued};
use super::places::Places;
use super::queue::Queue;
use super::result::ResultSender;
use super::sent::Sent;
use super::{JobRun, RunEnd};
use crate::attempts::{Attempted, RetryPolicy};

/// The longest pause after which the provider is asked again, even if it wants to be left alone for longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// The extraction of one run.
pub(super) struct Extraction<'a> {
    run: &'a JobRun<'a>,
    results: &'a ResultSender,
    queue: Queue<'a>,
    calls: Calls<'a>,
    places: Places,
    /// The pauses that follow refused calls, as long as none succeeds.
    pauses: ExponentialBackoff,
    /// How the run ends once the calls that run have ended. They are waited for, since they are paid.
    end: Option<Result<RunEnd, Error>>,
}

impl<'a> Extraction<'a> {
    pub fn new(run: &'a JobRun<'a>, sent: &'a Sent, results: &'a ResultSender) -> Self {
        Self {
            run,
            results,
            queue: Queue::new(run.db, run.claim.job, sent, results),
            calls: Calls::new(run.extractor, run.settings.retry, &sent.statistics),
            places: Places::new(run.extractor.pacing()),
            pauses: pauses(run.settings.retry),
            end: None,
        }
    }

    /// Extracts until every conversation has a result, or until the run has to end before.
    pub async fn run(mut self) -> Result<RunEnd, Error> {
        let run = self.run;
        let deadline = Instant::now() + run.remaining_time();
        let (mut grace, mut cancelled) = (pin!(run.stop_grace_is_over()), pin!(run.cancelled()));
        loop {
            let is_exhausted = self.end.is_none() && self.fill().await;
            if self.calls.is_empty() {
                match self.end.take() {
                    Some(end) => return end,
                    None if is_exhausted => return Ok(RunEnd::Done),
                    None => {}
                }
            }
            let (is_open, next_free) = (self.end.is_none(), self.places.next_free());
            tokio::select! {
                Some((queued, attempted)) = self.calls.next() => self.take_result(queued, attempted).await,
                () = sleep_until(next_free.unwrap_or(deadline)), if is_open && next_free.is_some() => {}
                () = run.stop.cancelled(), if is_open => self.finish(Ok(RunEnd::Stopped)),
                cancelled = &mut cancelled, if is_open => self.finish(cancelled.map(|()| RunEnd::Cancelled)),
                () = sleep_until(deadline), if is_open => self.finish(Ok(run.too_late())),
                () = &mut grace => return Ok(RunEnd::Stopped),
            }
        }
    }

    /// Starts as many extractions as may start now. Returns whether no conversation is left to start.
    async fn fill(&mut self) -> bool {
        if self.places.resume(Instant::now()) {
            self.store_pause(None).await;
        }
        while self.places.take(Instant::now()) {
            match self.next().await {
                Ok(Some(queued)) => self.calls.start(queued),
                Ok(None) => {
                    self.places.give_back();
                    return self.end.is_none();
                }
                Err(error) => {
                    self.places.give_back();
                    self.finish(Err(error));
                    return false;
                }
            }
        }
        false
    }

    /// The next conversation, unless the run has to end.
    async fn next(&mut self) -> Result<Option<Queued>, Error> {
        if self.run.stop.is_cancelled() {
            self.finish(Ok(RunEnd::Stopped));
        } else if jobs::is_cancelled(self.run.db, self.run.claim).await? {
            self.finish(Ok(RunEnd::Cancelled));
        } else {
            return self.queue.next().await;
        }
        Ok(None)
    }

    /// Starts nothing more. The first reason counts.
    fn finish(&mut self, end: Result<RunEnd, Error>) {
        self.end.get_or_insert(end);
        self.calls.make_no_more();
    }

    async fn take_result(&mut self, queued: Queued, attempted: Attempted) {
        let Attempted { result, mut usage } = attempted;
        usage += queued.usage;
        let outcome = match result {
            Err(ExtractionError::RateLimited { retry_after, reason, .. }) => {
                self.queue.put_back(Queued { item: queued.item, usage });
                return self.pause(retry_after, reason).await;
            }
            // Another run may succeed.
            Err(ExtractionError::Retryable { .. }) if self.end.is_some() => return self.places.give_back(),
            Ok(extraction) => Outcome::Extracted(extraction.extracted),
            Err(error) => {
                if let ExtractionError::Fatal { reason, .. } = &error {
                    self.finish(Ok(RunEnd::Fatal(reason.clone())));
                }
                Outcome::Failed(error.to_string())
            }
        };
        self.places.end_call(Instant::now());
        self.pauses = pauses(self.run.settings.retry);
        self.results.send(queued.item, outcome, usage).await;
    }

    /// Makes no calls until the provider may accept them again.
    async fn pause(&mut self, retry_after: Option<Duration>, reason: String) {
        let asked = retry_after.unwrap_or_default().min(LONGEST_PAUSE);
        let backoff = if self.places.is_paused() { None } else { self.pauses.next() };
        let wait = asked.max(backoff.unwrap_or_default());
        if !self.places.refuse(Instant::now() + wait) {
            return;
        }
        let until = Utc::now() + TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
        tracing::warn!(seconds = wait.as_secs_f64(), reason, "the job pauses");
        self.store_pause(Some(Pause { until, reason })).await;
    }

    /// Stores the pause for those who ask for the status of the job. If that fails, they do not see it.
    async fn store_pause(&self, pause: Option<Pause>) {
        if let Err(error) = jobs::set_pause(self.run.db, self.run.claim, pause.as_ref()).await {
            tracing::warn!(error = %Report::new(&error), "the pause of the job was not stored");
        }
    }
}

fn pauses(policy: RetryPolicy) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(policy.first_wait)
        .with_max_delay(policy.longest_wait)
        .without_max_times()
        .build()
}
