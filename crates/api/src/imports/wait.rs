//! Holding a response until a job is final.

use std::time::Duration;

use gleaner_domain::JobId;
use gleaner_persistence::jobs::{self, ImportJob};
use gleaner_persistence::{Database, Error};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// How often the job is read. A person does not notice the delay, and one row by its key is cheap to read.
const INTERVAL: Duration = Duration::from_millis(200);

/// The job once it is final, or its state after `wait` or when the process stops; `None` if it does not exist.
pub(super) async fn until_final(
    db: &Database,
    id: JobId,
    wait: Duration,
    stopping: &CancellationToken,
) -> Result<Option<ImportJob>, Error> {
    let deadline = Instant::now() + wait;
    loop {
        let job = jobs::find(db, id).await?;
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stopping.is_cancelled() || job.as_ref().is_none_or(|job| job.status.is_final()) {
            return Ok(job);
        }
        tokio::select! {
            () = sleep(INTERVAL.min(left)) => {}
            () = stopping.cancelled() => {}
        }
    }
}
