//! The pauses of an extraction, and what the status of the job says about them.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use error_reporter::Report;
use gleaner_persistence::jobs::{self, Pause};
use tokio::time::Instant;

use super::{Extraction, LONGEST_PAUSE};
use crate::run::{HELD_REASON, in_time};

/// Why a job pauses that may make no call yet, a sentence.
const RATE_LIMIT_REASON: &str = "The language model limits the rate of calls.";

/// How long the pause of a job that waits for another one is shown. It is renewed when half of it is over.
const HELD_PAUSE: Duration = Duration::from_secs(10);
/// Shorter waits for the rate limits of the provider are not shown as a pause.
const SHORT_WAIT: Duration = Duration::from_secs(5);

/// Which jobs of the process a pause concerns.
#[derive(PartialEq, Eq)]
pub(super) enum Scope {
    /// The calls of others may succeed.
    ThisJob,
    /// Rate limits are shared.
    AllJobs,
}

impl Extraction<'_> {
    /// Makes no calls until the provider may accept them again.
    pub(super) async fn pause(&mut self, scope: Scope, retry_after: Option<Duration>, reason: String) {
        let asked = retry_after.unwrap_or_default().min(LONGEST_PAUSE);
        let backoff = if self.places.is_paused() { None } else { self.pauses.next() };
        let wait = asked.max(backoff.unwrap_or_default());
        if scope == Scope::AllJobs {
            self.run.extractor.pause(wait);
        }
        if !self.places.refuse(Instant::now() + wait) {
            return;
        }
        tracing::warn!(seconds = wait.as_secs_f64(), reason, "the job pauses");
        self.store_pause(Some(pause(wait, reason))).await;
    }

    /// Shows that the next conversation waits for another job.
    pub(super) async fn show_held(&mut self) {
        self.show_pause(Instant::now() + HELD_PAUSE, HELD_REASON).await;
    }

    /// Shows that the rate limits delay the next call, for example because a call of another job was refused.
    pub(super) async fn show_rate_limit(&mut self) {
        if let Some(start) = self.reserved_at.filter(|start| *start > Instant::now() + SHORT_WAIT) {
            self.show_pause(start, RATE_LIMIT_REASON).await;
        }
    }

    /// Shows why no call is made, unless calls run or that is shown.
    async fn show_pause(&mut self, until: Instant, reason: &str) {
        let is_shown = self.shown_until.is_some_and(|shown| shown + HELD_PAUSE / 2 >= until);
        if is_shown || !self.calls.is_empty() {
            return;
        }
        self.shown_until = Some(until);
        let wait = until.saturating_duration_since(Instant::now());
        self.store_pause(Some(pause(wait, reason.to_owned()))).await;
    }

    /// Stores the pause for those who ask for the status of the job. If that fails, they do not see it.
    pub(super) async fn store_pause(&self, pause: Option<Pause>) {
        let stored = in_time(jobs::set_pause(self.run.db, self.run.claim, pause.as_ref()));
        if let Err(error) = stored.await {
            tracing::warn!(error = %Report::new(&error), "the pause of the job was not stored");
        }
    }
}

fn pause(wait: Duration, reason: String) -> Pause {
    let until = Utc::now() + TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
    Pause { until, reason }
}
