//! How often this process has changed each job, so that what it has in memory of a job is replaced at once.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gleaner_domain::JobId;

/// Jobs share this many counters. If two jobs share one, a change of one job has both read again.
const COUNTERS: usize = 1 << 12;

/// Counts the changes of jobs that this process has committed. Clones count together.
#[derive(Debug, Clone)]
pub(crate) struct Revisions(Arc<Counters>);

#[derive(Debug)]
struct Counters {
    hasher: RandomState,
    counters: [AtomicU64; COUNTERS],
}

impl Default for Revisions {
    fn default() -> Self {
        Self(Arc::new(Counters {
            hasher: RandomState::new(),
            counters: [const { AtomicU64::new(0) }; COUNTERS],
        }))
    }
}

impl Revisions {
    /// The number of changes so far.
    pub(crate) fn of(&self, job: JobId) -> u64 {
        self.counter(job).load(Ordering::Acquire)
    }

    /// Counts a change that was committed.
    pub(crate) fn count(&self, job: JobId) {
        self.counter(job).fetch_add(1, Ordering::Release);
    }

    fn counter(&self, job: JobId) -> &AtomicU64 {
        let Counters { hasher, counters } = self.0.as_ref();
        &counters[hasher.hash_one(job) as usize % COUNTERS]
    }
}
