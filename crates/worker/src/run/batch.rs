//! Extracting the conversations of one batch concurrently.

use std::collections::HashMap;
use std::sync::Arc;

use gleaner_extraction::ExtractionError;
use gleaner_persistence::jobs::{Outcome, WorkItem};
use tokio::task::{Id, JoinError, JoinSet};

use super::{ConversationResult, JobRun, ResultSender, RunEnd, send};
use crate::attempts::{self, Attempted};

impl JobRun<'_> {
    /// Extracts a batch. Returns how the run ends if it ends with this batch.
    pub(super) async fn extract_batch(&self, batch: Vec<WorkItem>, results: &ResultSender) -> Option<RunEnd> {
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
            end = collect(calls, items, results) => end,
            // Dropping the set cancels the calls that have not returned; their conversations stay pending.
            () = self.stop_grace_is_over() => Some(RunEnd::Stopped),
        }
    }

    async fn stop_grace_is_over(&self) {
        self.stop.cancelled().await;
        tokio::time::sleep(self.settings.stop_grace).await;
    }
}

/// Waits for all calls of a batch. A fatal error does not cancel the other calls, since they are paid for.
async fn collect(
    mut calls: JoinSet<Attempted>,
    mut items: HashMap<Id, WorkItem>,
    results: &ResultSender,
) -> Option<RunEnd> {
    let mut end = None;
    while let Some(joined) = calls.join_next_with_id().await {
        let id = joined.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(item) = items.remove(&id) else { continue };
        // A panic is a defect of the extractor. It fails this conversation, not the job.
        let attempted = joined.map(|(_, attempted)| attempted).unwrap_or_else(|_| Attempted::panicked());
        let outcome = match attempted.result {
            Ok(extraction) => Outcome::Extracted(extraction.extracted),
            Err(error) => {
                if let ExtractionError::Fatal { reason } = &error {
                    end = Some(RunEnd::Fatal(reason.clone()));
                }
                Outcome::Failed(error.to_string())
            }
        };
        send(results, ConversationResult { item, outcome, usage: attempted.usage }).await;
    }
    end
}
