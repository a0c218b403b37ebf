//! The extractions that run at the moment.

use std::collections::HashMap;
use std::sync::Arc;

use gleaner_domain::{SentStatistics, Usage};
use gleaner_extraction::Extractor;
use gleaner_persistence::jobs::WorkItem;
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::attempts::{self, Attempted, RetryPolicy};

/// A conversation to extract.
pub(crate) struct Queued {
    pub item: WorkItem,
    /// What calls for it have used that the provider refused.
    pub usage: Usage,
}

/// The extractions that run at the moment. Dropping them cancels the calls; their conversations stay pending.
pub(super) struct Calls<'a> {
    extractor: &'a Arc<dyn Extractor>,
    retry: RetryPolicy,
    sent: &'a Arc<SentStatistics>,
    no_more: CancellationToken,
    calls: JoinSet<Attempted>,
    queued: HashMap<Id, Queued>,
}

impl<'a> Calls<'a> {
    pub fn new(extractor: &'a Arc<dyn Extractor>, retry: RetryPolicy, sent: &'a Arc<SentStatistics>) -> Self {
        Self {
            extractor,
            retry,
            sent,
            no_more: CancellationToken::new(),
            calls: JoinSet::new(),
            queued: HashMap::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    pub fn start(&mut self, queued: Queued) {
        let (extractor, conversation) = (Arc::clone(self.extractor), queued.item.conversation.clone());
        let (sent, retry, no_more) = (Arc::clone(self.sent), self.retry, self.no_more.clone());
        let call =
            async move { attempts::extract(extractor.as_ref(), &conversation, &sent, retry, &no_more).await };
        let id = self.calls.spawn(call).id();
        self.queued.insert(id, queued);
    }

    /// Lets the calls that run end, but no extraction tries again.
    pub fn make_no_more(&self) {
        self.no_more.cancel();
    }

    /// The next extraction that ends; `None` if none runs.
    pub async fn next(&mut self) -> Option<(Queued, Attempted)> {
        loop {
            let joined = self.calls.join_next_with_id().await?;
            let id = joined.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
            // A panic is a defect of the extractor. It fails this conversation, not the job.
            let attempted = joined.map_or_else(|_| Attempted::panicked(), |(_, attempted)| attempted);
            if let Some(queued) = self.queued.remove(&id) {
                return Some((queued, attempted));
            }
        }
    }
}
