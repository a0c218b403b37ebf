//! The extractions that run at the moment.

use std::collections::HashMap;
use std::sync::Arc;

use gleaner_domain::Usage;
use gleaner_extraction::PreparedExtraction;
use gleaner_persistence::jobs::{Deferred, WorkItem};
use tokio::task::{Id, JoinError, JoinSet};

use super::preparation::Preparation;
use crate::attempts::{Attempted, Attempts};

/// A conversation to extract.
pub(crate) struct Queued {
    pub item: WorkItem,
    /// What calls for it have used so far.
    pub usage: Usage,
    pub extraction: Preparation,
}

impl From<WorkItem> for Queued {
    fn from(item: WorkItem) -> Self {
        Self { item, usage: Usage::default(), extraction: Preparation::default() }
    }
}

/// The result of an extraction, and what can continue it.
type Ended = (Attempted, Box<dyn PreparedExtraction>);

/// The extractions that run at the moment. Dropping them cancels the calls; their conversations stay pending.
pub(super) struct Calls {
    attempts: Arc<Attempts>,
    calls: JoinSet<Ended>,
    /// The conversations, and what was reserved for them.
    queued: HashMap<Id, (Queued, u64)>,
}

impl Calls {
    pub fn new(attempts: Arc<Attempts>) -> Self {
        Self { attempts, calls: JoinSet::new(), queued: HashMap::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Starts the extraction of a conversation, for which `reserved` was reserved of the budget.
    pub fn start(&mut self, queued: Queued, mut extraction: Box<dyn PreparedExtraction>, reserved: u64) {
        let attempts = Arc::clone(&self.attempts);
        let call = async move { (attempts.extract(extraction.as_mut(), reserved).await, extraction) };
        let id = self.calls.spawn(call).id();
        self.queued.insert(id, (queued, reserved));
    }

    /// Lets the calls that run end, but no extraction tries again.
    pub fn make_no_more(&self) {
        self.attempts.no_more_calls.cancel();
    }

    /// What the conversations of these extractions have used. The provider may charge for each call that is not awaited.
    pub fn used(&self) -> impl Iterator<Item = Deferred> {
        self.queued.values().map(|(Queued { item, usage, .. }, _)| Deferred {
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

    fn ended(&mut self, joined: Result<(Id, Ended), JoinError>) -> Option<(Queued, Attempted)> {
        match joined {
            Ok((id, (attempted, extraction))) => {
                let (queued, _) = self.queued.remove(&id)?;
                Some((Queued { extraction: Preparation::Ended(Some(extraction)), ..queued }, attempted))
            }
            // A panic is a defect of the extractor. It fails this conversation, not the job.
            Err(error) => {
                let (queued, reserved) = self.queued.remove(&error.id())?;
                self.attempts.budget.settle(reserved, Usage::default());
                Some((queued, Attempted::panicked()))
            }
        }
    }
}
