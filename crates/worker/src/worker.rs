//! The loop of a worker: claim a job, extend its lease, process it, end or release it.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use error_reporter::Report;
use futures_util::future::join_all;
use gleaner_domain::{ImportMode, JobId, Problem, ProblemCode};
use gleaner_extraction::{BatchExtractor, Extractor};
use gleaner_persistence::jobs::{self, Claim, Lease, Release};
use gleaner_persistence::{Database, Error};
use thiserror::Error;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::budget::RemainingBudget;
use crate::economy::{self, Economy};
use crate::run::{JobRun, RunEnd};
use crate::settings::Settings;
use crate::sweep::Sweep;

/// Heartbeats during one lease: it survives the loss of two, since the third comes before it expires.
const HEARTBEATS_PER_LEASE: u32 = 4;

/// Processes jobs.
#[derive(Clone)]
pub struct Worker {
    db: Database,
    extractor: Arc<dyn Extractor>,
    settings: Settings,
}

/// Why a worker could not process a job.
#[derive(Debug, Error)]
pub enum WorkerError {
    /// The database failed. The job stays in the queue.
    #[error("the job could not be processed")]
    Store(#[from] Error),
}

impl Worker {
    /// A worker on `db` that extracts with `extractor`.
    pub fn new(db: Database, extractor: Arc<dyn Extractor>, settings: Settings) -> Self {
        Self { db, extractor, settings }
    }

    /// Processes jobs until it is told to stop, as many at the same time as its settings permit. After an error of the
    /// database it tries again.
    pub async fn run(&self, stop: &CancellationToken) {
        let jobs = (0..self.settings.concurrent_jobs).map(|_| self.process_jobs(stop));
        let sweep = self.sweep();
        tokio::join!(sweep.run(stop), join_all(jobs));
    }

    fn sweep(&self) -> Sweep<'_> {
        Sweep { db: &self.db, retention: self.settings.retention, merge: self.settings.merge }
    }

    /// Processes jobs one after the other.
    async fn process_jobs(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            // In a task of its own, so that a panic ends this attempt and not the worker.
            let (worker, stopping) = (self.clone(), stop.clone());
            match tokio::spawn(async move { worker.process_next(None, &stopping).await }).await {
                Ok(Ok(true)) => continue,
                Ok(Ok(false)) => {}
                Ok(Err(error)) => {
                    tracing::error!(error = %Report::new(&error), "a job could not be processed")
                }
                Err(_) => tracing::error!("processing a job panicked"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(self.settings.poll_interval) => {}
            }
        }
    }

