//! How often a user may ask, in this process: against polling floods and brute force.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

/// From so many known users on, those who have not asked lately are forgotten.
const SHRINK_FROM: usize = 10_000;

/// Requests of each user, spread over a minute.
#[derive(Debug)]
pub struct RequestLimit(Option<DefaultKeyedRateLimiter<String>>);

impl RequestLimit {
    /// At most so many requests of a user in a minute; 0 for no limit.
    pub fn per_minute(requests: u32) -> Self {
        Self(
            NonZeroU32::new(requests)
                .map(|requests| DefaultKeyedRateLimiter::keyed(Quota::per_minute(requests))),
        )
    }

    /// Counts one request of `user`; refused with the time to wait.
    pub(crate) fn check(&self, user: &str) -> Result<(), Duration> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        if limiter.len() >= SHRINK_FROM {
            limiter.retain_recent();
        }
        limiter
            .check_key(&user.to_owned())
            .map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_has_a_limit_of_their_own() {
        let limit = RequestLimit::per_minute(2);
        assert!(limit.check("a").is_ok() && limit.check("a").is_ok());
        let wait = limit.check("a").unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(30));
        assert!(limit.check("b").is_ok());
    }

    #[test]
    fn zero_is_no_limit() {
        let limit = RequestLimit::per_minute(0);
        assert!((0..1_000).all(|_| limit.check("a").is_ok()));
    }
}
