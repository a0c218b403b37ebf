//! What the results of a run say about the provider.

use std::collections::HashSet;

use tokio::time::Instant;

/// How often a run pauses in a row since the provider is unavailable: for about twenty minutes, with the waits of the default
/// settings.
const MAX_PAUSES: usize = 20;
/// The same if only one conversation is left: it may be the reason.
const MAX_PAUSES_FOR_ONE: usize = 3;
/// After how many failures in a row for the same reason every call is assumed to fail, if none has succeeded. More, if more
/// conversations are extracted at once.
const MIN_SAME_FAILURES: usize = 10;

/// What the results of a run say about the provider.
#[derive(Debug)]
pub(super) struct Health {
    /// After how many failures every call is assumed to fail; `None` if calls succeeded in an earlier run.
    max_same_failures: Option<usize>,
    /// When the last call began that succeeded.
    succeeded_at: Option<Instant>,
    /// The conversations for which it was unavailable since the last success.
    unavailable_for: HashSet<i64>,
    /// Pauses since the last success.
    pauses: usize,
    /// The reason of the last failures, and their number.
    failures: Option<(String, usize)>,
}

impl Health {
    /// `has_read`: whether an earlier run has read a conversation of the job. `concurrency`: how many conversations are
    /// extracted at once.
    pub fn new(has_read: bool, concurrency: usize) -> Self {
        Self {
            max_same_failures: (!has_read).then_some(concurrency.max(MIN_SAME_FAILURES)),
            succeeded_at: None,
            unavailable_for: HashSet::new(),
            pauses: 0,
            failures: None,
        }
    }

    /// A call that began at `began_at` has succeeded.
    pub fn succeed(&mut self, began_at: Instant) {
        self.succeeded_at = self.succeeded_at.max(Some(began_at));
        self.unavailable_for.clear();
        self.pauses = 0;
        self.failures = None;
    }

    /// Whether to wait until the provider is available again, after it was not for a conversation whose last attempt, or the
    /// wait before it, began at `began_at`. If a call succeeds that began later, or if the conversation is the only one that
    /// fails, it is the reason. `is_last`: whether no other one is left.
    pub fn is_unavailable(&mut self, conversation: i64, began_at: Instant, is_last: bool) -> bool {
        if self.succeeded_at.is_some_and(|at| at >= began_at) {
            return false;
        }
        self.unavailable_for.insert(conversation);
        let is_only_one = self.succeeded_at.is_some() && self.unavailable_for.len() == 1;
        let most = match (is_only_one, is_last) {
            (true, _) => 1,
            (false, true) => MAX_PAUSES_FOR_ONE,
            (false, false) => MAX_PAUSES,
        };
        self.pauses < most
    }

    pub fn pause(&mut self) {
        self.pauses += 1;
    }

    /// Whether every call is assumed to fail, after one has failed for `reason`.
    pub fn fails_always(&mut self, reason: &str) -> bool {
        let count = match &self.failures {
            Some((last, count)) if last == reason => count + 1,
            _ => 1,
        };
        self.failures = Some((reason.to_owned(), count));
        self.succeeded_at.is_none() && self.max_same_failures.is_some_and(|most| count >= most)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const CONCURRENCY: usize = 12;

    fn health() -> Health {
        Health::new(false, CONCURRENCY)
    }

    fn waits(health: &mut Health, conversation: i64, began_at: Instant) -> bool {
        let is_unavailable = health.is_unavailable(conversation, began_at, false);
        if is_unavailable {
            health.pause();
        }
        is_unavailable
    }

    #[test]
    fn a_run_waits_for_a_provider_that_no_call_reaches_but_not_forever() {
        let (mut health, now) = (health(), Instant::now());
        assert!((0..MAX_PAUSES).all(|_| waits(&mut health, 1, now)));
        assert!(!waits(&mut health, 2, now));
        health.succeed(now);
        assert!(waits(&mut health, 2, now + Duration::from_secs(1)), "another outage");
        assert!(!health.is_unavailable(3, now, true), "a call that began later has succeeded");
    }

    #[test]
    fn a_conversation_fails_if_later_calls_succeed_or_if_it_is_the_only_one_that_fails() {
        let (mut health, now) = (health(), Instant::now());
        let later = now + Duration::from_secs(1);
        health.succeed(later);
        assert!(!waits(&mut health, 1, now));
        let after = later + Duration::from_secs(1);
        assert_eq!([waits(&mut health, 1, after), waits(&mut health, 1, after)], [true, false]);
        assert!(waits(&mut health, 2, after), "it is not the only one");
    }

    #[test]
    fn the_last_conversation_waits_only_a_few_times() {
        let (mut health, now) = (health(), Instant::now());
        let waited = std::iter::repeat_with(|| {
            let is_unavailable = health.is_unavailable(1, now, true);
            health.pause();
            is_unavailable
        });
        assert_eq!(waited.take_while(|waits| *waits).count(), MAX_PAUSES_FOR_ONE);
    }

    #[test]
    fn the_same_failure_for_every_conversation_is_that_of_all() {
        let mut health = health();
        assert!((1..CONCURRENCY).all(|_| !health.fails_always("one")));
        assert!(!health.fails_always("another") && !health.fails_always("one"));
        assert!((2..CONCURRENCY).all(|_| !health.fails_always("one")));
        assert!(health.fails_always("one"));
        health.succeed(Instant::now());
        assert!((0..2 * CONCURRENCY).all(|_| !health.fails_always("one")));
        let mut later = Health::new(true, 1);
        assert!((0..2 * CONCURRENCY).all(|_| !later.fails_always("one")), "calls have succeeded before");
    }
}
