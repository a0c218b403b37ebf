//! Extracting the conversations of a job, as fast as the pacing and the provider permit.

mod outcomes;
mod pauses;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use gleaner_domain::Usage;
use gleaner_persistence::Error;
use gleaner_persistence::jobs;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::calls::Calls;
use super::health::Health;
use super::places::Places;
use super::queue::{Front, Queue};
use super::result::ResultSender;
use super::sent::Sent;
use super::{JobRun, RunEnd, in_time};
use crate::attempts::{Attempts, RetryPolicy, UNREADABLE};

/// The longest pause after which the provider is asked again, even if it wants to be left alone for longer.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// How often a run looks whether conversations still wait for another job.
const HELD_INTERVAL: Duration = Duration::from_millis(500);

/// The extraction of one run.
pub(super) struct Extraction<'a> {
    run: &'a JobRun<'a>,
    results: &'a ResultSender,
    queue: Queue<'a>,
    attempts: Arc<Attempts>,
    calls: Calls,
    places: Places,
    /// When the provider is expected to accept the next call; `None` if no call is reserved.
    reserved_at: Option<Instant>,
    /// When the next extraction may start although no other one ends; `None` if only the end of another one permits it.
    next_start: Option<Instant>,
    /// Until when a pause is shown because the next conversation waits.
    shown_until: Option<Instant>,
    /// The pauses that follow refused calls, as long as none succeeds.
    pauses: ExponentialBackoff,
    health: Health,
    /// How the run ends once the calls that run have ended. They are waited for, since they are paid.
    end: Option<Result<RunEnd, Error>>,
}

impl<'a> Extraction<'a> {
    pub fn new(run: &'a JobRun<'a>, sent: &'a Sent, results: &'a ResultSender) -> Self {
        let attempts = Arc::new(Attempts {
            extractor: Arc::clone(run.extractor),
            sent: Arc::clone(&sent.statistics),
            retry: run.settings.retry,
            budget: Arc::clone(&run.budget),
            no_more_calls: run.no_more_calls.clone(),
            cancelled: CancellationToken::new(),
        });
        Self {
            run,
            results,
            queue: Queue::new(run.db, run.claim, sent, results),
            calls: Calls::new(Arc::clone(&attempts)),
            attempts,
            places: Places::new(run.extractor.pacing()),
            reserved_at: None,
            next_start: None,
            shown_until: None,
            pauses: pause_backoff(run.settings.retry),
            health: Health::new(run.claim.has_read, run.extractor.pacing().concurrency),
            end: None,
        }
    }

    /// Extracts until every conversation has a result, or until the run has to end before.
    pub async fn run(mut self) -> Result<RunEnd, Error> {
        let run = self.run;
        let remaining = run.remaining_time();
        if remaining.is_zero() {
            return Ok(run.too_late());
        }
        let deadline = Instant::now() + remaining;
        let (mut grace, mut cancelled) = (pin!(run.stop_grace_is_over()), pin!(run.cancelled()));
        loop {
            let is_exhausted = self.end.is_none() && self.fill().await;
            if self.calls.is_empty() {
                match self.end.take() {
                    Some(end) => return self.store_usage().await.and(end),
                    None if is_exhausted => return Ok(RunEnd::Done),
                    None => {}
                }
            }
            let (is_open, next_start) = (self.end.is_none(), self.next_start);
            tokio::select! {
                Some((queued, attempted)) = self.calls.next() => {
                    self.take_result(queued, attempted).await;
                    // Those that end together are followed by others together.
                    while let Some((queued, attempted)) = self.calls.try_next() {
                        self.take_result(queued, attempted).await;
                    }
                }
                () = sleep_until(next_start.unwrap_or(deadline)), if is_open && next_start.is_some() => {}
                () = run.stop.cancelled(), if is_open => self.finish(Ok(RunEnd::Stopped)),
                cancelled = &mut cancelled, if is_open => self.finish(cancelled.map(|()| RunEnd::Cancelled)),
                () = sleep_until(deadline), if is_open => self.finish(Ok(run.too_late())),
                () = &mut grace => return self.store_usage().await.map(|()| RunEnd::Stopped),
            }
        }
    }

