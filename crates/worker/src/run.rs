//! One run of a claimed job: read pending conversations, extract, record.

mod calls;
mod doubt;
mod extract;
mod health;
mod places;
mod preparation;
mod queue;
mod recording;
mod result;
mod sent;

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use error_reporter::Report;
use gleaner_extraction::Extractor;
use gleaner_persistence::jobs::{self, Claim, Wait};
use gleaner_persistence::{Database, Error};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::budget::RemainingBudget;
use crate::settings::Settings;
use extract::Extraction;

pub(crate) use queue::{Front, Queue};
pub(crate) use result::ResultSender;
pub(crate) use sent::Sent;

/// How many conversations are read from the database at once.
pub(crate) const PAGE: u64 = 100;
/// Why a job pauses whose conversations another job processes, a sentence.
pub(crate) const HELD_REASON: &str = "Another import is processing the same conversations.";
/// How often a run looks whether its job was cancelled, besides before each call.
const CANCEL_INTERVAL: Duration = Duration::from_secs(1);
/// How long a unit of work of the database may take. Its own timeouts are shorter, so after this time the connection is dead.
const LONGEST_STATEMENT: Duration = Duration::from_secs(90);

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RunEnd {
    /// Every conversation has an outcome.
    Done,
    /// The worker was told to stop.
    Stopped,
    /// A person cancelled the job.
    Cancelled,
    /// The next call may cost more than is left of the budget.
    BudgetSpent,
    /// The provider processes a batch of the job, or fails. No worker can do anything until it responds.
    Waiting(Wait),
    /// No conversation can be processed until a person acts. Contains the reason, a sentence.
    Fatal(String),
}

impl RunEnd {
    /// The job did not end within the time that it may take.
    pub fn too_late(allowed: Duration) -> Self {
        let minutes = allowed.as_secs() / 60;
        Self::Fatal(format!("The import did not end within {minutes} minutes. It can be retried."))
    }
}

/// What a run needs.
pub(crate) struct JobRun<'a> {
    pub db: &'a Database,
    pub extractor: &'a Arc<dyn Extractor>,
    pub settings: &'a Settings,
    pub claim: &'a Claim,
    pub budget: Arc<RemainingBudget>,
    pub stop: &'a CancellationToken,
    /// Cancelled when calls that run may end, but no further ones may be made.
    pub no_more_calls: CancellationToken,
}

impl JobRun<'_> {
    /// Reads what operators sent, then extracts and records until no conversation is pending.
    pub async fn run(&self) -> Result<RunEnd, Error> {
        let sent = tokio::select! {
            sent = Sent::read(self.db, self.claim.job) => sent?,
            () = self.stop.cancelled() => return Ok(RunEnd::Stopped),
            cancelled = self.cancelled() => return cancelled.map(|()| RunEnd::Cancelled),
        };
        self.recording(&sent, |results| self.extract(&sent, results)).await
    }

    async fn extract(&self, sent: &Sent, results: ResultSender) -> Result<RunEnd, Error> {
        Extraction::new(self, sent, &results).run().await
    }

    /// Returns once a person has cancelled the job. Looks from time to time.
    async fn cancelled(&self) -> Result<(), Error> {
        loop {
            tokio::time::sleep(CANCEL_INTERVAL).await;
            match in_time(jobs::is_cancelled(self.db, self.claim)).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(Error::LeaseLost) => return Err(Error::LeaseLost),
                // The next look may succeed.
                Err(error) => tracing::warn!(error = %Report::new(&error), "the job could not be read"),
            }
        }
    }

    /// How long the job may still take.
    fn remaining_time(&self) -> Duration {
        let deadline = self.settings.deadline;
        let elapsed = (Utc::now() - self.claim.started_at).to_std().unwrap_or_default();
        deadline.saturating_sub(elapsed)
    }

    fn too_late(&self) -> RunEnd {
        RunEnd::too_late(self.settings.deadline)
    }

    /// Returns once the worker was told to stop, and its grace is over.
    pub async fn stop_grace_is_over(&self) {
        self.stop.cancelled().await;
        tokio::time::sleep(self.settings.stop_grace).await;
    }
}

/// What the database returns, unless it takes too long.
async fn in_time<T>(statement: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(LONGEST_STATEMENT, statement).await.unwrap_or(Err(Error::NoResponse))
}
