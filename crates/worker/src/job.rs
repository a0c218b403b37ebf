//! One run of a claimed job: conversations out of the queue, through the extractor, into the record.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::Utc;
use gleaner_domain::{NoPatternReason, Usage};
use gleaner_extraction::local::gate;
use gleaner_extraction::{ExtractionError, Extractor};
use gleaner_persistence::outcome::{self, Outcome};
use gleaner_persistence::queue::{self, Claim, WorkItem};
use gleaner_persistence::{Database, Error, messages};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::attempts::{self, Attempted};
use crate::settings::Settings;

/// Conversations read from the database at once.
const PAGE: u64 = 100;
/// How often a write is tried when the database breaks a tie between transactions.
const WRITE_RETRIES: usize = 5;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JobEnd {
    /// Every conversation has its outcome.
    Done,
    /// The worker was told to stop.
    Stopped,
    /// No conversation will go well until a person acts, for this reason.
    Fatal(String),
}

/// What a run needs.
pub(crate) struct JobRun<'a> {
    pub db: &'a Database,
    pub extractor: &'a Arc<dyn Extractor>,
    pub settings: &'a Settings,
    pub claim: &'a Claim,
    pub stop: &'a CancellationToken,
}

/// A conversation with its outcome, on the way into the record.
struct Settled {
    item: WorkItem,
    outcome: Outcome,
    usage: Usage,
}

type Settling = mpsc::Sender<Settled>;

/// How far the job's conversations are read.
struct Reading {
    /// Read, and in need of the extractor.
    open: VecDeque<WorkItem>,
    last_ordinal: i32,
    is_at_end: bool,
}

impl Default for Reading {
    fn default() -> Self {
        // Ordinals begin at zero.
        Self { open: VecDeque::new(), last_ordinal: -1, is_at_end: false }
    }
}

