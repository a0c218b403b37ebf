//! The batch of a job that the language model processes in the mode economy. Its key is stored before it is submitted, so that
//! a batch whose id did not arrive is found and not paid for twice.

use chrono::{DateTime, Utc};
use gleaner_domain::job::StateName;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, UpdateMany};

use super::conversations::{WorkItem, page};
use super::deferred::{Deferred, add_to_conversations, add_to_job};
use super::fence::{Claim, execute_fenced, is_claimed, where_claimed};
use crate::Database;
use crate::database;
use crate::entities::{conversation, job};
use crate::error::Error;

/// How many ids one statement contains.
const IDS_PER_STATEMENT: usize = 500;

/// The batches of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batches {
    /// How many have ended.
    pub ended: u32,
    /// The one that has not ended.
    pub current: Option<Batch>,
}

/// A batch that is submitted, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Our own name of it.
    pub key: Uuid,
    /// The provider's name of it; `None` if it did not arrive.
    pub id: Option<String>,
    /// When it was about to be submitted.
    pub begun_at: DateTime<Utc>,
}

/// A pending conversation of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchItem {
    /// The conversation.
    pub item: WorkItem,
    /// How many earlier batches had no result for it.
    pub tries: u32,
}

/// The batches of the claimed job.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn batches(db: &Database, claim: &Claim) -> Result<Batches, Error> {
    let row =
        job::Entity::find().filter(is_claimed(claim)).one(db.reader()).await?.ok_or(Error::LeaseLost)?;
    let current = row.batch_key.map(|key| Batch {
        key,
        id: row.batch_id,
        begun_at: row.batch_begun_at.unwrap_or(row.created_at),
    });
    Ok(Batches { ended: u32::try_from(row.batches_ended).unwrap_or(0), current })
}

/// Stores that a batch of these conversations is about to be submitted.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn begin_batch(
    db: &Database,
    claim: &Claim,
    key: Uuid,
    conversations: &[i64],
) -> Result<(), Error> {
    use conversation::{Column, Entity};
    let transaction = db.begin().await?;
    let now = database::now(&transaction).await?;
    let begun = where_claimed(claim)
        .col_expr(job::Column::BatchKey, key.into())
        .col_expr(job::Column::BatchId, Expr::value(Option::<String>::None))
        .col_expr(job::Column::BatchBegunAt, now.into());
    execute_fenced(begun, &transaction).await?;
    release_conversations(&transaction, claim).await?;
    for ids in conversations.chunks(IDS_PER_STATEMENT) {
        Entity::update_many()
            .col_expr(Column::BatchKey, key.into())
            .filter(Column::Id.is_in(ids.iter().copied()))
            .filter(Column::JobId.eq(claim.job.0))
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(())
}

/// Stores the provider's id of the batch that was submitted.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn batch_submitted(db: &Database, claim: &Claim, id: &str) -> Result<(), Error> {
    execute_fenced(where_claimed(claim).col_expr(job::Column::BatchId, id.into()), db.writer()).await?;
    db.has_changed(claim.job);
    Ok(())
}

/// The next pending conversations of a batch, as [`pending`](super::pending) returns those of the job.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn pending_in_batch(
    db: &Database,
    claim: &Claim,
    key: Uuid,
    after: i32,
    limit: u64,
) -> Result<Vec<BatchItem>, Error> {
    use conversation::Column;
    let members = conversation::Entity::find()
        .filter(Column::State.eq(StateName::Pending.as_str()))
        .filter(Column::BatchKey.eq(key));
    page(db, members, claim.job, after, limit, |row| {
        let tries = u32::try_from(row.batch_tries).unwrap_or(0);
        Ok(BatchItem { item: WorkItem::try_from(row)?, tries })
    })
    .await
}

/// Ends a batch whose results are recorded. The conversations without a result can be in the next batch.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn end_batch(db: &Database, claim: &Claim, deferred: &[Deferred]) -> Result<(), Error> {
    let transaction = db.begin().await?;
    let ended = add_to_job(without_batch(where_claimed(claim)), deferred)
        .col_expr(job::Column::BatchesEnded, Expr::col(job::Column::BatchesEnded).add(1))
        .col_expr(job::Column::FailedAttempts, 0.into());
    execute_fenced(ended, &transaction).await?;
    let tried = |update: UpdateMany<conversation::Entity>| {
        use conversation::Column;
        update.col_expr(Column::BatchTries, Expr::col(Column::BatchTries).add(1))
    };
    add_to_conversations(&transaction, deferred, tried).await?;
    release_conversations(&transaction, claim).await?;
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(())
}

/// Removes a batch that the provider has not processed.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn drop_batch(db: &Database, claim: &Claim) -> Result<(), Error> {
    let transaction = db.begin().await?;
    execute_fenced(without_batch(where_claimed(claim)), &transaction).await?;
    release_conversations(&transaction, claim).await?;
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(())
}

/// The update of a job, which also removes its batch.
pub(super) fn without_batch(update: UpdateMany<job::Entity>) -> UpdateMany<job::Entity> {
    update
        .col_expr(job::Column::BatchKey, Expr::value(Option::<Uuid>::None))
        .col_expr(job::Column::BatchId, Expr::value(Option::<String>::None))
        .col_expr(job::Column::BatchBegunAt, Expr::value(Option::<DateTime<Utc>>::None))
}

/// Removes the pending conversations of the job from every batch.
async fn release_conversations(db: &impl ConnectionTrait, claim: &Claim) -> Result<(), Error> {
    use conversation::Column;
    conversation::Entity::update_many()
        .col_expr(Column::BatchKey, Expr::value(Option::<Uuid>::None))
        .filter(Column::JobId.eq(claim.job.0))
        .filter(Column::State.eq(StateName::Pending.as_str()))
        .filter(Column::BatchKey.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}
