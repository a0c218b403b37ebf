//! The idempotency keys of uploads. A request claims its key before its file is read. The key then names the job of the
//! request, or is released if the file is refused.

use chrono::TimeDelta;
use gleaner_domain::{IdempotencyKey, JobId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::error::AcceptError;
use crate::Database;
use crate::database::now;
use crate::entities::idempotency_key::{ActiveModel, Column, Entity};
use crate::error::Error;

/// How long a request is recognized after its import was accepted.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// How long a request has its key while it is processed: longer than reading and storing a file takes. If the process is
/// killed, the key is free after that.
const IN_FLIGHT: TimeDelta = TimeDelta::minutes(5);

/// A request with an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedRequest {
    /// Who sends it. Keys of different users are unrelated.
    pub user: UserId,
    /// Its key.
    pub key: IdempotencyKey,
    /// A digest of what it asks for.
    pub fingerprint: String,
}

/// A claimed key. Only the request that claimed it can bind it to a job or release it.
#[derive(Debug)]
pub struct KeyClaim {
    user: String,
    key: String,
    request: Uuid,
}

/// What a key says about a request.
#[derive(Debug)]
pub enum KeyState {
    /// The request is new, and has the key now.
    Claimed(KeyClaim),
    /// An earlier request with the same key and the same content was accepted as this job.
    Accepted(JobId),
}

impl KeyClaim {
    fn is_mine(&self) -> Condition {
        Condition::all()
            .add(Column::UserId.eq(&self.user))
            .add(Column::IdempotencyKey.eq(&self.key))
            .add(Column::RequestId.eq(self.request))
    }
}

/// Claims the key of a request, if no other request has it. An expired key is as good as none.
///
/// # Errors
/// [`AcceptError::KeyReused`] if the key was used with other content, [`AcceptError::KeyInFlight`] if a request
/// with the key is being processed, or [`AcceptError::Store`] if the database failed.
pub async fn claim_key(db: &Database, request: &KeyedRequest) -> Result<KeyState, AcceptError> {
    let claim = KeyClaim {
        user: request.user.as_str().to_owned(),
        key: request.key.as_str().to_owned(),
        request: Uuid::new_v4(),
    };
    let connection = db.writer();
    let now = now(connection).await?;
    let row = ActiveModel {
        user_id: Set(claim.user.clone()),
        idempotency_key: Set(claim.key.clone()),
        fingerprint: Set(request.fingerprint.clone()),
        request_id: Set(claim.request),
        job_id: Set(None),
        expires_at: Set(now + IN_FLIGHT),
    };
    let take_expired = OnConflict::columns([Column::UserId, Column::IdempotencyKey])
        .update_columns([Column::Fingerprint, Column::RequestId, Column::JobId, Column::ExpiresAt])
        .action_and_where(Expr::col((Entity, Column::ExpiresAt)).lte(now))
        .to_owned();
    if Entity::insert(row).on_conflict(take_expired).exec_without_returning(connection).await? > 0 {
        return Ok(KeyState::Claimed(claim));
    }
    let known = Entity::find_by_id((claim.user, claim.key)).one(connection).await?;
    match known {
        Some(known) if known.fingerprint != request.fingerprint => Err(AcceptError::KeyReused),
        Some(known) => known.job_id.map(|job| KeyState::Accepted(JobId(job))).ok_or(AcceptError::KeyInFlight),
        // It was released since.
        None => Err(AcceptError::KeyInFlight),
    }
}

/// Releases the key of a request that was not accepted, so that it can be sent again. Does nothing if the request was
/// accepted after all, or has lost the key.
///
/// # Errors
/// The database failed.
pub async fn release_key(db: &Database, claim: &KeyClaim) -> Result<(), Error> {
    let in_flight = claim.is_mine().add(Column::JobId.is_null());
    Entity::delete_many().filter(in_flight).exec(db.writer()).await?;
    Ok(())
}

/// Binds the key to the job of its request, in the transaction that stores the job.
///
/// # Errors
/// [`AcceptError::KeyInFlight`] if the claim expired and another request has the key, or
/// [`AcceptError::Store`] if the database failed.
pub(super) async fn bind_key(
    db: &impl ConnectionTrait,
    claim: &KeyClaim,
    job: JobId,
) -> Result<(), AcceptError> {
    let bound = Entity::update_many()
        .col_expr(Column::JobId, job.0.into())
        .col_expr(Column::ExpiresAt, (now(db).await? + KEPT).into())
        .filter(claim.is_mine())
        .exec(db)
        .await?;
    if bound.rows_affected == 1 { Ok(()) } else { Err(AcceptError::KeyInFlight) }
}

/// Deletes the keys that have expired. Returns their number.
///
/// # Errors
/// The database failed.
pub async fn delete_expired_keys(db: &Database) -> Result<u64, Error> {
    let now = now(db.reader()).await?;
    let expired = Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(db.writer()).await?;
    Ok(expired.rows_affected)
}
