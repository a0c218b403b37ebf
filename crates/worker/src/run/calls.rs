//! The extractions that run at the moment.

use std::collections::HashMap;
use std::sync::Arc;

use gleaner_domain::Usage;
use gleaner_persistence::jobs::{Deferred, WorkItem};
use tokio::task::{Id, JoinError, JoinSet};

use crate::attempts::{Attempted, Attempts};

/// A conversation to extract.
pub(crate) struct Queued {
    pub item: WorkItem,
    /// What calls for it have used that the provider refused.
    pub usage: Usage,
}

/// The extractions that run at the moment. Dropping them cancels the calls; their conversations stay pending.
pub(super) struct Calls {
    attempts: Arc<Attempts>,
    calls: JoinSet<Attempted>,
    queued: HashMap<Id, Queued>,
}

impl Calls {
    pub fn new(attempts: Arc<Attempts>) -> Self {
        Self { attempts, calls: JoinSet::new(), queued: HashMap::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Starts an extraction for which `reserved` was reserved of the budget.
    pub fn start(&mut self, queued: Queued, reserved: u64) {
        let (attempts, conversation) = (Arc::clone(&self.attempts), queued.item.conversation.clone());
        let call = async move { attempts.extract(&conversation, reserved).await };
        let id = self.calls.spawn(call).id();
        self.queued.insert(id, queued);
    }

    /// Lets the calls that run end, but no extraction tries again.
    pub fn make_no_more(&self) {
        self.attempts.no_more_calls.cancel();
    }

    /// What the conversations of these extractions have used. The provider may charge for each call that is not awaited.
    pub fn used(&self) -> impl Iterator<Item = Deferred> {
        self.queued.values().map(|Queued { item, usage }| Deferred {
            conversation: item.id,
            usage: [*usage, Usage::UNMEASURED].into_iter().sum(),
        })
    }

    /// The next extraction that ends; `None` if none runs.
    pub async fn next(&mut self) -> Option<(Queued, Attempted)> {
        loop {
            let joined = self.calls.join_next_with_id().await?;
            if let Some(ended) = self.ended(joined) {
                return Some(ended);
            }
        }
    }

    /// The next extraction that has ended already; `None` if none has.
    pub fn try_next(&mut self) -> Option<(Queued, Attempted)> {
        loop {
            let joined = self.calls.try_join_next_with_id()?;
            if let Some(ended) = self.ended(joined) {
                return Some(ended);
            }
        }
    }

    fn ended(&mut self, joined: Result<(Id, Attempted), JoinError>) -> Option<(Queued, Attempted)> {
        let id = joined.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        // A panic is a defect of the extractor. It fails this conversation, not the job.
        let attempted = joined.map_or_else(|_| Attempted::panicked(), |(_, attempted)| attempted);
        Some((self.queued.remove(&id)?, attempted))
    }
}
