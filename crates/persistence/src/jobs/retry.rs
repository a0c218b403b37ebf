//! Running the conversations of a job again that have no result.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::job::StateName;
use gleaner_domain::{Budget, JobId, JobStatus};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use thiserror::Error;

use super::close::states_before;
use super::counters;
use super::duplicate::{is_whole, mark_partial};
use super::read::{budget_of, stored_budget};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::{conversation, job};
use crate::error::Error;

/// Why a job was not retried.
#[derive(Debug, Error)]
pub enum RetryError {
    /// There is no such job.
    #[error("there is no such job")]
    NotFound,
    /// The job is active, or was undone.
    #[error("a job with this status cannot be retried")]
    Status(JobStatus),
    /// Every conversation of the job has a result.
    #[error("nothing is left to do")]
    NothingLeft,
    /// The texts of the conversations were deleted after the time for which they are kept.
    #[error("the texts of the conversations were deleted")]
    TextsDeleted,
    /// The same file was sent again since.
    #[error("the file was sent again")]
    SentAgain {
        /// The other job.
        job: JobId,
        /// When it completed; `None` while it is active.
        completed_at: Option<DateTime<Utc>>,
    },
    /// The job has spent its budget, and the new one is not higher.
    #[error("the budget is spent")]
    BudgetSpent(Budget),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sea_orm::DbErr> for RetryError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// Puts a job back into the queue that failed, was cancelled, or completed with failed conversations. Only the
/// conversations without a result are pending again. `budget` replaces that of the job. Returns the number of conversations.
///
/// # Errors
/// See [`RetryError`]. Nothing is changed then.
pub async fn retry(
    db: &Database,
    job: JobId,
    budget: Option<Budget>,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<u64, RetryError> {
    let transaction = db.begin().await?;
    let row = job::Entity::find_by_id(job.0).lock(LockType::NoKeyUpdate).one(&transaction).await?;
    let row = row.ok_or(RetryError::NotFound)?;
    let status: JobStatus = row.status.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.status"))?;
    if !status.can_become(JobStatus::Pending) {
        return Err(RetryError::Status(status));
    }
    if row.texts_deleted_at.is_some() {
        return Err(RetryError::TextsDeleted);
    }
    refuse_sent_again(&transaction, &row).await?;
    refuse_spent_budget(&transaction, &row, budget).await?;
    mark_partial(&transaction, &row.file_hash).await?;
    let conversations = reopen(&transaction, job).await?;
    if conversations == 0 {
        return Err(RetryError::NothingLeft);
    }
    match enqueue(&transaction, job, budget).await {
        // The same file was sent at the same time.
        Err(error) if error.is_duplicate() => {
            drop(transaction);
            refuse_sent_again(db.reader(), &row).await?;
            return Err(error.into());
        }
        enqueued => enqueued?,
    }
    let subject = Subject::job(job).detail(json!({ "conversations": conversations }));
    audit::record(&transaction, author, AuditAction::RetryImport, subject, now).await?;
    transaction.commit().await?;
    db.has_changed(job);
    Ok(conversations)
}

/// Refuses if another job of the same file is active, has completed with nothing left over, or was sent later and has
/// completed.
async fn refuse_sent_again(db: &impl ConnectionTrait, row: &job::Model) -> Result<(), RetryError> {
    use job::Column;
    let active = [JobStatus::Pending, JobStatus::Processing].map(JobStatus::as_str);
    let completed_later = Condition::all()
        .add(Column::Status.eq(JobStatus::Completed.as_str()))
        .add(Column::CreatedAt.gt(row.created_at));
    let completed = Condition::any().add(is_whole()).add(completed_later);
    let other = job::Entity::find()
        .filter(Column::FileHash.eq(&row.file_hash))
        .filter(Column::Id.ne(row.id))
        .filter(Condition::any().add(Column::Status.is_in(active)).add(completed))
        .one(db)
        .await?;
    match other {
        None => Ok(()),
        Some(other) => {
            let completed_at = other.completed_at.map(|time| time.trunc_subsecs(3));
            Err(RetryError::SentAgain { job: JobId(other.id), completed_at })
        }
    }
}

/// Refuses if the job has ended since its budget was spent, and would end so again.
async fn refuse_spent_budget(
    db: &impl ConnectionTrait,
    row: &job::Model,
    budget: Option<Budget>,
) -> Result<(), RetryError> {
    let Some(before) = budget_of(row.budget_nanos) else { return Ok(()) };
    let is_higher = budget.is_some_and(|budget| budget > before);
    if !is_higher && counters::count(db, JobId(row.id)).await?.over_budget > 0 {
        return Err(RetryError::BudgetSpent(before));
    }
    Ok(())
}

/// Makes the conversations without a result pending. What was used for them before still counts.
async fn reopen(db: &impl ConnectionTrait, job: JobId) -> Result<u64, Error> {
    use conversation::Column;
    let reopened = conversation::Entity::update_many()
        .col_expr(Column::State, StateName::Pending.as_str().into())
        .col_expr(Column::Reason, Expr::value(Option::<String>::None))
        .col_expr(Column::WasExtracted, false.into())
        .col_expr(Column::BatchTries, 0.into())
        .col_expr(Column::BatchKey, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::FinishedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::JobId.eq(job.0))
        .filter(Column::State.is_in(states_before(StateName::Pending)))
        .exec(db)
        .await?;
    Ok(reopened.rows_affected)
}

async fn enqueue(db: &impl ConnectionTrait, job: JobId, budget: Option<Budget>) -> Result<(), Error> {
    use job::Column;
    let counted = counters::count(db, job).await?;
    let nothing = || Expr::value(Option::<DateTime<Utc>>::None);
    let pending = job::Entity::update_many()
        .col_expr(Column::Status, JobStatus::Pending.as_str().into())
        .col_expr(Column::Errors, json!([]).into())
        .col_expr(Column::FailedAttempts, 0.into())
        .col_expr(Column::BatchesEnded, 0.into())
        .col_expr(Column::StartedAt, nothing())
        .col_expr(Column::CompletedAt, nothing())
        .col_expr(Column::CancelRequestedAt, nothing())
        .col_expr(Column::CancelledBy, Expr::value(Option::<String>::None))
        .filter(Column::Id.eq(job.0));
    let pending = match budget {
        Some(budget) => pending.col_expr(Column::BudgetNanos, stored_budget(budget).into()),
        None => pending,
    };
    counters::set(pending, &counted).exec(db).await?;
    Ok(())
}
