//! Results of conversations, on their way from the extractor to the database.

use gleaner_domain::Usage;
use gleaner_persistence::jobs::{Outcome, WorkItem};
use tokio::sync::mpsc;

/// A conversation with its outcome, to be recorded.
pub(crate) struct ConversationResult {
    pub item: WorkItem,
    pub outcome: Outcome,
    pub usage: Usage,
}

/// Sends results to be recorded.
#[derive(Clone)]
pub(crate) struct ResultSender(mpsc::Sender<ConversationResult>);

impl ResultSender {
    /// Sends a result. The receiver is only gone if recording failed, which ends the run.
    pub async fn send(&self, item: WorkItem, outcome: Outcome, usage: Usage) {
        let _ = self.0.send(ConversationResult { item, outcome, usage }).await;
    }
}

/// A channel that holds at most `capacity` results, at least 1.
pub(super) fn channel(capacity: usize) -> (ResultSender, mpsc::Receiver<ConversationResult>) {
    let (sender, receiver) = mpsc::channel(capacity.max(1));
    (ResultSender(sender), receiver)
}
