//! The lease of a claim: how long a worker has a job before others may claim it. It has a row of its own, so
//! that extending it never waits for a transaction on the job row.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::{ExtractorKind, JobId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, UpdateMany};

use super::fence::{Claim, execute_fenced, lock_claimed, where_claimed};
use crate::Database;
use crate::database;
use crate::entities::job;
use crate::entities::lease::{ActiveModel, Column, Entity};
use crate::error::Error;

/// Who claims jobs, and for how long.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The name of the worker, for the person who operates the service.
    pub owner: String,
    /// How long a claim is valid after it was made or extended.
    pub duration: TimeDelta,
    /// What the worker extracts with, recorded with the job.
    pub extractor: ExtractorKind,
    /// The language model that it uses, recorded with the job.
    pub model: Option<String>,
}

/// Why a worker releases a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// The worker stops, or the database failed: the claim does not count as a failed attempt.
    NotTheJob,
    /// The run ended in an error that may be due to the job: the claim counts.
    FailedAttempt,
}

/// Extends the lease of a claim, by the clock of the database.
///
/// # Errors
/// [`Error::LeaseLost`] if another worker has claimed the job or the job has ended.
pub async fn extend(db: &Database, claim: &Claim, lease: &Lease) -> Result<(), Error> {
    let expires_at = database::now(db.reader()).await? + lease.duration;
    let extended = Entity::update_many()
        .col_expr(Column::ExpiresAt, expires_at.into())
        .filter(Column::JobId.eq(claim.job.0))
        .filter(Column::FencingToken.eq(claim.token))
        .exec(db.writer())
        .await?;
    if extended.rows_affected == 1 { Ok(()) } else { Err(Error::LeaseLost) }
}

/// Why a worker extracts no conversation of a job for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// When it goes on.
    pub until: DateTime<Utc>,
    /// A sentence.
    pub reason: String,
}

/// Stores that the claimed job is paused, or that it is no longer.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn set_pause(db: &Database, claim: &Claim, pause: Option<&Pause>) -> Result<(), Error> {
    let stored = Entity::update_many()
        .col_expr(Column::PausedUntil, Expr::value(pause.map(|pause| pause.until)))
        .col_expr(Column::PauseReason, Expr::value(pause.map(|pause| pause.reason.clone())))
        .filter(Column::JobId.eq(claim.job.0))
        .filter(Column::FencingToken.eq(claim.token))
        .exec(db.writer())
        .await?;
    db.has_changed(claim.job);
    if stored.rows_affected == 1 { Ok(()) } else { Err(Error::LeaseLost) }
}

/// The pause of a job, unless it is over.
pub(super) async fn pause(db: &impl ConnectionTrait, job: JobId) -> Result<Option<Pause>, Error> {
    let found = Entity::find_by_id(job.0).one(db).await?;
    let pause = found.and_then(|row| Some(Pause { until: row.paused_until?, reason: row.pause_reason? }));
    Ok(pause.filter(|pause| pause.until > Utc::now()))
}

/// Releases a job that is not finished, so that any worker can claim it at once.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn release(db: &Database, claim: &Claim, reason: Release) -> Result<(), Error> {
    let transaction = db.begin().await?;
    lock_claimed(&transaction, claim).await?;
    if reason == Release::NotTheJob {
        execute_fenced(uncounted(claim), &transaction).await?;
    }
    end(&transaction, claim.job).await?;
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(())
}

/// Why no worker has a job for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// How long no worker claims the job.
    pub duration: TimeDelta,
    /// A sentence, unless the provider processes a batch.
    pub reason: Option<String>,
    /// Whether the worker knows that the job was cancelled. Otherwise a cancelled job can be claimed at once.
    pub is_cancelled: bool,
}

/// Releases a job that waits for its provider. By the clock of the database, no worker claims it before the wait is over.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn release_for(db: &Database, claim: &Claim, wait: &Wait) -> Result<(), Error> {
    let transaction = db.begin().await?;
    let claimable_at = database::now(&transaction).await? + wait.duration;
    let waiting = Expr::value(Some(claimable_at));
    let claimable_at = match wait.is_cancelled {
        true => waiting,
        false => Expr::case(Expr::col(job::Column::CancelRequestedAt).is_null(), waiting).into(),
    };
    let update = where_claimed(claim)
        // The claim did what it could.
        .col_expr(job::Column::FailedAttempts, 0.into())
        .col_expr(job::Column::ClaimableAt, claimable_at)
        .col_expr(job::Column::WaitReason, wait.reason.clone().into());
    execute_fenced(update, &transaction).await?;
    end(&transaction, claim.job).await?;
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(())
}

/// The update of a claimed job after which the claim does not count as a failed attempt.
fn uncounted(claim: &Claim) -> UpdateMany<job::Entity> {
    let attempts = Expr::col(job::Column::FailedAttempts);
    let uncounted = Expr::case(attempts.clone().gt(0), attempts.sub(1)).finally(0);
    where_claimed(claim).col_expr(job::Column::FailedAttempts, uncounted.into())
}

/// Stores the lease of a new claim. The lease of an earlier claim is replaced.
pub(super) async fn begin(db: &impl ConnectionTrait, claim: &Claim, lease: &Lease) -> Result<(), Error> {
    let row = ActiveModel {
        job_id: Set(claim.job.0),
        fencing_token: Set(claim.token),
        owner: Set(lease.owner.clone()),
        paused_until: Set(None),
        pause_reason: Set(None),
        claimed_at: Set(Some(claim.claimed_at)),
        expires_at: Set(claim.claimed_at + lease.duration),
    };
    let replace = OnConflict::column(Column::JobId)
        .update_columns([
            Column::FencingToken,
            Column::Owner,
            Column::ClaimedAt,
            Column::ExpiresAt,
            Column::PausedUntil,
            Column::PauseReason,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}

/// Whether the job has a lease that has not expired at `now`.
pub(super) async fn is_valid(
    db: &impl ConnectionTrait,
    job: JobId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let valid = Entity::find_by_id(job.0).filter(Column::ExpiresAt.gt(now));
    Ok(valid.one(db).await?.is_some())
}

/// Deletes the lease of a job whose row the caller has locked.
pub(super) async fn end(db: &impl ConnectionTrait, job: JobId) -> Result<(), Error> {
    Entity::delete_by_id(job.0).exec(db).await?;
    Ok(())
}