    /// Starts as many extractions as may start now. Returns whether no conversation is left to start.
    async fn fill(&mut self) -> bool {
        if self.places.resume(Instant::now()) {
            self.store_pause(None).await;
        }
        // Extractions that start together need to know once whether the job was cancelled.
        let mut is_checked = false;
        while self.end.is_none() {
            if !self.places.are_free(Instant::now()) {
                self.queue.prepare(&self.attempts);
                self.next_start = self.places.next_free();
                return false;
            }
            let next = self.start_next(is_checked).await;
            if !matches!(next, Ok(Next::Held | Next::Later)) && self.shown_until.take().is_some() {
                self.store_pause(None).await;
            }
            match next {
                Ok(Next::Started) => is_checked = true,
                Ok(Next::Skipped) => is_checked = false,
                Ok(Next::Later) => {
                    self.show_rate_limit().await;
                    self.next_start = self.reserved_at;
                    return false;
                }
                Ok(Next::Held) => {
                    self.show_held().await;
                    self.next_start = Some(Instant::now() + HELD_INTERVAL);
                    return false;
                }
                Ok(Next::NothingLeft) => {
                    self.next_start = None;
                    return true;
                }
                Err(error) => self.finish(Err(error)),
            }
        }
        false
    }

    /// Starts the next extraction, unless the run has to end. Whether the job was cancelled is only read if it is not
    /// `is_checked`.
    async fn start_next(&mut self, is_checked: bool) -> Result<Next, Error> {
        let run = self.run;
        match self.queue.front().await? {
            Front::Open => {}
            Front::Held => {
                self.reserved_at = None;
                return Ok(Next::Held);
            }
            Front::Empty => {
                self.reserved_at = None;
                return Ok(Next::NothingLeft);
            }
        }
        let Some(extraction) = self.queue.prepared(&self.attempts).await else {
            self.queue.fail_front(UNREADABLE).await;
            return Ok(Next::Skipped);
        };
        let start = *self.reserved_at.get_or_insert_with(|| Instant::now() + extraction.reserve());
        if start > Instant::now() {
            return Ok(Next::Later);
        }
        let cost = extraction.greatest_cost();
        if !self.attempts.budget.reserve(cost) {
            // What calls that run have reserved may not be used up.
            self.reserved_at = None;
            if self.calls.is_empty() {
                self.finish(Ok(RunEnd::BudgetSpent));
            }
            return Ok(Next::Later);
        }
        if run.stop.is_cancelled() {
            self.finish(Ok(RunEnd::Stopped));
        } else if !is_checked && in_time(jobs::is_cancelled(run.db, run.claim)).await? {
            self.finish(Ok(RunEnd::Cancelled));
        } else if let Some(mut queued) = self.queue.take().await?
            && let Some(extraction) = queued.extraction.take()
        {
            self.reserved_at = None;
            self.places.take();
            self.calls.start(queued, extraction, cost);
            return Ok(Next::Started);
        }
        self.reserved_at = None;
        self.attempts.budget.settle(cost, Usage::default());
        Ok(Next::Skipped)
    }

    /// Starts nothing more. The first reason counts.
    fn finish(&mut self, end: Result<RunEnd, Error>) {
        if matches!(end, Ok(RunEnd::Cancelled)) {
            self.attempts.cancelled.cancel();
        }
        self.end.get_or_insert(end);
        self.calls.make_no_more();
    }

    /// Stores what was used for conversations that have no result yet, also by the calls that run.
    async fn store_usage(&self) -> Result<(), Error> {
        let used: Vec<_> = self.queue.used().into_iter().chain(self.calls.used()).collect();
        in_time(jobs::defer(self.run.db, self.run.claim, &used)).await
    }
}

/// What has become of the next conversation.
enum Next {
    Started,
    /// It needs no extraction, or the run ends.
    Skipped,
    /// It waits for the provider, or for calls that run.
    Later,
    /// It waits for another job.
    Held,
    NothingLeft,
}

fn pause_backoff(policy: RetryPolicy) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(policy.first_wait)
        .with_max_delay(policy.longest_wait)
        .without_max_times()
        .build()
}
