//! One limit of the provider, as a token bucket.

use std::time::{Duration, Instant};

/// The time in which a full limit is available again.
const PERIOD: Duration = Duration::from_secs(60);
/// The longest wait, whatever a response says.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// What the provider still accepts. Without a limit, it is not known, and nothing has to wait.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    limit: Option<Limit>,
    /// The sum of what is reserved for calls that were not sent.
    waiting: f64,
    /// The sum of what was sent.
    sent: f64,
}

#[derive(Debug)]
struct Limit {
    /// What the provider accepts in a [`PERIOD`].
    per_period: f64,
    /// What it accepts at `at`. Negative if more is reserved.
    level: f64,
    at: Instant,
    /// When the call was sent whose response named the limit.
    reported_for: Instant,
}

/// The sum of what was sent, the call included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    sum: f64,
    at: Instant,
}

impl Bucket {
    /// Reserves `amount`. Returns how long to wait until the provider accepts it.
    pub fn reserve(&mut self, amount: f64, now: Instant) -> Duration {
        self.waiting += amount;
        self.limit.as_mut().map_or(Duration::ZERO, |limit| limit.reserve(amount, now))
    }

    /// Releases what was reserved for a call that is not sent.
    pub fn release(&mut self, amount: f64) {
        self.waiting -= amount;
        if let Some(limit) = &mut self.limit {
            limit.level += amount.min(limit.per_period);
        }
    }

    /// Sends a call for which `amount` is reserved.
    pub fn send(&mut self, amount: f64, now: Instant) -> Sent {
        self.waiting -= amount;
        self.sent += amount;
        Sent { sum: self.sent, at: now }
    }

    /// The provider says that it accepts `per_period`, and had `remaining` left after it counted the call `sent`. It may
    /// not have counted what was sent later, and has not counted what waits.
    pub fn receive(&mut self, per_period: f64, remaining: f64, sent: Sent, now: Instant) {
        if self.limit.as_ref().is_some_and(|limit| limit.reported_for > sent.at) {
            // The response to a later call was faster.
            return;
        }
        let level = remaining - (self.sent - sent.sum) - self.waiting;
        let mut limit = Limit { per_period, level, at: sent.at, reported_for: sent.at };
        limit.refill(now);
        self.limit = Some(limit);
    }
}

impl Limit {
    fn reserve(&mut self, amount: f64, now: Instant) -> Duration {
        self.refill(now);
        // More than the limit is never available.
        self.level -= amount.min(self.per_period);
        let seconds = -self.level / self.per_second();
        Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
    }

    fn refill(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.level = (self.level + elapsed * self.per_second()).min(self.per_period);
        self.at = now.max(self.at);
    }

    fn per_second(&self) -> f64 {
        self.per_period / PERIOD.as_secs_f64()
    }
}
