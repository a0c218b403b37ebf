//! Why an import is refused.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::JobId;
use thiserror::Error;

use crate::error::Error;

/// Why an import is refused. Nothing is stored then.
#[derive(Debug, Error)]
pub enum AcceptError {
    /// The same bytes have a job that is active, or that completed with nothing left over.
    #[error("the file was imported already")]
    DuplicateFile {
        /// That job.
        job: JobId,
        /// When it completed; `None` while it is active.
        completed_at: Option<DateTime<Utc>>,
    },
    /// The user reached the limit of imports in the last hour.
    #[error("the user reached the limit of imports in the last hour")]
    QuotaUsed {
        /// How long to wait until the next import is accepted.
        retry_after: TimeDelta,
    },
    /// The idempotency key was used with other content.
    #[error("the idempotency key was used with other content")]
    KeyReused,
    /// A request with the same idempotency key is being processed.
    #[error("a request with the same idempotency key is being processed")]
    KeyInFlight,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sea_orm::DbErr> for AcceptError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}
