//! Reading the pending conversations of a job, and skipping those that need no extractor.

use std::collections::VecDeque;

use gleaner_domain::{Conversation, JobId, NoPatternReason, Usage};
use gleaner_extraction::prefilter;
use gleaner_persistence::jobs::{self, Deferred, Outcome, WorkItem};
use gleaner_persistence::{Database, Error, messages};

use super::PAGE;
use super::calls::Queued;
use super::result::ResultSender;
use super::sent::Sent;
use crate::attempts::UNREADABLE;

/// The pending conversations of a job, as far as they were read.
pub(crate) struct Queue<'a> {
    db: &'a Database,
    job: JobId,
    sent: &'a Sent,
    results: &'a ResultSender,
    /// Conversations that need the extractor.
    open: VecDeque<Queued>,
    last_ordinal: i32,
    is_at_end: bool,
}

impl<'a> Queue<'a> {
    /// The queue of a job. The outcomes of skipped conversations go to `results`.
    pub fn new(db: &'a Database, job: JobId, sent: &'a Sent, results: &'a ResultSender) -> Self {
        // Positions begin at 0.
        Self { db, job, sent, results, open: VecDeque::new(), last_ordinal: -1, is_at_end: false }
    }

    /// The next conversation that may need the extractor; `None` if there is none left.
    pub async fn front(&mut self) -> Result<Option<&Conversation>, Error> {
        while self.open.is_empty() && !self.is_at_end {
            self.read_page().await?;
        }
        Ok(self.open.front().map(|queued| &queued.item.conversation))
    }

    /// Takes the next conversation. Returns `None` if it does not need the extractor, since another import has used the
    /// answers in the meantime, or if there is none. Only right before the extraction is paid for, that is certain.
    pub async fn take(&mut self) -> Result<Option<Queued>, Error> {
        let Some(queued) = self.open.pop_front() else { return Ok(None) };
        if !self.is_known(&queued.item).await? {
            return Ok(Some(queued));
        }
        let outcome = Outcome::Skipped(NoPatternReason::AlreadyImported);
        self.results.send(queued.item, outcome, queued.usage).await;
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
        let page = jobs::pending(self.db, self.job, self.last_ordinal, PAGE).await?;
        self.is_at_end = page.is_empty();
        self.last_ordinal = page.last().map_or(self.last_ordinal, |item| item.ordinal);
        for item in page {
            match self.outcome_without_extraction(&item) {
                Some(outcome) => self.results.send(item, outcome, Usage::default()).await,
                None => self.open.push_back(Queued { item, usage: Usage::default() }),
            }
        }
        Ok(())
    }

    /// The outcome of a conversation that cannot yield a pattern, or that could not be read.
    fn outcome_without_extraction(&self, item: &WorkItem) -> Option<Outcome> {
        if self.sent.keys(item).is_none() {
            return Some(Outcome::Failed(UNREADABLE.to_owned()));
        }
        prefilter(&item.conversation).map(Outcome::Skipped)
    }

    /// Whether another import has used all answers.
    async fn is_known(&self, item: &WorkItem) -> Result<bool, Error> {
        let answers: Vec<_> = item.conversation.operator_messages().collect();
        let known = messages::known(self.db, &answers).await?;
        Ok(answers.iter().all(|message| known.contains(&message.id)))
    }
}
