//! Recording the results of a run while others are extracted.

use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::Utc;
use error_reporter::Report;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use gleaner_extraction::redaction::preview;
use gleaner_persistence::Error;
use gleaner_persistence::jobs::{Outcome, Recorder};
use tokio::sync::mpsc;

use super::doubt::Doubts;
use super::result::{self, ConversationResult, ResultSender};
use super::sent::Sent;
use super::{JobRun, in_time};

/// How often a write is tried again after a transient error, or while the database cannot be reached: for more than five
/// minutes, since the result is paid for.
const WRITE_RETRIES: usize = 160;
/// The wait before the first of these retries. It doubles each time, with jitter.
const FIRST_WRITE_WAIT: Duration = Duration::from_millis(20);
/// The longest wait between them, without jitter.
const LONGEST_WRITE_WAIT: Duration = Duration::from_secs(2);
/// How long a worker that has to stop tries to record the last results.
const RECORDING_GRACE: Duration = Duration::from_millis(1_500);

impl JobRun<'_> {
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
