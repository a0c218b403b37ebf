//! Reading the answers of a batch that has ended.

use std::collections::HashMap;
use std::sync::Arc;

use gleaner_domain::{Conversation, Usage};
use gleaner_extraction::{BatchAnswer, EndedBatch, Extraction, ExtractionError};
use gleaner_persistence::Error;
use gleaner_persistence::jobs::{self, BatchItem, Deferred, Outcome};
use uuid::Uuid;

use super::{Economy, MAX_TRIES};
use crate::attempts::UNREADABLE;
use crate::isolated::isolated_async;
use crate::run::{JobRun, PAGE, ResultSender, Sent};

/// The answers of a batch that has ended.
pub(super) struct Reading<'a> {
    pub economy: &'a Economy<'a>,
    pub sent: &'a Sent,
    pub answers: HashMap<i64, BatchAnswer>,
    pub ended: &'a EndedBatch,
    /// A cancelled job makes no further calls.
    pub is_cancelled: bool,
}

/// What came of reading all answers besides the outcomes.
#[derive(Default)]
pub(super) struct Read {
    /// Conversations without a result.
    pub deferred: Vec<Deferred>,
    /// Why every further call will fail, a sentence.
    pub fatal: Option<String>,
}

impl Reading<'_> {
    /// Sends the outcomes of the conversations of a batch in the order of the import, without those that have one. `None` if the
    /// worker was told to stop.
    pub async fn run(mut self, key: Uuid, results: ResultSender) -> Result<Option<Read>, Error> {
        let run = self.economy.run;
        // The provider charges for all of them, so no further call may use that.
        for answer in self.answers.values() {
            run.budget.settle(0, self.economy.provider.usage_of(answer));
        }
        let (mut read, mut last_ordinal) = (Read::default(), -1);
        loop {
            self.is_cancelled = self.is_cancelled || self.economy.is_cancelled().await?;
            if self.is_cancelled {
                run.no_more_calls.cancel();
            }
            let page = jobs::pending_in_batch(run.db, run.claim, key, last_ordinal, PAGE).await?;
            let Some(last) = page.last() else { return Ok(Some(read)) };
            last_ordinal = last.item.ordinal;
            for item in page {
                if run.stop.is_cancelled() {
                    return Ok(None);
                }
                self.read(item, &mut read, &results).await;
            }
        }
    }

    async fn read(&mut self, BatchItem { item, tries }: BatchItem, read: &mut Read, results: &ResultSender) {
        let answer = self.answers.remove(&item.id);
        let result = self.extraction(answer, item.conversation.clone()).await;
        let usage = Extraction::usage_of(&result);
        let outcome = match result {
            Ok(extraction) => Outcome::Extracted(extraction.extracted),
            Err(error) => {
                if is_open(&error) && (self.is_cancelled || tries + 1 < MAX_TRIES) {
                    return read.deferred.push(Deferred { conversation: item.id, usage });
                }
                if let ExtractionError::Fatal { reason, .. } = &error {
                    read.fatal.get_or_insert(reason.clone());
                }
                Outcome::Failed(error.to_string())
            }
        };
        results.send(item, outcome, usage).await;
    }

    async fn extraction(
        &self,
        answer: Option<BatchAnswer>,
        conversation: Conversation,
    ) -> Result<Extraction, ExtractionError> {
        let Some(answer) = answer else { return Err(self.missing()) };
        let JobRun { extractor, budget, .. } = self.economy.run;
        let (charged, response) =
            (self.economy.provider.usage_of(&answer), self.economy.provider.read(&answer)?);
        let (extractor, sent) = (Arc::clone(extractor), Arc::clone(&self.sent.statistics));
        let extracting = isolated_async(async {
            let mut extraction = extractor.resume(conversation, sent, response);
            let reserved = extraction.greatest_cost();
            let may_call = !self.is_cancelled && budget.reserve(reserved);
            let result = extraction.extract(&move || may_call).await;
            budget.settle(if may_call { reserved } else { 0 }, Extraction::usage_of(&result));
            result
        });
        match extracting.await {
            Some(Ok(extraction)) => Ok(extraction.after(charged)),
            Some(Err(error)) => Err(error.after(charged)),
            None => Err(ExtractionError::Permanent { reason: UNREADABLE.to_owned(), usage: charged }),
        }
    }

    /// The error of a conversation without an answer. The provider has charged for it if the batch is complete.
    fn missing(&self) -> ExtractionError {
        let usage = if self.ended.is_complete { Usage::UNMEASURED } else { Usage::default() };
        let reason = "The batch has no result for the conversation.".to_owned();
        ExtractionError::Retryable { reason, is_outage: false, retry_after: None, usage }
    }
}

/// Whether another batch may have a result.
fn is_open(error: &ExtractionError) -> bool {
    matches!(error, ExtractionError::Retryable { .. } | ExtractionError::RateLimited { .. })
}
