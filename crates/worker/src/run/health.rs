//! What the results of a run say about the provider.

use std::collections::HashSet;

use tokio::time::Instant;

/// How often a run pauses in a row since the provider is unavailable: for about twenty minutes, with the waits of the default
/// settings.
const MAX_PAUSES: usize = 20;
/// After how many failures in a row for the same reason every call is assumed to fail, if none has succeeded.
const MAX_SAME_FAILURES: usize = 10;

/// What the results of a run say about the provider.
#[derive(Debug, Default)]
pub(super) struct Health {
    succeeded_at: Option<Instant>,
    /// The conversations for which it was unavailable since the last success.
    unavailable_for: HashSet<i64>,
    /// Pauses since the last success.
    pauses: usize,
    /// The reason of the last failures, and their number.
    failures: Option<(String, usize)>,
}

impl Health {
    pub fn succeed(&mut self, now: Instant) {
        *self = Self { succeeded_at: Some(now), ..Self::default() };
    }

    /// Whether to wait until the provider is available again, after it was not for a conversation whose last attempts began at
    /// `began_at`. If others succeeded since, or if it is the only one that fails, the conversation is the reason.
    pub fn is_unavailable(&mut self, conversation: i64, began_at: Instant) -> bool {
        if self.succeeded_at.is_some_and(|at| at >= began_at) {
            return false;
        }
        self.unavailable_for.insert(conversation);
        let is_only_one = self.succeeded_at.is_some() && self.unavailable_for.len() == 1;
        self.pauses < if is_only_one { 1 } else { MAX_PAUSES }
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
        self.succeeded_at.is_none() && count >= MAX_SAME_FAILURES
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn waits(health: &mut Health, conversation: i64, began_at: Instant) -> bool {
        let is_unavailable = health.is_unavailable(conversation, began_at);
        if is_unavailable {
            health.pause();
        }
        is_unavailable
    }

    #[test]
    fn a_run_waits_for_a_provider_that_no_call_reaches_but_not_forever() {
        let (mut health, now) = (Health::default(), Instant::now());
        assert!((0..MAX_PAUSES).all(|_| waits(&mut health, 1, now)));
        assert!(!waits(&mut health, 2, now));
        health.succeed(now);
        assert!(waits(&mut health, 2, now + Duration::from_secs(1)), "another outage");
    }

    #[test]
    fn a_conversation_fails_if_others_succeed_or_if_it_is_the_only_one_that_fails() {
        let (mut health, now) = (Health::default(), Instant::now());
        let later = now + Duration::from_secs(1);
        health.succeed(later);
        assert!(!waits(&mut health, 1, now));
        let after = later + Duration::from_secs(1);
        assert_eq!([waits(&mut health, 1, after), waits(&mut health, 1, after)], [true, false]);
        assert!(waits(&mut health, 2, after), "it is not the only one");
    }

    #[test]
    fn the_same_failure_for_every_conversation_is_that_of_all() {
        let mut health = Health::default();
        assert!((1..MAX_SAME_FAILURES).all(|_| !health.fails_always("one")));
        assert!(!health.fails_always("another") && !health.fails_always("one"));
        assert!((2..MAX_SAME_FAILURES).all(|_| !health.fails_always("one")));
        assert!(health.fails_always("one"));
        health.succeed(Instant::now());
        assert!((0..2 * MAX_SAME_FAILURES).all(|_| !health.fails_always("one")));
    }
}
