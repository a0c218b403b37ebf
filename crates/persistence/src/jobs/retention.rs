//! Deleting what customers and operators wrote, some time after an import has ended. Ids, hashes, counts and what was
//! learned remain, so an import can still be undone and redone.

use chrono::{DateTime, Utc};
use gleaner_domain::JobId;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use super::transcript;
use crate::Database;
use crate::entities::{conversation, imported_message, job, staged_pattern};
use crate::error::Error;

/// Deletes the texts and telephone numbers of the imports that ended at `ended_by` or before, each in a transaction of its
/// own. Returns their number.
///
/// # Errors
/// The database failed. The imports before the one at which it failed are done.
pub async fn delete_texts(db: &Database, ended_by: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64, Error> {
    let mut jobs = 0;
    while let Some(deleted) = delete_texts_of_one(db, ended_by, now).await? {
        jobs += deleted;
    }
    Ok(jobs)
}

/// Returns the number of imports whose texts were deleted, 0 or 1; `None` if there is none left.
async fn delete_texts_of_one(
    db: &Database,
    ended_by: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<u64>, Error> {
    use job::Column;
    let is_due =
        Condition::all().add(Column::CompletedAt.lte(ended_by)).add(Column::TextsDeletedAt.is_null());
    let ended = job::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(is_due.clone())
        .order_by_asc(Column::CompletedAt);
    // Most of the time there is none, and no lock is taken.
    let found: Option<sea_orm::prelude::Uuid> = ended.into_tuple().one(db.reader()).await?;
    let Some(id) = found else { return Ok(None) };
    let transaction = db.begin().await?;
    // It may have been retried, or another worker may have done it, before it was locked.
    let due = job::Entity::find_by_id(id).filter(is_due).lock(LockType::NoKeyUpdate);
    if due.one(&transaction).await?.is_none() {
        return Ok(Some(0));
    }
    delete(&transaction, JobId(id)).await?;
    job::Entity::update_many()
        .col_expr(Column::TextsDeletedAt, now.into())
        .filter(Column::Id.eq(id))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(Some(1))
}

async fn delete(db: &impl ConnectionTrait, job: JobId) -> Result<(), Error> {
    let nothing = || Expr::value(Option::<String>::None);
    conversation::Entity::update_many()
        .col_expr(conversation::Column::Messages, transcript::empty().into())
        .col_expr(conversation::Column::Preview, nothing())
        .filter(conversation::Column::JobId.eq(job.0))
        .exec(db)
        .await?;
    staged_pattern::Entity::update_many()
        .col_expr(staged_pattern::Column::ConversationPreview, nothing())
        .filter(staged_pattern::Column::ImportJobId.eq(job.0))
        .exec(db)
        .await?;
    imported_message::Entity::update_many()
        .col_expr(imported_message::Column::PhoneNumber, nothing())
        .filter(imported_message::Column::ImportJobId.eq(job.0))
        .exec(db)
        .await?;
    let undone = "UPDATE undone_messages SET phone_number = NULL WHERE import_job_id = $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), undone, [job.0.into()])).await?;
    Ok(())
}
