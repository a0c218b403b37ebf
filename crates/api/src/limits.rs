//! Limits the requests of each user in this process, against excessive polling and guessing of tokens.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::{StateInformationMiddleware, StateSnapshot};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

/// Once this many users are tracked, those without a recent request are dropped.
const SHRINK_FROM: usize = 10_000;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// Limits the requests of each user.
#[derive(Debug)]
pub struct RequestLimit(Option<Limiter>);

/// The state of a user's limit after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LimitState {
    /// Requests allowed per minute.
    limit: u32,
    /// Requests that are allowed now.
    remaining: u32,
    /// Seconds until all requests are allowed again.
    reset: u64,
}

impl LimitState {
    fn of(snapshot: &StateSnapshot) -> Self {
        let (limit, remaining) = (snapshot.quota().burst_size().get(), snapshot.remaining_burst_capacity());
        let missing = snapshot.quota().replenish_interval() * limit.saturating_sub(remaining);
        Self { limit, remaining, reset: missing.as_secs_f64().ceil() as u64 }
    }

    /// The `RateLimit-*` headers, which many clients read
    /// (<https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/06/>).
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        headers.insert(RESET, HeaderValue::from(self.reset));
    }
}

/// A request that exceeds the limit of its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exceeded {
    pub state: LimitState,
    /// The time until the next request is allowed.
    pub wait: Duration,
}

impl RequestLimit {
    /// A limit of `requests` per user and minute; 0 for no limit.
    pub fn per_minute(requests: u32) -> Self {
        let limiter = |requests| RateLimiter::keyed(Quota::per_minute(requests)).with_middleware();
        Self(NonZeroU32::new(requests).map(limiter))
    }

    /// Counts one request of `user`. Returns `None` if there is no limit.
    ///
    /// # Errors
    /// [`Exceeded`] if the user has sent too many requests.
    pub(crate) fn check(&self, user: &str) -> Result<Option<LimitState>, Exceeded> {
        let Some(limiter) = &self.0 else { return Ok(None) };
        if limiter.len() >= SHRINK_FROM {
            limiter.retain_recent();
        }
        match limiter.check_key(&user.to_owned()) {
            Ok(snapshot) => Ok(Some(LimitState::of(&snapshot))),
            Err(not_until) => {
                let limit = not_until.quota().burst_size().get();
                let reset = (not_until.quota().replenish_interval() * limit).as_secs_f64().ceil() as u64;
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Err(Exceeded { state: LimitState { limit, remaining: 0, reset }, wait })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_has_a_separate_limit() {
        let limit = RequestLimit::per_minute(2);
        let remaining = |state: Option<LimitState>| state.unwrap().remaining;
        assert_eq!(remaining(limit.check("a").unwrap()), 1);
        assert_eq!(remaining(limit.check("a").unwrap()), 0);
        let Exceeded { wait, state } = limit.check("a").unwrap_err();
        assert_eq!(state, LimitState { limit: 2, remaining: 0, reset: 60 });
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(30));
        assert!(limit.check("b").is_ok());
    }

    #[test]
    fn zero_is_no_limit() {
        let limit = RequestLimit::per_minute(0);
        assert!((0..1_000).all(|_| limit.check("a") == Ok(None)));
    }
}
