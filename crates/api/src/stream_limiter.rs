//! Limits the event streams that are open in this process: each holds a connection as long as its job runs.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gleaner_domain::{ProblemCode, UserId};

use crate::problem::ApiError;

/// `Retry-After` of a refused stream, in seconds.
const RETRY_AFTER: u64 = 30;

/// How many event streams may be open at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamLimits {
    /// Of one user.
    pub per_user: usize,
    /// Of all users.
    pub total: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self { per_user: 20, total: 1_000 }
    }
}

/// Issues permits for event streams.
#[derive(Debug)]
pub struct StreamLimiter {
    limits: StreamLimits,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_user: HashMap<UserId, usize>,
}

/// A permit for one stream. Dropping it releases it.
#[derive(Debug)]
pub(crate) struct StreamPermit {
    limiter: Arc<StreamLimiter>,
    user: UserId,
}

impl StreamLimiter {
    /// A limiter with `limits`.
    pub fn new(limits: StreamLimits) -> Self {
        Self { limits, open: Mutex::default() }
    }

    /// A permit for a stream of `user`.
    ///
    /// # Errors
    /// `TOO_MANY_REQUESTS` if the user has too many streams, `UNAVAILABLE` if all users together have.
    pub(crate) fn acquire(self: &Arc<Self>, user: &UserId) -> Result<StreamPermit, ApiError> {
        let mut open = self.open();
        if open.by_user.get(user).is_some_and(|streams| *streams >= self.limits.per_user) {
            let sentence = "You have too many open event streams. Please close one of them.";
            return Err(
                ApiError::with_sentence(ProblemCode::TooManyRequests, sentence).retry_after(RETRY_AFTER)
            );
        }
        if open.total >= self.limits.total {
            return Err(ApiError::new(ProblemCode::Unavailable).retry_after(RETRY_AFTER));
        }
        open.total += 1;
        *open.by_user.entry(user.clone()).or_default() += 1;
        Ok(StreamPermit { limiter: Arc::clone(self), user: user.clone() })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for StreamPermit {
    fn drop(&mut self) {
        let mut open = self.limiter.open();
        open.total -= 1;
        if let Entry::Occupied(mut streams) = open.by_user.entry(self.user.clone()) {
            *streams.get_mut() -= 1;
            if *streams.get() == 0 {
                streams.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permit_is_free_again_when_it_is_dropped() {
        let limiter = Arc::new(StreamLimiter::new(StreamLimits { per_user: 1, total: 2 }));
        let user = |name| UserId::parse(name).unwrap();
        let code = |name| limiter.acquire(&user(name)).unwrap_err().problem.code;
        let first = limiter.acquire(&user("a")).unwrap();
        assert_eq!(code("a"), ProblemCode::TooManyRequests);
        let _second = limiter.acquire(&user("b")).unwrap();
        assert_eq!(code("c"), ProblemCode::Unavailable);
        drop(first);
        let _third = limiter.acquire(&user("c")).unwrap();
        assert_eq!(code("c"), ProblemCode::TooManyRequests);
        assert_eq!(limiter.open().by_user.len(), 2);
    }
}
