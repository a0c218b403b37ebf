//! How many uploads are taken up and read at once in this process, so that their memory and their
//! disk have a bound.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use gleaner_domain::ProblemCode;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::problem::ApiError;

/// Uploads on their way in or waiting to be read. Each is a file in the temporary folder.
const MAX_UNDER_WAY: usize = 64;
/// When it is worth coming back, in seconds: reading takes a fraction of one.
const RETRY_AFTER: u64 = 5;

/// The turns of uploads: many may come in at once, a few are read.
#[derive(Debug)]
pub struct UploadTurns {
    under_way: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    /// A thread for each file that is read at once. Not those that the runtime keeps for blocking
    /// work: they are many, and each would hold on to the memory that a file has taken.
    readers: ThreadPool,
    patience: Duration,
}

/// A place among those that come in, or that are read; free again when it is dropped.
#[derive(Debug)]
pub struct Turn(#[expect(dead_code, reason = "held, not looked at")] OwnedSemaphorePermit);

impl UploadTurns {
    /// At most `reading` files are read at once; one waits for its turn for so long.
    pub fn new(reading: usize, patience: Duration) -> io::Result<Self> {
        let readers = ThreadPoolBuilder::new()
            .num_threads(reading.max(1))
            .thread_name(|number| format!("reader-{number}"))
            // Whoever waits for the outcome learns of it.
            .panic_handler(|_| {})
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            under_way: Arc::new(Semaphore::new(MAX_UNDER_WAY)),
            reading: Arc::new(Semaphore::new(reading.max(1))),
            readers,
            patience,
        })
    }

    /// A place for an upload that comes in.
    pub(crate) fn come_in(&self) -> Result<Turn, ApiError> {
        Arc::clone(&self.under_way).try_acquire_owned().map(Turn).map_err(|_| busy())
    }

    /// Does the work of a turn on a thread for that, and answers its outcome.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (sender, outcome) = oneshot::channel();
        self.readers.spawn(move || {
            let done = work();
            drop(turn);
            // Nobody waits any more where the client has gone.
            let _ = sender.send(done);
        });
        outcome.await.map_err(ApiError::internal)?
    }

    /// A turn to read.
    pub async fn read(&self) -> Result<Turn, Busy> {
        let turn = tokio::time::timeout(self.patience, Arc::clone(&self.reading).acquire_owned()).await;
        turn.ok().and_then(Result::ok).map(Turn).ok_or(Busy)
    }
}

/// No turn came in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

impl From<Busy> for ApiError {
    fn from(Busy: Busy) -> Self {
        busy()
    }
}

fn busy() -> ApiError {
    let sentence = "Other files are being read. Please try again in a few seconds.";
    ApiError::with_sentence(ProblemCode::Unavailable, sentence).retry_after(RETRY_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_is_free_again_when_it_is_over() {
        let turns = UploadTurns::new(2, Duration::ZERO).unwrap();
        let held = [turns.read().await.unwrap(), turns.read().await.unwrap()];
        assert_eq!(turns.read().await.unwrap_err(), Busy);
        drop(held);
        assert!(turns.read().await.is_ok());
    }

    #[tokio::test]
    async fn a_reading_that_panics_is_an_error_and_frees_its_turn() {
        let turns = UploadTurns::new(1, Duration::ZERO).unwrap();
        let turn = turns.read().await.unwrap();
        let failed = turns.run::<()>(turn, || panic!("a defect")).await.unwrap_err();
        assert_eq!(failed.problem.code, ProblemCode::Internal);
        let turn = turns.read().await.unwrap();
        assert_eq!(turns.run(turn, || Ok(7)).await.unwrap(), 7);
    }

    #[test]
    fn uploads_that_come_in_have_a_bound_too() {
        let turns = UploadTurns::new(1, Duration::ZERO).unwrap();
        let held: Vec<_> = (0..MAX_UNDER_WAY).map(|_| turns.come_in().unwrap()).collect();
        let refused = turns.come_in().unwrap_err();
        assert_eq!((refused.problem.code, refused.retry_after), (ProblemCode::Unavailable, Some(5)));
        drop(held);
        assert!(turns.come_in().is_ok());
    }
}
