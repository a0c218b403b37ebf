//! How many conversations are extracted at once, and when the next one may start.

use std::collections::VecDeque;

use gleaner_extraction::Pacing;
use tokio::time::Instant;

/// The places of a run, one for each conversation that may be extracted at once. After a call, its place rests for the
/// delay of the pacing. A slow call occupies only its own place.
#[derive(Debug)]
pub(super) struct Places {
    pacing: Pacing,
    /// How many places may be used; fewer than the pacing permits after the provider refused calls.
    limit: usize,
    active: usize,
    /// When the resting places may be used again, in order.
    resting: VecDeque<Instant>,
    /// Successful calls since the limit was changed.
    successes: usize,
    paused_until: Option<Instant>,
}

impl Places {
    pub fn new(pacing: Pacing) -> Self {
        let limit = pacing.concurrency.max(1);
        Self { pacing, limit, active: 0, resting: VecDeque::new(), successes: 0, paused_until: None }
    }

    /// Whether a conversation may start now.
    pub fn are_free(&mut self, now: Instant) -> bool {
        self.resting.retain(|free_at| *free_at > now);
        self.paused_until.is_none() && self.active + self.resting.len() < self.limit
    }

    /// Takes a place for a conversation that starts.
    pub fn take(&mut self) {
        self.active += 1;
    }

    /// Gives a place back that needs no rest.
    pub fn give_back(&mut self) {
        self.active = self.active.saturating_sub(1);
    }

    /// When a place may become free although no call ends; `None` if only the end of a call makes one free.
    pub fn next_free(&self) -> Option<Instant> {
        self.paused_until.or_else(|| self.resting.front().copied())
    }

    /// Ends the pause if it is over. Returns whether it has ended now.
    pub fn resume(&mut self, now: Instant) -> bool {
        let is_over = self.paused_until.is_some_and(|until| until <= now);
        if is_over {
            self.paused_until = None;
        }
        is_over
    }

    /// A call has ended that the provider did not refuse.
    pub fn end_call(&mut self, now: Instant) {
        self.give_back();
        if !self.pacing.rest.is_zero() {
            self.resting.push_back(now + self.pacing.rest);
        }
        self.successes += 1;
        if self.successes >= self.limit && self.limit < self.pacing.concurrency {
            self.limit += 1;
            self.successes = 0;
        }
    }

    /// The provider has refused a call since there were too many: no call starts before `until`, and then half as many at
    /// once. Returns whether the pause is new or longer than before.
    pub fn refuse(&mut self, until: Instant) -> bool {
        self.give_back();
        if self.paused_until.is_none() {
            self.limit = (self.limit / 2).max(1);
            self.successes = 0;
        }
        let is_longer = self.paused_until.is_none_or(|paused| paused < until);
        if is_longer {
            self.paused_until = Some(until);
        }
        is_longer
    }

    pub fn is_paused(&self) -> bool {
        self.paused_until.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const DELAY: Duration = Duration::from_secs(2);

    fn places(concurrency: usize, rest: Duration) -> Places {
        Places::new(Pacing { concurrency, rest, ..Pacing::SEQUENTIAL })
    }

    fn taken(places: &mut Places, now: Instant) -> usize {
        let mut taken = 0;
        while places.are_free(now) {
            places.take();
            taken += 1;
        }
        taken
    }

    #[test]
    fn a_slow_call_occupies_only_its_own_place() {
        let (mut places, start) = (places(3, DELAY), Instant::now());
        assert_eq!(taken(&mut places, start), 3);
        for _ in 0..2 {
            places.end_call(start);
        }
        assert_eq!((taken(&mut places, start), places.next_free()), (0, Some(start + DELAY)));
        assert_eq!(taken(&mut places, start + DELAY), 2);
        assert_eq!(places.next_free(), None);
    }

    #[test]
    fn after_a_refusal_half_of_the_places_are_used_and_each_round_of_successes_adds_one() {
        let (mut places, start) = (places(8, Duration::ZERO), Instant::now());
        assert_eq!(taken(&mut places, start), 8);
        assert!(places.refuse(start + DELAY));
        assert!(!places.refuse(start + DELAY), "the same pause");
        assert!(places.refuse(start + 2 * DELAY), "the provider wants more time");
        for _ in 0..5 {
            places.give_back();
        }
        assert_eq!((taken(&mut places, start), places.next_free()), (0, Some(start + 2 * DELAY)));
        assert!(!places.resume(start + DELAY));
        assert!(places.resume(start + 2 * DELAY));
        let mut sizes = Vec::new();
        for _ in 0..6 {
            let size = taken(&mut places, start);
            (0..size).for_each(|_| places.end_call(start));
            sizes.push(size);
        }
        assert_eq!(sizes, [4, 5, 6, 7, 8, 8]);
    }
}
