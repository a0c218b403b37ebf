//! Cancelling a job: no further conversation is extracted, and what was learned stays.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::job::StateName;
use gleaner_domain::{JobId, JobStatus};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use thiserror::Error;

use super::close::close_pending;
use super::fence::Claim;
use super::finish::end;
use super::lease;
use crate::audit::{self, Author, Subject};
use crate::entities::job;
use crate::error::Error;
use crate::{Database, database};

/// Why a job was not cancelled.
#[derive(Debug, Error)]
pub enum CancelError {
    /// There is no such job.
    #[error("there is no such job")]
    NotFound,
    /// The job has ended before.
    #[error("the job has ended")]
    Ended(JobStatus),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// Requests that a job stops. A worker that processes it waits for the calls that it has made, and then ends the job; a job
/// that no worker has ends at once, unless the provider processes a batch of it: then the next worker cancels the batch. A job
/// that is cancelled stays as it is.
///
/// # Errors
/// See [`CancelError`]. Nothing is changed then.
pub async fn cancel(
    db: &Database,
    job: JobId,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<(), CancelError> {
    let transaction = db.begin().await?;
    let row = job::Entity::find_by_id(job.0).lock(LockType::NoKeyUpdate).one(&transaction).await;
    let row = row.map_err(Error::from)?.ok_or(CancelError::NotFound)?;
    let status: JobStatus = row.status.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.status"))?;
    match status {
        JobStatus::Cancelled => return Ok(()),
        status if !status.can_become(JobStatus::Cancelled) => return Err(CancelError::Ended(status)),
        _ => {}
    }
    if row.cancel_requested_at.is_none() {
        request(&transaction, job, author, now).await?;
    }
    let database_now = database::now(&transaction).await?;
    if !lease::is_valid(&transaction, job, database_now).await? {
        match row.batch_key {
            Some(_) => claim_now(&transaction, job).await?,
            None => end_unclaimed(&transaction, job, now).await?,
        }
    }
    transaction.commit().await.map_err(Error::from)?;
    db.has_changed(job);
    Ok(())
}

async fn request(
    db: &impl ConnectionTrait,
    job: JobId,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let requested = job::ActiveModel {
        id: Set(job.0),
        cancel_requested_at: Set(Some(now)),
        cancelled_by: Set(Some(author.user.as_str().to_owned())),
        ..Default::default()
    };
    job::Entity::update(requested).exec(db).await?;
    audit::record(db, author, AuditAction::CancelImport, Subject::job(job), now).await
}

/// Ends a job that no worker has.
async fn end_unclaimed(db: &impl ConnectionTrait, job: JobId, now: DateTime<Utc>) -> Result<(), Error> {
    close_pending(db, job, StateName::Cancelled, None, now).await?;
    let update = job::Entity::update_many()
        // A worker whose lease has expired writes nothing anymore.
        .col_expr(job::Column::FencingToken, Expr::col(job::Column::FencingToken).add(1))
        .col_expr(job::Column::CompletedAt, now.into())
        .filter(job::Column::Id.eq(job.0));
    end(db, job, update, |_| Ok((JobStatus::Cancelled, None))).await?;
    Ok(())
}

/// Lets a worker claim a job at once that waits for its provider.
async fn claim_now(db: &impl ConnectionTrait, job: JobId) -> Result<(), Error> {
    let claimable = job::ActiveModel { id: Set(job.0), claimable_at: Set(None), ..Default::default() };
    job::Entity::update(claimable).exec(db).await?;
    Ok(())
}

/// Whether a person has requested that the claimed job stops.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn is_cancelled(db: &Database, claim: &Claim) -> Result<bool, Error> {
    let requested: Option<Option<DateTime<Utc>>> = job::Entity::find()
        .select_only()
        .column(job::Column::CancelRequestedAt)
        .filter(super::fence::is_claimed(claim))
        .into_tuple()
        .one(db.reader())
        .await?;
    Ok(requested.ok_or(Error::LeaseLost)?.is_some())
}
