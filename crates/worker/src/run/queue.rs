//! Reading the pending conversations of a job, and skipping those that need no extractor.

use std::collections::VecDeque;

use gleaner_domain::{NoPatternReason, Usage};
use gleaner_extraction::prefilter;
use gleaner_persistence::jobs::{self, Outcome, WorkItem};
use gleaner_persistence::{Error, messages};

use super::{ConversationResult, JobRun, ResultSender, send};

/// How many conversations are read from the database at once.
const PAGE: u64 = 100;

/// The pending conversations of a job, as far as they were read.
pub(super) struct Queue {
    /// Conversations that need the extractor.
    open: VecDeque<WorkItem>,
    last_ordinal: i32,
    is_at_end: bool,
}

impl Default for Queue {
    fn default() -> Self {
        // Positions begin at 0.
        Self { open: VecDeque::new(), last_ordinal: -1, is_at_end: false }
    }
}

impl JobRun<'_> {
    /// The next conversations that need the extractor: a full batch as long as there are enough.
    pub(super) async fn next_batch(
        &self,
        queue: &mut Queue,
        results: &ResultSender,
    ) -> Result<Vec<WorkItem>, Error> {
        let size = self.extractor.pacing().batch_size.max(1);
        while queue.open.len() < size && !queue.is_at_end {
            let page = jobs::pending(self.db, self.claim.job, queue.last_ordinal, PAGE).await?;
            queue.is_at_end = page.is_empty();
            queue.last_ordinal = page.last().map_or(queue.last_ordinal, |item| item.ordinal);
            queue.open.extend(self.skip(page, results).await?);
        }
        Ok(queue.open.drain(..size.min(queue.open.len())).collect())
    }

    /// Skips conversations that cannot yield a pattern, and those whose answers another import has used in the
    /// meantime. Returns the others.
    async fn skip(&self, page: Vec<WorkItem>, results: &ResultSender) -> Result<Vec<WorkItem>, Error> {
        let ids: Vec<_> = page
            .iter()
            .flat_map(|item| item.conversation.messages.iter().map(|message| &message.id))
            .collect();
        let known = messages::known(self.db, &ids).await?;
        let mut open = Vec::with_capacity(page.len());
        for item in page {
            let is_known = item.conversation.operator_messages().all(|message| known.contains(&message.id));
            let reason =
                if is_known { Some(NoPatternReason::AlreadyImported) } else { prefilter(&item.conversation) };
            match reason {
                None => open.push(item),
                Some(reason) => {
                    let outcome = Outcome::Skipped(reason);
                    send(results, ConversationResult { item, outcome, usage: Usage::default() }).await;
                }
            }
        }
        Ok(open)
    }
}
