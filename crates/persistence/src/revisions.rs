//! How often this process has changed each job, so that what it has in memory of a job is replaced at once.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gleaner_domain::JobId;

/// Jobs share this many counters. If two jobs share one, a change of one job has both read again.
const COUNTERS: usize = 1 << 12;
/// The shortest time between two changes that are progress. An import can record hundreds of outcomes in a second, and
/// nobody needs to see each of them.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// Counts the changes of jobs that this process has committed. Clones count together.
#[derive(Debug, Clone)]
pub(crate) struct Revisions(Arc<Counters>);

#[derive(Debug)]
struct Counters {
    hasher: RandomState,
    created_at: Instant,
    counters: [Counter; COUNTERS],
}

#[derive(Debug)]
struct Counter {
    changes: AtomicU64,
    /// When progress counts as a change again, in milliseconds since the counters were created.
    progress_from: AtomicU64,
}

impl Default for Revisions {
    fn default() -> Self {
        Self(Arc::new(Counters {
            hasher: RandomState::new(),
            created_at: Instant::now(),
            counters: [const { Counter { changes: AtomicU64::new(0), progress_from: AtomicU64::new(0) } };
                COUNTERS],
        }))
    }
}

impl Revisions {
    /// The number of changes so far.
    pub(crate) fn of(&self, job: JobId) -> u64 {
        self.counter(job).changes.load(Ordering::Acquire)
    }

    /// Counts a change that was committed.
    pub(crate) fn count(&self, job: JobId) {
        self.counter(job).changes.fetch_add(1, Ordering::Release);
    }

    /// Counts progress that was committed, unless progress was counted shortly before.
    pub(crate) fn count_progress(&self, job: JobId) {
        self.count_progress_at(job, self.0.created_at.elapsed());
    }

    fn count_progress_at(&self, job: JobId, now: Duration) {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let next = milliseconds(now + PROGRESS_INTERVAL);
        let is_due = |from: u64| (from <= milliseconds(now)).then_some(next);
        let counter = self.counter(job);
        if counter.progress_from.fetch_update(Ordering::Relaxed, Ordering::Relaxed, is_due).is_ok() {
            counter.changes.fetch_add(1, Ordering::Release);
        }
    }

    fn counter(&self, job: JobId) -> &Counter {
        let Counters { hasher, counters, .. } = self.0.as_ref();
        &counters[hasher.hash_one(job) as usize % COUNTERS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_counts_and_progress_counts_ten_times_a_second() {
        let (revisions, job) = (Revisions::default(), JobId::of_file("ab", 0));
        for milliseconds in 0..1_000 {
            revisions.count_progress_at(job, Duration::from_millis(milliseconds));
        }
        assert_eq!(revisions.of(job), 10);
        revisions.count(job);
        revisions.clone().count(job);
        assert_eq!(revisions.of(job), 12);
    }
}
