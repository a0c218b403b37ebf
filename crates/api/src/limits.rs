//! Limits the requests of each user in this process, against excessive polling and guessing of tokens.

mod fields;

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

pub(crate) use fields::{LimitState, LimitStates};

/// Once this many users are tracked, those without a recent request are dropped.
const SHRINK_FROM: usize = 10_000;

/// The name of the limit in the headers.
const NAME: &str = "requests";
/// The time in which requests are counted.
const WINDOW: Duration = Duration::from_secs(60);

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// Limits the requests of each user.
#[derive(Debug)]
pub struct RequestLimit(Option<Limiter>);

/// The state of the limit while `missing` requests are not allowed again. `wait` is the time until the next request is
/// allowed, if none is.
fn state(quota: &Quota, missing: u32, wait: Duration) -> LimitState {
    let limit = quota.burst_size().get();
    let (remaining, reset) = (limit.saturating_sub(missing), seconds(quota.replenish_interval() * missing));
    let until = if remaining == 0 { seconds(wait).max(1) } else { reset };
    LimitState { name: NAME, limit, window: seconds(WINDOW), remaining, reset, until }
}

/// A time in whole seconds, rounded up.
fn seconds(time: Duration) -> u32 {
    // A conversion of a float saturates.
    time.as_secs_f64().ceil() as u32
}

/// A request that exceeds the limit of its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exceeded(pub LimitState);

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
            Ok(snapshot) => {
                let quota = snapshot.quota();
                let missing = quota.burst_size().get().saturating_sub(snapshot.remaining_burst_capacity());
                Ok(Some(state(&quota, missing, quota.replenish_interval())))
            }
            Err(not_until) => {
                let quota = not_until.quota();
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Err(Exceeded(state(&quota, quota.burst_size().get(), wait)))
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
        let Exceeded(state) = limit.check("a").unwrap_err();
        assert_eq!((state.limit, state.window, state.remaining, state.reset), (2, 60, 0, 60));
        assert!((1..=30).contains(&state.until), "{}", state.until);
        assert!(limit.check("b").is_ok());
    }

    #[test]
    fn zero_is_no_limit() {
        let limit = RequestLimit::per_minute(0);
        assert!((0..1_000).all(|_| limit.check("a") == Ok(None)));
    }
}
