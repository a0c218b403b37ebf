//! How many imports a user may start in an hour.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::UserId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

use super::error::AcceptError;
use crate::Database;
use crate::entities::{import_user, job};
use crate::error::Error;

/// The window in which the imports of a user are counted.
const QUOTA_WINDOW: TimeDelta = TimeDelta::hours(1);

/// Makes the imports of the user wait for each other until this transaction ends, so that two concurrent ones
/// cannot both use the last one that is left.
pub(super) async fn lock_user(
    db: &impl ConnectionTrait,
    user: &UserId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = import_user::ActiveModel { user_id: Set(user.as_str().to_owned()), last_import_at: Set(now) };
    let touch = OnConflict::column(import_user::Column::UserId)
        .update_column(import_user::Column::LastImportAt)
        .to_owned();
    import_user::Entity::insert(row).on_conflict(touch).exec_without_returning(db).await?;
    Ok(())
}

/// Refuses an import of the user, before its file is read, if `per_hour` imports of the last hour are used up. [`super::accept`]
/// checks it again. Nothing is locked, and nothing is counted.
///
/// # Errors
/// [`AcceptError::QuotaUsed`] if they are; [`AcceptError::Store`] if the database failed.
pub async fn refuse_over_quota(
    db: &Database,
    user: &UserId,
    per_hour: u32,
    now: DateTime<Utc>,
) -> Result<(), AcceptError> {
    check(db.reader(), user, per_hour, now).await
}

/// Refuses the import if the user had `per_hour` in the last hour. The result is final if the caller holds the lock of the
/// user.
pub(super) async fn check(
    db: &impl ConnectionTrait,
    user: &UserId,
    per_hour: u32,
    now: DateTime<Utc>,
) -> Result<(), AcceptError> {
    let recent = job::Entity::find()
        .filter(job::Column::UserId.eq(user.as_str()))
        .filter(job::Column::CreatedAt.gt(now - QUOTA_WINDOW));
    let used = recent.clone().count(db).await?;
    if used < u64::from(per_hour) {
        return Ok(());
    }
    // The next import is accepted when the oldest of the last `per_hour` imports leaves the window.
    let blocking = recent
        .order_by_desc(job::Column::CreatedAt)
        .paginate(db, 1)
        .fetch_page(u64::from(per_hour.saturating_sub(1)))
        .await?;
    let retry_after = blocking.first().map_or(QUOTA_WINDOW, |row| row.created_at + QUOTA_WINDOW - now);
    Err(AcceptError::QuotaUsed { retry_after })
}
