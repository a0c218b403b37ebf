//! Limits how many uploads are received, and how many are read, at the same time in this process. This
//! bounds the memory and the disk space that uploads use.

mod per_user;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use gleaner_domain::{ProblemCode, UserId};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use self::per_user::{PerUser, UserPermit};
use crate::problem::ApiError;

/// Most uploads that are being received or wait to be read. Each is a file in the temporary directory.
const MAX_RECEIVED: usize = 64;
/// Most of these uploads of one user, so that the slow uploads of a user do not keep others from uploading.
const MAX_RECEIVED_PER_USER: usize = MAX_RECEIVED / 4;
/// `Retry-After` of a refused upload, in seconds. Reading a file takes less than a second.
const RETRY_AFTER: u64 = 5;

/// How many uploads are read at the same time, and how long the others wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Most files that are read at the same time; at least 1.
    pub concurrent_reads: usize,
    /// How long a received upload waits for a permit. Clients and proxies give up after about a minute.
    pub acquire_timeout: Duration,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self { concurrent_reads: 2, acquire_timeout: Duration::from_secs(30) }
    }
}

/// Issues permits to receive and to read uploads: many are received at the same time, few are read.
#[derive(Debug)]
pub struct ReadLimiter {
    receiving: Arc<Semaphore>,
    receiving_of_user: PerUser,
    reading: Arc<Semaphore>,
    /// One thread for each file that is read at the same time. The runtime's threads for blocking work are
    /// not used: there are many, and each would keep the memory that it once allocated.
    readers: ThreadPool,
    acquire_timeout: Duration,
}

/// A permit to receive an upload. Dropping it releases it.
#[derive(Debug)]
#[expect(dead_code, reason = "only the lifetimes matter")]
pub(crate) struct ReceivePermit {
    of_user: UserPermit,
    of_process: OwnedSemaphorePermit,
}

/// A permit to read an upload. Dropping it releases it.
#[derive(Debug)]
pub struct ReadPermit(#[expect(dead_code, reason = "only its lifetime matters")] OwnedSemaphorePermit);

impl ReadLimiter {
    /// A limiter with `limits`.
    ///
    /// # Errors
    /// The threads that read files cannot be started.
    pub fn new(limits: ReadLimits) -> io::Result<Self> {
        let concurrent_reads = limits.concurrent_reads.max(1);
        let readers = ThreadPoolBuilder::new()
            .num_threads(concurrent_reads)
            .thread_name(|number| format!("reader-{number}"))
            // The caller of `run` gets an error, since the sender is dropped.
            .panic_handler(|_| {})
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            receiving: Arc::new(Semaphore::new(MAX_RECEIVED)),
            receiving_of_user: PerUser::new(MAX_RECEIVED_PER_USER),
            reading: Arc::new(Semaphore::new(concurrent_reads)),
            readers,
            acquire_timeout: limits.acquire_timeout,
        })
    }

    /// A permit to receive an upload of `user`, without waiting.
    ///
    /// # Errors
    /// `TOO_MANY_REQUESTS` if too many uploads of the user are being received, or `UNAVAILABLE` if too many of all
    /// users are.
    pub(crate) fn acquire_receiving(&self, user: &UserId) -> Result<ReceivePermit, ApiError> {
        let of_user = self.receiving_of_user.acquire(user).ok_or_else(too_many_of_user)?;
        let of_process = Arc::clone(&self.receiving).try_acquire_owned().map_err(|_| busy())?;
        Ok(ReceivePermit { of_user, of_process })
    }

    /// A permit to read an upload, after at most the timeout.
    ///
    /// # Errors
    /// [`Busy`] if no permit is released in time.
    pub async fn acquire(&self) -> Result<ReadPermit, Busy> {
        let acquired =
            tokio::time::timeout(self.acquire_timeout, Arc::clone(&self.reading).acquire_owned()).await;
        acquired.ok().and_then(Result::ok).map(ReadPermit).ok_or(Busy)
    }

    /// Runs `work` on a reader thread, releases `permit`, and returns the result.
    ///
    /// # Errors
    /// The error of `work`, or `INTERNAL` if it panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        permit: ReadPermit,
        work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (sender, receiver) = oneshot::channel();
        self.readers.spawn(move || {
            let result = work();
            drop(permit);
            // If the client has disconnected, nothing waits for the result.
            let _ = sender.send(result);
        });
        receiver.await.map_err(ApiError::internal)?
    }
}

