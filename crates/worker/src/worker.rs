//! The loop: claim, keep the claim alive, work, finish or give the job back.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use gleaner_domain::{JobId, Problem, ProblemCode};
use gleaner_extraction::Extractor;
use gleaner_persistence::queue::{self, Claim, Lease};
use gleaner_persistence::{Database, Error};
use thiserror::Error;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::job::{JobEnd, JobRun};
use crate::settings::Settings;

/// How often a claim may end without a single finished conversation before the job is given up: it
/// must be the job that brings its workers down.
const MAX_FRUITLESS_CLAIMS: u32 = 5;
/// Heartbeats in the time of a lease: two may be lost before the lease is.
const HEARTBEATS_PER_LEASE: u32 = 3;

/// Works on jobs, one at a time.
#[derive(Clone)]
pub struct Worker {
    db: Database,
    extractor: Arc<dyn Extractor>,
    settings: Settings,
}

/// Why a worker gave a job back unfinished.
#[derive(Debug, Error)]
pub enum WorkerError {
    /// The database failed; the job stays in the queue.
    #[error("the job could not be worked on")]
    Store(#[from] Error),
}

impl Worker {
    /// A worker on `db` with `extractor`.
    pub fn new(db: Database, extractor: Arc<dyn Extractor>, settings: Settings) -> Self {
        Self { db, extractor, settings }
    }

    /// Works until told to stop. A database that fails is asked again: it may have restarted.
    pub async fn run(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            // In a task of its own: a panic must end this attempt, and not the worker.
            let (worker, stopping) = (self.clone(), stop.clone());
            match tokio::spawn(async move { worker.work_on_next(None, &stopping).await }).await {
                Ok(Ok(true)) => continue,
                Ok(Ok(false)) => {}
                Ok(Err(error)) => {
                    tracing::error!(error = source_chain(&error), "a job could not be worked on")
                }
                Err(_) => tracing::error!("working on a job has panicked"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(self.settings.poll_interval) => {}
            }
        }
    }

    /// Works until no job is left that nobody has.
    pub async fn run_until_idle(&self, stop: &CancellationToken) -> Result<(), WorkerError> {
        while !stop.is_cancelled() && self.work_on_next(None, stop).await? {}
        Ok(())
    }

    /// Works on one job, if nobody has it, and answers whether it could be claimed.
    pub async fn work_on(&self, job: JobId, stop: &CancellationToken) -> Result<bool, WorkerError> {
        self.work_on_next(Some(job), stop).await
    }

    async fn work_on_next(&self, only: Option<JobId>, stop: &CancellationToken) -> Result<bool, WorkerError> {
        let Some(claim) = queue::claim(&self.db, &self.lease(), only, Utc::now()).await? else {
            return Ok(false);
        };
        let span = tracing::info_span!("job", job.id = %claim.job, job.token = claim.token);
        match self.work(&claim, stop).instrument(span.clone()).await {
            Err(Error::LeaseLost) => {
                span.in_scope(|| tracing::warn!("the lease on the job is lost"));
                Ok(true)
            }
            // The lease ends by itself; whoever takes the job up then goes on from what is recorded.
            Err(error) => Err(error.into()),
            Ok(()) => Ok(true),
        }
    }

    fn lease(&self) -> Lease {
        let duration = TimeDelta::from_std(self.settings.lease).unwrap_or(TimeDelta::MAX);
        Lease { owner: self.settings.owner.clone(), duration, extractor: self.extractor.kind() }
    }

    async fn work(&self, claim: &Claim, stop: &CancellationToken) -> Result<(), Error> {
        if claim.fruitless > MAX_FRUITLESS_CLAIMS {
            let sentence =
                format!("The job was given up after {MAX_FRUITLESS_CLAIMS} attempts without progress.");
            let problem = Problem::new(ProblemCode::Internal, sentence);
            tracing::error!("the job is given up");
            return queue::fail(&self.db, claim, &problem, Utc::now()).await;
        }
        tracing::info!(extractor = self.extractor.kind().as_str(), "working on the job");
        let run = JobRun { db: &self.db, extractor: &self.extractor, settings: &self.settings, claim, stop };
        let end = tokio::select! {
            end = run.run() => end?,
            lost = self.keep_alive(claim) => return Err(lost),
        };
        self.conclude(claim, end).await
    }

    /// Extends the lease until it is lost: to another worker, or because no heartbeat went well for
    /// so long that another may have the job.
    async fn keep_alive(&self, claim: &Claim) -> Error {
        let lease = self.lease();
        let mut held_until = Instant::now() + self.settings.lease;
        loop {
            tokio::time::sleep(self.settings.lease / HEARTBEATS_PER_LEASE).await;
            let beat = Instant::now();
            match timeout_at(held_until, queue::extend(&self.db, claim, &lease, Utc::now())).await {
                Ok(Ok(())) => held_until = beat + self.settings.lease,
                Ok(Err(Error::LeaseLost)) | Err(_) => return Error::LeaseLost,
                // The next one may go well.
                Ok(Err(error)) => tracing::warn!(error = source_chain(&error), "a heartbeat failed"),
            }
        }
    }

    async fn conclude(&self, claim: &Claim, end: JobEnd) -> Result<(), Error> {
        match end {
            JobEnd::Done => {
                let status = queue::finish(&self.db, claim, Utc::now()).await?;
                tracing::info!(status = status.as_str(), "the job is finished");
            }
            JobEnd::Stopped => {
                queue::release(&self.db, claim).await?;
                tracing::info!("the job is given back");
            }
            JobEnd::Fatal(reason) => {
                tracing::error!(reason, "the job has failed");
                let problem = Problem::new(ProblemCode::ExtractionFailed, reason);
                queue::fail(&self.db, claim, &problem, Utc::now()).await?;
            }
        }
        Ok(())
    }
}

/// An error with its causes, in one line.
fn source_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
