//! Fencing: a worker whose claim was superseded writes nothing.

use chrono::{DateTime, Utc};
use gleaner_domain::{Budget, ImportMode, JobId, JobStatus, Source, Usage};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, UpdateMany};

use crate::entities::job::{Column, Entity};
use crate::error::Error;

/// A worker's claim on a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub job: JobId,
    /// The fencing token: higher than that of every earlier claim on the job, and invalid as soon as there is
    /// a higher one.
    pub token: i64,
    /// Where the messages of the job come from.
    pub source: Source,
    /// Whether its patterns are staged for a review.
    pub is_reviewed: bool,
    /// How the language model is called.
    pub mode: ImportMode,
    /// When it was made.
    pub claimed_at: DateTime<Utc>,
    /// When a worker claimed the job first.
    pub started_at: DateTime<Utc>,
    /// Whether the extractor has read a conversation of the job.
    pub has_read: bool,
    /// How many claims in a row, counting this one, have recorded no outcome.
    pub failed_attempts: u32,
    /// What the job may cost; `None` without a limit.
    pub budget: Option<Budget>,
    /// What was used for the job when it was claimed.
    pub usage: Usage,
}

/// Locks the row of the claimed job until the transaction ends. As every lock of a job row, it permits that others insert
/// rows that refer to the job: the undo of another import does.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub(super) async fn lock_claimed(db: &impl ConnectionTrait, claim: &Claim) -> Result<(), Error> {
    let locked: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(is_claimed(claim))
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(db)
        .await?;
    locked.map(|_| ()).ok_or(Error::LeaseLost)
}

/// An update of the job that changes it only while the claim is valid.
pub(super) fn where_claimed(claim: &Claim) -> UpdateMany<Entity> {
    Entity::update_many().filter(is_claimed(claim))
}

pub(super) fn is_claimed(claim: &Claim) -> Condition {
    Condition::all()
        .add(Column::Id.eq(claim.job.0))
        .add(Column::FencingToken.eq(claim.token))
        .add(Column::Status.eq(JobStatus::Processing.as_str()))
}

/// Executes an update of [`where_claimed`], which also locks the job row until the transaction ends.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub(super) async fn execute_fenced(
    update: UpdateMany<Entity>,
    db: &impl ConnectionTrait,
) -> Result<(), Error> {
    match update.exec(db).await?.rows_affected {
        1 => Ok(()),
        _ => Err(Error::LeaseLost),
    }
}