    /// Processes jobs until there is none that can be claimed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn run_until_idle(&self, stop: &CancellationToken) -> Result<(), WorkerError> {
        while !stop.is_cancelled() && self.process_next(None, stop).await? {}
        Ok(())
    }

    /// Processes one job. Returns `false` if it cannot be claimed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn process(&self, job: JobId, stop: &CancellationToken) -> Result<bool, WorkerError> {
        self.process_next(Some(job), stop).await
    }

    async fn process_next(&self, only: Option<JobId>, stop: &CancellationToken) -> Result<bool, WorkerError> {
        let Some(claim) = jobs::claim(&self.db, &self.lease(), only).await? else {
            return Ok(false);
        };
        let span = tracing::info_span!("job", job.id = %claim.job, job.token = claim.token);
        match self.process_claimed(&claim, stop).instrument(span.clone()).await {
            Err(Error::LeaseLost) => {
                span.in_scope(|| tracing::warn!("the lease on the job is lost"));
                Ok(true)
            }
            Err(error) => {
                self.release_after(&claim, &error).instrument(span).await;
                Err(error.into())
            }
            Ok(()) => {
                self.sweep().after_job(stop).await;
                Ok(true)
            }
        }
    }

    /// Releases the job after an error, so that no worker waits for the lease to expire. If that fails as well,
    /// the lease expires.
    async fn release_after(&self, claim: &Claim, error: &Error) {
        let is_due_to_database = error.is_outage() || error.is_transient();
        let reason = if is_due_to_database { Release::NotTheJob } else { Release::FailedAttempt };
        if let Err(error) = jobs::release(&self.db, claim, reason).await {
            tracing::warn!(error = %Report::new(&error), "the job could not be released");
        }
    }

    fn lease(&self) -> Lease {
        let duration = TimeDelta::from_std(self.settings.lease).unwrap_or(TimeDelta::MAX);
        Lease {
            owner: self.settings.owner.clone(),
            duration,
            extractor: self.extractor.kind(),
            model: self.extractor.model().map(str::to_owned),
        }
    }

    async fn process_claimed(&self, claim: &Claim, stop: &CancellationToken) -> Result<(), Error> {
        let run = JobRun {
            db: &self.db,
            extractor: &self.extractor,
            settings: &self.settings,
            claim,
            budget: Arc::new(RemainingBudget::of(claim, self.extractor.as_ref())),
            stop,
            no_more_calls: stop.child_token(),
        };
        // Without a provider of batches, the conversations are extracted one by one.
        let provider = self.extractor.batches().filter(|_| claim.mode == ImportMode::Economy);
        if let Some(problem) = self.refusal(claim) {
            tracing::error!(reason = problem.sentence, "giving up the job");
            if let Some(provider) = provider {
                economy::abandon(&run, provider).await?;
            }
            return jobs::fail(&self.db, claim, &problem, Utc::now()).await;
        }
        tracing::info!(extractor = self.extractor.kind().as_str(), "processing the job");
        let end = tokio::select! {
            end = process(&run, provider) => end?,
            lost = self.keep_alive(claim) => return Err(lost),
        };
        self.end(claim, end).await
    }

    /// Why a claimed job is not processed.
    fn refusal(&self, claim: &Claim) -> Option<Problem> {
        let max_attempts = self.settings.max_failed_attempts;
        if claim.failed_attempts > max_attempts {
            let sentence = format!(
                "The job was given up after {max_attempts} attempts without progress. It can be retried."
            );
            return Some(Problem::new(ProblemCode::Internal, sentence));
        }
        let sentence = "The import has a budget, but the price of the language model is not known. Please set OPENAI_PRICES.";
        let is_unbounded = claim.budget.is_some() && !self.extractor.has_price();
        is_unbounded.then(|| Problem::new(ProblemCode::ExtractionFailed, sentence))
    }

    /// Extends the lease until another worker has the job. While the database cannot be reached, nobody can claim the job,
    /// unless only this worker is cut off; then its writes are refused by the fencing token. So results that are paid for
    /// are kept until the database says whose job it is.
    async fn keep_alive(&self, claim: &Claim) -> Error {
        let (lease, period) = (self.lease(), self.settings.lease / HEARTBEATS_PER_LEASE);
        let mut beats = interval_at(Instant::now() + period, period);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beats.tick().await;
            match timeout(period, jobs::extend(&self.db, claim, &lease)).await {
                Ok(Ok(())) => {}
                Ok(Err(Error::LeaseLost)) => return Error::LeaseLost,
                // The next one may succeed.
                Ok(Err(error)) => tracing::warn!(error = %Report::new(&error), "a heartbeat failed"),
                Err(_) => tracing::warn!("a heartbeat takes too long"),
            }
        }
    }

    async fn end(&self, claim: &Claim, end: RunEnd) -> Result<(), Error> {
        match end {
            RunEnd::Done => {
                let status = jobs::finish(&self.db, claim, Utc::now()).await?;
                tracing::info!(status = status.as_str(), "the job ended");
            }
            RunEnd::Stopped => {
                jobs::release(&self.db, claim, Release::NotTheJob).await?;
                tracing::info!("the job is released");
            }
            RunEnd::Cancelled => {
                jobs::finish_cancelled(&self.db, claim, Utc::now()).await?;
                tracing::info!("the job is cancelled");
            }
            RunEnd::BudgetSpent => {
                let status = jobs::finish_over_budget(&self.db, claim, Utc::now()).await?;
                tracing::info!(status = status.as_str(), "the job ended: its budget is spent");
            }
            RunEnd::Waiting(wait) => {
                jobs::release_for(&self.db, claim, &wait).await?;
                tracing::info!(seconds = wait.duration.num_seconds(), "the job waits for its provider");
            }
            RunEnd::Fatal(reason) => {
                tracing::error!(reason, "the job failed");
                let problem = Problem::new(ProblemCode::ExtractionFailed, reason);
                jobs::fail(&self.db, claim, &problem, Utc::now()).await?;
            }
        }
        Ok(())
    }
}

async fn process(run: &JobRun<'_>, provider: Option<&dyn BatchExtractor>) -> Result<RunEnd, Error> {
    match provider {
        Some(provider) => Economy::new(run, provider).run().await,
        None => run.run().await,
    }
}
