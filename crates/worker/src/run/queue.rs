//! Reading the pending conversations of a job, and skipping those that need no extractor.

use std::collections::VecDeque;

use gleaner_domain::{JobId, NoPatternReason, Usage};
use gleaner_extraction::prefilter;
use gleaner_persistence::jobs::{self, Outcome, WorkItem};
use gleaner_persistence::{Database, Error, messages};

use super::PAGE;
use super::result::ResultSender;
use super::sent::Sent;
use crate::attempts::UNREADABLE;

/// The pending conversations of a job, as far as they were read.
pub(super) struct Queue<'a> {
    db: &'a Database,
    job: JobId,
    sent: &'a Sent,
    results: &'a ResultSender,
    /// Conversations that need the extractor.
    open: VecDeque<WorkItem>,
    last_ordinal: i32,
    is_at_end: bool,
}

impl<'a> Queue<'a> {
    /// The queue of a job. The outcomes of skipped conversations go to `results`.
    pub fn new(db: &'a Database, job: JobId, sent: &'a Sent, results: &'a ResultSender) -> Self {
        // Positions begin at 0.
        Self { db, job, sent, results, open: VecDeque::new(), last_ordinal: -1, is_at_end: false }
    }

    /// The next conversations that need the extractor: `size` as long as there are enough.
    pub async fn next_batch(&mut self, size: usize) -> Result<Vec<WorkItem>, Error> {
        while self.open.len() < size && !self.is_at_end {
            let page = jobs::pending(self.db, self.job, self.last_ordinal, PAGE).await?;
            self.is_at_end = page.is_empty();
            self.last_ordinal = page.last().map_or(self.last_ordinal, |item| item.ordinal);
            let needed = self.skip(page).await?;
            self.open.extend(needed);
        }
        Ok(self.open.drain(..size.min(self.open.len())).collect())
    }

    /// Skips conversations that cannot yield a pattern, and those whose answers another import has used in the
    /// meantime, and fails those that could not be read. Returns the others.
    async fn skip(&self, page: Vec<WorkItem>) -> Result<Vec<WorkItem>, Error> {
        let messages: Vec<_> = page.iter().flat_map(|item| &item.conversation.messages).collect();
        let known = messages::known(self.db, &messages).await?;
        let mut open = Vec::with_capacity(page.len());
        for item in page {
            if self.sent.keys(&item).is_none() {
                let outcome = Outcome::Failed(UNREADABLE.to_owned());
                self.results.send(item, outcome, Usage::default()).await;
                continue;
            }
            let is_known =
                || item.conversation.operator_messages().all(|message| known.contains(&message.id));
            let reason = prefilter(&item.conversation)
                .or_else(|| is_known().then_some(NoPatternReason::AlreadyImported));
            match reason {
                None => open.push(item),
                Some(reason) => {
                    self.results.send(item, Outcome::Skipped(reason), Usage::default()).await;
                }
            }
        }
        Ok(open)
    }
}
