//! One run of a claimed job: read pending conversations, extract, record.

mod calls;
mod doubt;
mod extract;
mod health;
mod places;
mod preparation;
mod queue;
mod result;
mod sent;

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::Utc;
use error_reporter::Report;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use gleaner_extraction::Extractor;
use gleaner_extraction::redaction::preview;
use gleaner_persistence::jobs::{self, Claim, Outcome, Recorder, Wait};
use gleaner_persistence::{Database, Error};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::budget::RemainingBudget;
use crate::settings::Settings;
use doubt::Doubts;
use extract::Extraction;
use result::ConversationResult;

pub(crate) use queue::{Front, Queue};
pub(crate) use result::ResultSender;
pub(crate) use sent::Sent;

/// How many conversations are read from the database at once.
pub(crate) const PAGE: u64 = 100;
/// Why a job pauses whose conversations another job processes, a sentence.
pub(crate) const HELD_REASON: &str = "Another import is processing the same conversations.";
/// Why a job pauses that may make no call yet, a sentence.
const RATE_LIMIT_REASON: &str = "The language model limits the rate of calls.";
/// How often a run looks whether its job was cancelled, besides before each call.
const CANCEL_INTERVAL: Duration = Duration::from_secs(1);
/// How often a write is tried again after a transient error, or while the database cannot be reached: for more than five
/// minutes, since the result is paid for.
const WRITE_RETRIES: usize = 160;
/// The wait before the first of these retries. It doubles each time, with jitter.
const FIRST_WRITE_WAIT: Duration = Duration::from_millis(20);
/// The longest wait between them, without jitter.
const LONGEST_WRITE_WAIT: Duration = Duration::from_secs(2);

/// How long a worker that has to stop tries to record the last results.
const RECORDING_GRACE: Duration = Duration::from_millis(1_500);

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

    /// Extracts and records at the same time.
    pub async fn recording<T, F>(
        &self,
        sent: &Sent,
        extract: impl FnOnce(ResultSender) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let (sender, receiver) = result::channel(self.extractor.pacing().max_unrecorded);
        let (mut extracting, mut recording) = (pin!(extract(sender)), pin!(self.record_all(sent, receiver)));
        let (mut grace, mut is_grace_over) = (pin!(self.recording_grace_is_over()), false);
        let extracted = loop {
            tokio::select! {
                extracted = &mut extracting => break extracted,
                // Recording only ends before extraction if it fails, or if extraction has just ended.
                recorded = &mut recording => {
                    recorded?;
                    return extracting.await;
                }
                () = &mut grace, if !is_grace_over => is_grace_over = true,
            }
        };
        // Also after an error, the results that are waiting are recorded: they are paid for.
        tokio::select! {
            recorded = recording => recorded.and(extracted),
            () = async { if !is_grace_over { grace.await } } => {
                tracing::warn!("results were not recorded before the worker had to stop");
                extracted
            }
        }
    }

    async fn record_all(
        &self,
        sent: &Sent,
        mut results: mpsc::Receiver<ConversationResult>,
    ) -> Result<(), Error> {
        let recorder = Recorder::new(self.db, self.claim, self.settings.merge, preview);
        let doubts = Doubts::new(self);
        // A slow question about one result does not hold up the others.
        let (mut in_doubt, mut is_open) = (FuturesUnordered::new(), true);
        let most_in_doubt = self.extractor.pacing().concurrency;
        let mut settled = VecDeque::new();
        loop {
            while let Some(result) = settled.pop_front() {
                let mut recording = pin!(record_or_refuse(&recorder, sent, result));
                loop {
                    tokio::select! {
                        recorded = &mut recording => break recorded?,
                        // They go on meanwhile: one of them may have the connection that recording needs.
                        Some(result) = in_doubt.next() => settled.push_back(result),
                    }
                }
            }
            tokio::select! {
                received = results.recv(), if is_open && in_doubt.len() < most_in_doubt => match received {
                    Some(result) if doubts.may_concern(&result) => in_doubt.push(doubts.settle(result)),
                    Some(result) => settled.push_back(result),
                    None => is_open = false,
                },
                Some(result) = in_doubt.next() => settled.push_back(result),
                else => return Ok(()),
            }
        }
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

    /// Returns once the worker was told to stop, and results have to be dropped that the database does not accept.
    async fn recording_grace_is_over(&self) {
        self.stop_grace_is_over().await;
        tokio::time::sleep(RECORDING_GRACE).await;
    }
}

async fn record_or_refuse(
    recorder: &Recorder<'_>,
    sent: &Sent,
    result: ConversationResult,
) -> Result<(), Error> {
    match record(recorder, sent, &result).await {
        Err(error) if error.is_permanent() => record_refused(recorder, sent, result, &error).await,
        recorded => recorded,
    }
}

/// What the database returns, unless it takes too long.
async fn in_time<T>(statement: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(LONGEST_STATEMENT, statement).await.unwrap_or(Err(Error::NoResponse))
}

async fn record(recorder: &Recorder<'_>, sent: &Sent, result: &ConversationResult) -> Result<(), Error> {
    let ConversationResult { item, outcome, usage } = result;
    let keys = sent.keys(item).unwrap_or_default();
    let backoff = ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(FIRST_WRITE_WAIT)
        .with_max_delay(LONGEST_WRITE_WAIT)
        .with_max_times(WRITE_RETRIES);
    let record = || in_time(recorder.record(item, keys, outcome, *usage, Utc::now()));
    record.retry(backoff).when(|error| error.is_transient() || error.is_outage()).await?;
    tracing::debug!(conversation.id = item.id, "recorded the outcome of a conversation");
    Ok(())
}

/// Fails one conversation whose outcome the database will never accept, so that the job continues.
async fn record_refused(
    recorder: &Recorder<'_>,
    sent: &Sent,
    refused: ConversationResult,
    error: &Error,
) -> Result<(), Error> {
    let error_chain = Report::new(error);
    tracing::error!(conversation.id = refused.item.id, error = %error_chain, "the outcome was refused");
    let reason = match error {
        Error::DuplicateSignature => "Another pattern already has this trigger.",
        _ => "The pattern could not be stored.",
    };
    let refused = ConversationResult { outcome: Outcome::Refused(reason.to_owned()), ..refused };
    record(recorder, sent, &refused).await
}
