//! Extracting the conversations of one batch concurrently.

use std::collections::HashMap;
use std::sync::Arc;

use gleaner_domain::SentStatistics;
use gleaner_extraction::{ExtractionError, Extractor};
use gleaner_persistence::jobs::{Outcome, WorkItem};
use tokio::task::{Id, JoinError, JoinSet};

use super::result::ResultSender;
use crate::attempts::{self, Attempted, RetryPolicy};

/// The reason why the job cannot continue after a batch. It is a sentence.
pub(super) type FatalReason = String;

/// Extracts a batch, and sends the results. Dropping the future cancels the calls that have not returned; their
/// conversations stay pending.
pub(super) async fn extract(
    extractor: &Arc<dyn Extractor>,
    retry: RetryPolicy,
    batch: Vec<WorkItem>,
    sent: &Arc<SentStatistics>,
    results: &ResultSender,
) -> Option<FatalReason> {
    let mut calls = JoinSet::new();
    let mut items: HashMap<Id, WorkItem> = HashMap::with_capacity(batch.len());
    for item in batch {
        let (extractor, conversation) = (Arc::clone(extractor), item.conversation.clone());
        let sent = Arc::clone(sent);
        let call = calls
            .spawn(async move { attempts::extract(extractor.as_ref(), &conversation, &sent, retry).await });
        items.insert(call.id(), item);
    }
    collect(calls, items, results).await
}

/// Waits for all calls of a batch. A fatal error does not cancel the other calls, since they are paid for.
async fn collect(
    mut calls: JoinSet<Attempted>,
    mut items: HashMap<Id, WorkItem>,
    results: &ResultSender,
) -> Option<FatalReason> {
    let mut fatal = None;
    while let Some(joined) = calls.join_next_with_id().await {
        let id = joined.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(item) = items.remove(&id) else { continue };
        // A panic is a defect of the extractor. It fails this conversation, not the job.
        let attempted = joined.map(|(_, attempted)| attempted).unwrap_or_else(|_| Attempted::panicked());
        let outcome = match attempted.result {
            Ok(extraction) => Outcome::Extracted(extraction.extracted),
            Err(error) => {
                if let ExtractionError::Fatal { reason, .. } = &error {
                    fatal = Some(reason.clone());
                }
                Outcome::Failed(error.to_string())
            }
        };
        results.send(item, outcome, attempted.usage).await;
    }
    fatal
}