/// No permit was released in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

impl From<Busy> for ApiError {
    fn from(Busy: Busy) -> Self {
        busy()
    }
}

fn too_many_of_user() -> ApiError {
    let sentence = "You are sending too many files at the same time. Please wait until some are finished.";
    ApiError::with_sentence(ProblemCode::TooManyRequests, sentence).retry_after(RETRY_AFTER)
}

fn busy() -> ApiError {
    let sentence = "Other files are being read. Please try again in a few seconds.";
    ApiError::with_sentence(ProblemCode::Unavailable, sentence).retry_after(RETRY_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(concurrent_reads: usize) -> ReadLimiter {
        ReadLimiter::new(ReadLimits { concurrent_reads, acquire_timeout: Duration::ZERO }).unwrap()
    }

    #[tokio::test]
    async fn a_dropped_permit_can_be_acquired_again() {
        let limiter = limiter(2);
        let permits = [limiter.acquire().await.unwrap(), limiter.acquire().await.unwrap()];
        assert_eq!(limiter.acquire().await.unwrap_err(), Busy);
        drop(permits);
        assert!(limiter.acquire().await.is_ok());
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error_and_releases_its_permit() {
        let limiter = limiter(1);
        let permit = limiter.acquire().await.unwrap();
        let failed = limiter.run::<()>(permit, || panic!("a defect")).await.unwrap_err();
        assert_eq!(failed.problem.code, ProblemCode::Internal);
        let permit = limiter.acquire().await.unwrap();
        assert_eq!(limiter.run(permit, || Ok(7)).await.unwrap(), 7);
    }

    /// The runtime of this test has one thread. Work on that thread would never get the message, and would time out.
    #[tokio::test]
    async fn work_does_not_block_the_thread_that_waits_for_it() {
        let (sender, receiver) = std::sync::mpsc::channel();
        let limiter = limiter(1);
        let permit = limiter.acquire().await.unwrap();
        let work = move || receiver.recv_timeout(Duration::from_secs(60)).map_err(ApiError::internal);
        let (result, sent) = tokio::join!(limiter.run(permit, work), async { sender.send(7) });
        assert_eq!((result.unwrap(), sent), (7, Ok(())));
    }

    #[test]
    fn the_number_of_uploads_that_are_received_is_bounded() {
        let limiter = limiter(1);
        let user = |number: usize| UserId::parse(&format!("user {number}")).unwrap();
        let permits: Vec<_> =
            (0..MAX_RECEIVED).map(|number| limiter.acquire_receiving(&user(number)).unwrap()).collect();
        let refused = limiter.acquire_receiving(&user(MAX_RECEIVED)).unwrap_err();
        assert_eq!((refused.problem.code, refused.retry_after), (ProblemCode::Unavailable, Some(5)));
        drop(permits);
        assert!(limiter.acquire_receiving(&user(0)).is_ok());
    }

    #[test]
    fn a_user_cannot_keep_others_from_uploading() {
        let limiter = limiter(1);
        let (ada, bob) = (UserId::parse("ada").unwrap(), UserId::parse("bob").unwrap());
        let permits: Vec<_> =
            (0..MAX_RECEIVED_PER_USER).map(|_| limiter.acquire_receiving(&ada).unwrap()).collect();
        let refused = limiter.acquire_receiving(&ada).unwrap_err();
        assert_eq!((refused.problem.code, refused.retry_after), (ProblemCode::TooManyRequests, Some(5)));
        assert!(limiter.acquire_receiving(&bob).is_ok());
        drop(permits);
        assert!(limiter.acquire_receiving(&ada).is_ok());
    }
}
