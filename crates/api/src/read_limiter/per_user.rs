//! Limits what one user has of something at the same time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gleaner_domain::UserId;

type Counts = HashMap<UserId, usize>;

/// Counts what each user has. A user who has nothing takes no memory.
#[derive(Debug, Clone)]
pub(super) struct PerUser {
    counts: Arc<Mutex<Counts>>,
    max: usize,
}

/// One of the things that a user has. Dropping it releases it.
#[derive(Debug)]
pub(super) struct UserPermit {
    counts: Arc<Mutex<Counts>>,
    user: UserId,
}

impl PerUser {
    /// At most `max` for each user.
    pub fn new(max: usize) -> Self {
        Self { counts: Arc::default(), max }
    }

    /// A permit for `user`; `None` if the user has as many as allowed.
    pub fn acquire(&self, user: &UserId) -> Option<UserPermit> {
        let mut counts = lock(&self.counts);
        let count = counts.entry(user.clone()).or_default();
        if *count >= self.max {
            return None;
        }
        *count += 1;
        Some(UserPermit { counts: Arc::clone(&self.counts), user: user.clone() })
    }
}

impl Drop for UserPermit {
    fn drop(&mut self) {
        let mut counts = lock(&self.counts);
        match counts.get_mut(&self.user) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.user)),
        }
    }
}

/// The counts are valid even if a thread panicked while it had the lock: nothing panics between two changes.
fn lock(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_is_counted_separately_and_forgotten_afterwards() {
        let (ada, bob) = (UserId::parse("ada").unwrap(), UserId::parse("bob").unwrap());
        let limit = PerUser::new(2);
        let permits = [limit.acquire(&ada), limit.acquire(&ada), limit.acquire(&bob)];
        assert!(permits.iter().all(Option::is_some));
        assert!(limit.acquire(&ada).is_none());
        let [first, rest @ ..] = permits;
        drop(first);
        assert!(limit.acquire(&ada).is_some());
        drop(rest);
        assert!(lock(&limit.counts).is_empty());
    }
}
