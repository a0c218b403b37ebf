//! The states of jobs as they are sent, kept in memory for a fraction of a second: a job is read a few times a second,
//! however many clients poll it.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use actix_web::http::header::EntityTag;
use actix_web::web::Bytes;
use gleaner_domain::JobId;
use gleaner_persistence::Database;
use gleaner_persistence::jobs::{self, ImportJob};
use moka::future::Cache;
use sha2::{Digest, Sha256};

use crate::problem::{ApiError, not_found};

/// How long a state is kept. What another process changes is visible after at most this time and one read.
const LIFETIME: Duration = Duration::from_millis(250);
/// The age of the oldest state that answers a request. Only a state that took long to read can be older.
const MAX_AGE: Duration = Duration::from_millis(450);
/// Most bytes of the bodies in memory.
const MAX_BYTES: u64 = 16 << 20;

/// The JSON of a job, as it is sent.
pub(crate) type Render = fn(ImportJob) -> serde_json::Result<Vec<u8>>;

/// A state of a job.
#[derive(Debug)]
pub(crate) struct JobState {
    /// The id of the user who owns the job.
    pub owner: String,
    pub is_final: bool,
    /// The JSON.
    pub body: Bytes,
    /// The digest of the JSON in hexadecimal, which identifies the state.
    pub digest: String,
    /// The state as an event of a stream.
    event: OnceLock<Bytes>,
    read_at: Instant,
}

impl JobState {
    /// The digest as an `ETag`. It is weak, since a response can be compressed.
    pub fn tag(&self) -> EntityTag {
        EntityTag::new_weak(self.digest.clone())
    }

    /// The state as a server-sent event, whose id is the digest. The last one is named `end`, the others `status`.
    pub fn event(&self) -> Bytes {
        let written = self.event.get_or_init(|| {
            let name = if self.is_final { "end" } else { "status" };
            // JSON without line breaks, so it is one line of data.
            let head = format!("event: {name}\nid: {}\ndata: ", self.digest);
            [head.as_bytes(), self.body.as_ref(), b"\n\n"].concat().into()
        });
        written.clone()
    }
}

/// The states of jobs in memory.
#[derive(Debug, Clone)]
pub struct JobStates(Cache<(JobId, u64), Arc<JobState>>);

impl Default for JobStates {
    fn default() -> Self {
        let cache = Cache::builder()
            .weigher(|_, state: &Arc<JobState>| u32::try_from(state.body.len()).unwrap_or(u32::MAX))
            .max_capacity(MAX_BYTES)
            .time_to_live(LIFETIME);
        Self(cache.build())
    }
}

impl JobStates {
    /// The state of a job: at most [`MAX_AGE`] old, and with everything that this process has changed, except
    /// for the latest outcomes of a running job. Requests at the same
    /// time share one read.
    ///
    /// # Errors
    /// There is no such job, or it cannot be read.
    pub(crate) async fn get(
        &self,
        db: &Database,
        id: JobId,
        render: Render,
    ) -> Result<Arc<JobState>, ApiError> {
        let requested_at = Instant::now();
        loop {
            // The revision is read first: a change after that has another one, and is not answered with this state.
            let key = (id, db.revision_of(id));
            let state = match self.0.get(&key).await {
                Some(state) => state,
                None => self.0.try_get_with(key, read(db, id, render)).await.map_err(of_shared)?,
            };
            if requested_at.saturating_duration_since(state.read_at) <= MAX_AGE {
                return Ok(state);
            }
            self.0.invalidate(&key).await;
        }
    }
}

async fn read(db: &Database, id: JobId, render: Render) -> Result<Arc<JobState>, ApiError> {
    let read_at = Instant::now();
    let job = jobs::find(db, id).await?.ok_or_else(not_found)?;
    let (owner, is_final) = (job.user.clone(), job.status.is_final());
    let body = render(job).map_err(ApiError::internal)?;
    let digest = Sha256::digest(&body)[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Arc::new(JobState { owner, is_final, body: body.into(), digest, event: OnceLock::new(), read_at }))
}

/// The error of a read that requests shared, for one of them.
fn of_shared(shared: Arc<ApiError>) -> ApiError {
    Arc::try_unwrap(shared).unwrap_or_else(|shared| ApiError {
        problem: shared.problem.clone(),
        details: shared.details.clone(),
        retry_after: shared.retry_after,
        allow: shared.allow.clone(),
        source: Some(shared.into()),
    })
}
