//! Submitting the conversations of a job as a batch.

use gleaner_extraction::ExtractionError;
use gleaner_persistence::Error;
use gleaner_persistence::jobs::{self, Batches, Outcome, WorkItem};
use uuid::Uuid;

use super::{Economy, Step, waiting};
use crate::attempts::UNREADABLE;
use crate::isolated::isolated;
use crate::run::{Front, HELD_REASON, Queue, ResultSender, RunEnd, Sent};

/// How many lines a further batch contains at least if the budget limits it. What is left of the budget would otherwise be
/// spent by many small batches, each of which can take a day.
const MIN_FURTHER_LINES: usize = 20;

/// The lines of a batch, and the conversations that they are for.
#[derive(Default)]
struct Lines {
    text: String,
    conversations: Vec<i64>,
    /// Whether only conversations are left that wait for another job.
    are_others_held: bool,
    /// Whether a further line could cost more than is left of the budget.
    is_budget_spent: bool,
}

impl Economy<'_> {
    /// Submits the conversations that need the extractor, as many as one batch can contain, and records the others. `key` is
    /// that of an earlier attempt.
    pub(super) async fn submit(&self, batches: &Batches, key: Option<Uuid>) -> Result<Step, Error> {
        let (db, claim) = (self.run.db, self.run.claim);
        let sent = Sent::read(db, claim.job).await?;
        let lines = self.run.recording(&sent, |results| self.lines(&sent, results)).await?;
        let min_lines = if batches.ended == 0 { 1 } else { MIN_FURTHER_LINES };
        if lines.is_budget_spent && lines.conversations.len() < min_lines {
            return self.drop_batch(Step::End(RunEnd::BudgetSpent)).await;
        }
        if lines.conversations.is_empty() && lines.are_others_held && !self.is_too_late_to_submit(batches) {
            return self
                .drop_batch(waiting(self.run.settings.economy_poll, Some(HELD_REASON.to_owned()), false))
                .await;
        }
        let is_done = lines.conversations.is_empty() && !lines.are_others_held && !lines.is_budget_spent;
        if !is_done && self.is_too_late_to_submit(batches) {
            return Ok(Step::End(self.late(batches, false)));
        }
        if lines.conversations.is_empty() {
            return self.drop_batch(Step::End(RunEnd::Done)).await;
        }
        if self.is_cancelled().await? {
            return self.drop_batch(Step::Next).await;
        }
        // Before the batch exists: if this worker is killed, another one finds the batch by its key.
        let key = key.unwrap_or_else(Uuid::new_v4);
        jobs::begin_batch(db, claim, key, &lines.conversations).await?;
        match self.provider.submit(&key.to_string(), lines.text).await {
            Ok(id) => {
                jobs::batch_submitted(db, claim, &id).await?;
                tracing::info!(batch = id, conversations = lines.conversations.len(), "submitted a batch");
                Ok(waiting(self.run.settings.economy_poll, None, false))
            }
            Err(error @ (ExtractionError::Retryable { .. } | ExtractionError::RateLimited { .. })) => {
                self.wait_after(&error, batches).await
            }
            Err(error) => self.drop_batch(Step::End(RunEnd::Fatal(error.to_string()))).await,
        }
    }

    async fn lines(&self, sent: &Sent, results: ResultSender) -> Result<Lines, Error> {
        let limits = self.provider.limits();
        let mut queue = Queue::new(self.run.db, self.run.claim, sent, &results);
        let mut lines = Lines::default();
        while lines.conversations.len() < limits.lines {
            match queue.front().await? {
                Front::Open => {}
                Front::Held => {
                    lines.are_others_held = true;
                    break;
                }
                Front::Empty => break,
            }
            let Some(queued) = queue.take().await? else { continue };
            let WorkItem { id, conversation, .. } = &queued.item;
            let (provider, statistics) = (self.provider, &sent.statistics);
            let Some(line) = isolated(|| provider.line(*id, conversation, statistics)) else {
                results.send(queued.item, Outcome::Failed(UNREADABLE.to_owned()), queued.usage).await;
                continue;
            };
            if lines.text.len() + line.text.len() > limits.bytes {
                break;
            }
            if !self.run.budget.reserve(line.greatest_cost) {
                lines.is_budget_spent = true;
                break;
            }
            lines.text.push_str(&line.text);
            lines.conversations.push(*id);
        }
        Ok(lines)
    }
}
