//! Reading the pending conversations of a job, and skipping those that need no extractor.

use std::collections::VecDeque;

use gleaner_domain::{NoPatternReason, Usage};
use gleaner_extraction::{PreparedExtraction, can_answer, prefilter};
use gleaner_persistence::jobs::{self, Claim, Deferred, Outcome, WorkItem};
use gleaner_persistence::{Database, Error, messages};

use super::calls::Queued;
use super::result::ResultSender;
use super::sent::Sent;
use super::{PAGE, in_time, preparation};
use crate::attempts::{Attempts, UNREADABLE};

/// How many conversations may wait for another job before no further ones are read.
const MAX_HELD: usize = 1_000;

/// The pending conversations of a job, as far as they were read.
pub(crate) struct Queue<'a> {
    db: &'a Database,
    claim: &'a Claim,
    sent: &'a Sent,
    results: &'a ResultSender,
    /// Conversations that need the extractor.
    open: VecDeque<Queued>,
    /// Conversations of threads that another job processes.
    held: VecDeque<Queued>,
    last_ordinal: i32,
    is_at_end: bool,
}

/// What is first in the queue.
pub(crate) enum Front {
    /// A conversation that may need the extractor.
    Open,
    /// Only conversations that wait for another job.
    Held,
    /// Nothing.
    Empty,
}

impl<'a> Queue<'a> {
    /// The queue of a claimed job. The outcomes of skipped conversations go to `results`.
    pub fn new(db: &'a Database, claim: &'a Claim, sent: &'a Sent, results: &'a ResultSender) -> Self {
        let (open, held) = (VecDeque::new(), VecDeque::new());
        // Positions begin at 0.
        Self { db, claim, sent, results, open, held, last_ordinal: -1, is_at_end: false }
    }

    /// What is first in the queue.
    pub async fn front(&mut self) -> Result<Front, Error> {
        while self.open.is_empty() && !self.is_at_end && self.held.len() < MAX_HELD {
            self.read_page().await?;
        }
        if self.open.is_empty() && !self.held.is_empty() {
            let held = std::mem::take(&mut self.held);
            self.push(held).await?;
        }
        Ok(match (self.open.is_empty(), self.held.is_empty()) {
            (false, _) => Front::Open,
            (true, false) => Front::Held,
            (true, true) => Front::Empty,
        })
    }

    /// Whether no conversation is left, as far as is known.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.held.is_empty() && self.is_at_end
    }

    /// Begins to prepare the extractions of the next conversations.
    pub fn prepare(&mut self, attempts: &Attempts) {
        let next = self.open.iter_mut().take(attempts.extractor.pacing().concurrency);
        let next: Vec<_> = next.filter(|queued| queued.extraction.is_not_begun()).collect();
        let conversations = next.iter().map(|queued| queued.item.conversation.clone()).collect();
        for (queued, begun) in next.into_iter().zip(preparation::begin(conversations, attempts)) {
            queued.extraction = begun;
        }
    }

    /// The extraction of the next conversation; `None` if it cannot be prepared.
    pub async fn prepared(&mut self, attempts: &Attempts) -> Option<&mut Box<dyn PreparedExtraction>> {
        if self.open.front()?.extraction.is_not_begun() {
            self.prepare(attempts);
        }
        self.open.front_mut()?.extraction.end().await
    }

    /// Adds conversations that need the extractor. If another job processes their threads, they are held.
    async fn push(&mut self, queued: impl IntoIterator<Item = Queued>) -> Result<(), Error> {
        let threads = in_time(jobs::threads_in_earlier_jobs(self.db, self.claim)).await?;
        for queued in queued {
            let is_held = threads.contains(queued.item.conversation.key.thread());
            if is_held { &mut self.held } else { &mut self.open }.push_back(queued);
        }
        Ok(())
    }

    /// Takes the next conversation, right before its extraction is paid for. Returns `None` if there is none, or if it turns
    /// out not to need the extractor, since other imports have used its answers.
    pub async fn take(&mut self) -> Result<Option<Queued>, Error> {
        let Some(queued) = self.open.front() else { return Ok(None) };
        let nothing_new = self.nothing_new(&queued.item).await?;
        let Some(queued) = self.open.pop_front() else { return Ok(None) };
        let Some(reason) = nothing_new else { return Ok(Some(queued)) };
        self.results.send(queued.item, Outcome::Skipped(reason), queued.usage).await;
        Ok(None)
    }

    /// Fails the next conversation for `reason`, a sentence.
    pub async fn fail_front(&mut self, reason: &str) {
        if let Some(queued) = self.open.pop_front() {
            self.results.send(queued.item, Outcome::Failed(reason.to_owned()), queued.usage).await;
        }
    }

    /// What calls have used for conversations that have no result yet.
    pub fn used(&self) -> Vec<Deferred> {
        let used = self.open.iter().filter(|queued| queued.usage != Usage::default());
        used.map(|queued| Deferred { conversation: queued.item.id, usage: queued.usage }).collect()
    }

    /// Returns a conversation whose call was refused. Others come first, so that one that is always refused does not hold
    /// them up.
    pub fn put_back(&mut self, queued: Queued) {
        self.open.push_back(queued);
    }

    async fn read_page(&mut self) -> Result<(), Error> {
        let page = in_time(jobs::pending(self.db, self.claim.job, self.last_ordinal, PAGE)).await?;
        self.is_at_end = (page.len() as u64) < PAGE;
        self.last_ordinal = page.last().map_or(self.last_ordinal, |item| item.ordinal);
        let mut queued = Vec::new();
        for item in page {
            match self.outcome_without_extraction(&item) {
                Some(outcome) => self.results.send(item, outcome, Usage::default()).await,
                None => queued.push(Queued::from(item)),
            }
        }
        self.push(queued).await
    }

    /// The outcome of a conversation that cannot yield a pattern, or that could not be read.
    fn outcome_without_extraction(&self, item: &WorkItem) -> Option<Outcome> {
        if self.sent.keys(item).is_none() {
            return Some(Outcome::Failed(UNREADABLE.to_owned()));
        }
        prefilter(&item.conversation).map(Outcome::Skipped)
    }

    /// Why operators have written no new answer; `None` if they have.
    async fn nothing_new(&self, item: &WorkItem) -> Result<Option<NoPatternReason>, Error> {
        let mut answers: Vec<_> = item.conversation.operator_messages().collect();
        let known = in_time(messages::known(self.db, &answers)).await?;
        answers.retain(|message| !known.contains(&message.id));
        Ok(if answers.is_empty() {
            Some(NoPatternReason::AlreadyImported)
        } else if answers.iter().any(|message| can_answer(message)) {
            None
        } else {
            Some(NoPatternReason::SmallTalk)
        })
    }
}
