//! How many calls and tokens the provider accepts, as the headers of its responses say.

mod bucket;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;

use bucket::{Bucket, Sent as SentSum};

/// The provider's limits, as one process uses them. All of its calls share them.
#[derive(Debug)]
pub(super) struct Allowance {
    /// The part of the limits that this process may use, above 0 and at most 1.
    share: f64,
    buckets: Mutex<Buckets>,
}

#[derive(Debug, Default)]
struct Buckets {
    calls: Bucket,
    tokens: Bucket,
    /// Until when the provider accepts no call.
    paused_until: Option<Instant>,
}

/// A call that is reserved. If it is dropped without being sent, it is released.
#[derive(Debug)]
pub(super) struct Reservation {
    allowance: Arc<Allowance>,
    tokens: f64,
    /// How long to wait before the call is sent.
    pub wait: Duration,
    is_sent: bool,
}

impl Reservation {
    /// Notes that the call is sent.
    pub fn send(mut self, now: Instant) -> Sent {
        self.is_sent = true;
        self.allowance.send(1.0, self.tokens, now)
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.is_sent {
            let mut buckets = self.allowance.lock();
            buckets.calls.release(1.0);
            buckets.tokens.release(self.tokens);
        }
    }
}

/// The state in which a call was sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    calls: SentSum,
    tokens: SentSum,
}

impl Allowance {
    pub fn new(share: f64) -> Self {
        Self { share, buckets: Mutex::default() }
    }

    /// Reserves a call that the provider counts as `tokens` tokens. Calls that are reserved earlier come first.
    pub fn reserve(self: &Arc<Self>, tokens: u64, now: Instant) -> Reservation {
        let tokens = tokens as f64;
        let mut buckets = self.lock();
        let pause = buckets.paused_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let wait = buckets.calls.reserve(1.0, now).max(buckets.tokens.reserve(tokens, now));
        Reservation { allowance: Arc::clone(self), tokens, wait: wait.max(pause), is_sent: false }
    }

    /// Notes that the provider accepts no call before this time.
    pub fn pause(&self, until: Instant) {
        let mut buckets = self.lock();
        buckets.paused_until = buckets.paused_until.max(Some(until));
    }

    /// Notes that a call is sent that was not reserved, and is not expected to count.
    pub fn send_unreserved(&self, now: Instant) -> Sent {
        self.send(0.0, 0.0, now)
    }

    fn send(&self, calls: f64, tokens: f64, now: Instant) -> Sent {
        let mut buckets = self.lock();
        Sent { calls: buckets.calls.send(calls, now), tokens: buckets.tokens.send(tokens, now) }
    }

    /// Reads what the response to a call says about the limits. Other headers, and malformed ones, are ignored.
    pub fn receive(&self, headers: &HeaderMap, sent: &Sent, now: Instant) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let limit = |unit: &str| {
            let limit = number(&format!("x-ratelimit-limit-{unit}")).filter(|limit| *limit > 0)?;
            let remaining = number(&format!("x-ratelimit-remaining-{unit}"))?.min(limit);
            Some((limit as f64 * self.share, remaining as f64 * self.share))
        };
        let mut buckets = self.lock();
        if let Some((limit, remaining)) = limit("requests") {
            buckets.calls.receive(limit, remaining, sent.calls, now);
        }
        if let Some((limit, remaining)) = limit("tokens") {
            buckets.tokens.receive(limit, remaining, sent.tokens, now);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Allowance {
    /// The whole of the limits.
    fn default() -> Self {
        Self::new(1.0)
    }
}

#[cfg(test)]
mod tests;