impl JobRun<'_> {
    /// Extracts and records until nothing is pending. Recording one batch and extracting the next
    /// go on at the same time.
    pub async fn run(&self) -> Result<JobEnd, Error> {
        let (settling, settled) = mpsc::channel(self.extractor.pacing().batch_size.max(1));
        let (end, ()) = tokio::try_join!(self.extract_all(settling), self.record_all(settled))?;
        Ok(end)
    }

    async fn record_all(&self, mut settled: mpsc::Receiver<Settled>) -> Result<(), Error> {
        while let Some(Settled { item, outcome, usage }) = settled.recv().await {
            let record = || {
                outcome::record(self.db, self.claim, &item, &outcome, usage, &self.settings.merge, Utc::now())
            };
            let backoff = ExponentialBuilder::default()
                .with_jitter()
                .with_min_delay(Duration::from_millis(20))
                .with_max_times(WRITE_RETRIES);
            record.retry(backoff).when(Error::is_transient).await?;
            tracing::debug!(conversation.id = item.id, "the conversation has its outcome");
        }
        Ok(())
    }

    async fn extract_all(&self, settling: Settling) -> Result<JobEnd, Error> {
        let mut reading = Reading::default();
        let mut is_first = true;
        loop {
            let batch = self.next_batch(&mut reading, &settling).await?;
            if batch.is_empty() {
                return Ok(JobEnd::Done);
            }
            if !is_first {
                self.pause().await;
            }
            if self.stop.is_cancelled() {
                return Ok(JobEnd::Stopped);
            }
            is_first = false;
            if let Some(end) = self.extract_batch(batch, &settling).await {
                return Ok(end);
            }
        }
    }

    /// The next conversations that need the extractor: a full batch as long as there are enough.
    async fn next_batch(&self, reading: &mut Reading, settling: &Settling) -> Result<Vec<WorkItem>, Error> {
        let size = self.extractor.pacing().batch_size.max(1);
        while reading.open.len() < size && !reading.is_at_end {
            let page = queue::pending(self.db, self.claim.job, reading.last_ordinal, PAGE).await?;
            reading.is_at_end = page.is_empty();
            reading.last_ordinal = page.last().map_or(reading.last_ordinal, |item| item.ordinal);
            reading.open.extend(self.settle_without_a_call(page, settling).await?);
        }
        Ok(reading.open.drain(..size.min(reading.open.len())).collect())
    }

    /// Settles what needs no extractor: conversations whose answers another import has taken in the
    /// meantime, and those that cannot teach anything. Answers the others.
    async fn settle_without_a_call(
        &self,
        page: Vec<WorkItem>,
        settling: &Settling,
    ) -> Result<Vec<WorkItem>, Error> {
        let of_page: Vec<_> = page.iter().flat_map(|item| &item.conversation.messages).collect();
        let known = messages::known(self.db, &of_page).await?;
        let mut open = Vec::with_capacity(page.len());
        for item in page {
            let is_taken = item.conversation.operator_messages().all(|message| known.contains(&message.id));
            let reason =
                if is_taken { Some(NoPatternReason::AlreadyImported) } else { gate(&item.conversation) };
            match reason {
                None => open.push(item),
                Some(reason) => {
                    let outcome = Outcome::Skipped(reason);
                    send(settling, Settled { item, outcome, usage: Usage::default() }).await;
                }
            }
        }
        Ok(open)
    }

    /// Extracts a batch side by side. Answers how the job ends, if it does.
    async fn extract_batch(&self, batch: Vec<WorkItem>, settling: &Settling) -> Option<JobEnd> {
        let mut calls = JoinSet::new();
        let mut items: HashMap<Id, WorkItem> = HashMap::with_capacity(batch.len());
        for item in batch {
            let (extractor, conversation) = (Arc::clone(self.extractor), item.conversation.clone());
            let retry = self.settings.retry;
            let call =
                calls.spawn(async move { attempts::extract(extractor.as_ref(), &conversation, retry).await });
            items.insert(call.id(), item);
        }
        tokio::select! {
            end = settle_batch(calls, items, settling) => end,
            // The calls that are not back by then are dropped with their set; their conversations
            // stay pending.
            () = self.stopped_and_waited() => Some(JobEnd::Stopped),
        }
    }

    async fn stopped_and_waited(&self) {
        self.stop.cancelled().await;
        tokio::time::sleep(self.settings.stop_grace).await;
    }

    /// The pause between batches; it ends early if the worker is told to stop.
    async fn pause(&self) {
        let delay = self.extractor.pacing().batch_delay;
        if !delay.is_zero() {
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(delay) => {}
            }
        }
    }
}

/// Waits for all calls of a batch. One that shows the job to be hopeless does not take the others
/// with it: they are paid for.
async fn settle_batch(
    mut calls: JoinSet<Attempted>,
    mut items: HashMap<Id, WorkItem>,
    settling: &Settling,
) -> Option<JobEnd> {
    let mut end = None;
    while let Some(joined) = calls.join_next_with_id().await {
        let id = joined.as_ref().map_or_else(tokio::task::JoinError::id, |(id, _)| *id);
        let Some(item) = items.remove(&id) else { continue };
        // A panic is a defect of ours; it costs this conversation, not the job.
        let attempted = joined.map(|(_, attempted)| attempted).unwrap_or_else(|_| Attempted::panicked());
        let outcome = match attempted.result {
            Ok(extraction) => Outcome::Read(extraction.lesson),
            Err(error) => {
                if let ExtractionError::Fatal { reason } = &error {
                    end = Some(JobEnd::Fatal(reason.clone()));
                }
                Outcome::Failed(error.to_string())
            }
        };
        send(settling, Settled { item, outcome, usage: attempted.usage }).await;
    }
    end
}

/// The receiver only goes away when recording has failed, which ends the run by itself.
async fn send(settling: &Settling, settled: Settled) {
    let _ = settling.send(settled).await;
}
