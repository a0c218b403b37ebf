//! What operators sent in the file of a job and in earlier imports, read before the first extraction.

use std::collections::{BTreeSet, HashMap};
use std::panic::{RefUnwindSafe, catch_unwind};
use std::sync::Arc;

use gleaner_domain::{Conversation, CustomerKey, JobId, SentKey, SentStatistics};
use gleaner_extraction::sent_keys;
use gleaner_persistence::jobs::{self, WorkItem};
use gleaner_persistence::{Database, Error, sent};

use super::PAGE;

/// What operators sent in the conversations of a job, and to how many customers.
pub(crate) struct Sent {
    /// Counts the customers of the whole file and of all imports that are recorded so far.
    pub statistics: Arc<SentStatistics>,
    /// The keys of each conversation, by the id of its row.
    keys: HashMap<i64, Vec<SentKey>>,
}

/// What operators sent in one conversation.
#[derive(Debug, PartialEq)]
struct SentIn {
    /// The id of the conversation's row.
    conversation: i64,
    customer: CustomerKey,
    keys: Vec<SentKey>,
}

impl Sent {
    /// Reads all conversations of a job. Those that have an outcome are included: if they failed, the database does
    /// not contain what operators sent in them, and a resumed run must see the same statistics.
    pub async fn read(db: &Database, job: JobId) -> Result<Self, Error> {
        let file = read_file(db, job).await?;
        let keys: BTreeSet<_> = file.iter().flat_map(|sent| &sent.keys).copied().collect();
        let keys: Vec<_> = keys.into_iter().collect();
        let mut statistics = sent::load(db, &keys).await?;
        for SentIn { customer, keys, .. } in &file {
            keys.iter().for_each(|key| statistics.add(*key, *customer));
        }
        let keys = file.into_iter().map(|sent| (sent.conversation, sent.keys)).collect();
        Ok(Self { statistics: Arc::new(statistics), keys })
    }

    /// The keys of a conversation of the job. `None` if computing them panicked.
    pub fn keys(&self, item: &WorkItem) -> Option<&[SentKey]> {
        self.keys.get(&item.id).map(Vec::as_slice)
    }
}

async fn read_file(db: &Database, job: JobId) -> Result<Vec<SentIn>, Error> {
    let mut file = Vec::new();
    let mut last_ordinal = -1;
    loop {
        let page = jobs::conversations(db, job, last_ordinal, PAGE).await?;
        let Some(last) = page.last() else { return Ok(file) };
        last_ordinal = last.ordinal;
        // An error means that the runtime is shutting down.
        let read = tokio::task::spawn_blocking(move || read_page(&page, sent_keys)).await;
        file.extend(read.unwrap_or_default());
    }
}

/// Computes the keys of each conversation, and leaves out those for which that panics. A panic is a defect of the
/// extraction. It fails this conversation, not the job.
fn read_page(
    page: &[WorkItem],
    sent_keys: impl Fn(&Conversation) -> BTreeSet<SentKey> + RefUnwindSafe,
) -> Vec<SentIn> {
    let read = |item: &WorkItem| {
        let keys = catch_unwind(|| sent_keys(&item.conversation)).ok()?;
        let customer = CustomerKey::of(&item.conversation);
        Some(SentIn { conversation: item.id, customer, keys: keys.into_iter().collect() })
    };
    page.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::*;

    #[test]
    fn a_panic_leaves_out_only_its_conversation() {
        let bodies = ["One.", "Two.", "Three."];
        let page: Vec<_> = (0..)
            .zip(bodies)
            .map(|(ordinal, body)| WorkItem {
                id: ordinal.into(),
                ordinal,
                new_messages: 2,
                conversation: conversation_of(&["C Hi?", &format!("O {body}")]),
            })
            .collect();
        let panicking = |conversation: &Conversation| match &*conversation.messages[1].body {
            "Two." => panic!("a defect"),
            _ => sent_keys(conversation),
        };
        let read = read_page(&page, panicking);
        assert_eq!(read.iter().map(|sent| sent.conversation).collect::<Vec<_>>(), [0, 2]);
        assert!(read.iter().all(|sent| !sent.keys.is_empty()));
    }
}
