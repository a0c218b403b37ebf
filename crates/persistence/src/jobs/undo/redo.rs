//! Doing an undone import again, from what is stored: the extractor is not called.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::job::StateName;
use gleaner_domain::{JobId, JobStatus};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::{Effects, UndoError, begin, commit, effects, find, moved};
use crate::Database;
use crate::audit::Author;
use crate::entities::{conversation, job};
use crate::error::Error;
use crate::library::Retraction;

/// Does an undone import again: its evidence counts as if it had never been retracted. With `dry_run`, nothing is
/// changed. Returns what becomes of the patterns.
///
/// # Errors
/// See [`UndoError`]. Nothing is changed then.
pub async fn redo(
    db: &Database,
    job: JobId,
    author: &Author,
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<Effects, UndoError> {
    match try_redo(db, job, author, dry_run, now).await {
        // A running import has imported one of the messages since they were compared.
        Err(UndoError::Store(error)) if error.is_duplicate() => {
            let row = job::Entity::find_by_id(job.0).one(db.reader()).await.map_err(Error::from)?;
            let row = row.ok_or(UndoError::NotFound)?;
            let other = imported_again(db.reader(), &row).await?;
            Err(other.map_or(UndoError::Store(error), UndoError::ImportedAgain))
        }
        result => result,
    }
}

async fn try_redo(
    db: &Database,
    job: JobId,
    author: &Author,
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<Effects, UndoError> {
    let transaction = begin(db, dry_run).await?;
    let row = find(&transaction, job, dry_run).await?;
    let before = row.status_before_undo.clone().filter(|_| row.status == JobStatus::Undone.as_str());
    let before = before.ok_or(UndoError::NotUndone)?;
    if let Some(other) = imported_again(&transaction, &row).await? {
        return Err(UndoError::ImportedAgain(other));
    }
    let mut effects = effects::of(&transaction, job, Retraction::Reinstate, author, dry_run, now).await?;
    effects.messages = moved::count_taken_away(&transaction, job).await?;
    if dry_run {
        return Ok(effects);
    }
    moved::give_back(&transaction, job).await?;
    restore_conversations(&transaction, job).await?;
    let done = job::ActiveModel {
        id: Set(job.0),
        status: Set(before),
        status_before_undo: Set(None),
        undone_at: Set(None::<DateTimeUtc>),
        ..Default::default()
    };
    commit(transaction, done, author, AuditAction::RedoImport, &effects, now).await?;
    db.has_changed(job);
    Ok(effects)
}

/// Another import that is importing the same file or has completed it, or has imported some of its messages.
async fn imported_again(db: &impl ConnectionTrait, undone: &job::Model) -> Result<Option<JobId>, Error> {
    use job::Column;
    let active = [JobStatus::Pending, JobStatus::Processing].map(JobStatus::as_str);
    let complete = Condition::all()
        .add(Column::Status.eq(JobStatus::Completed.as_str()))
        .add(Column::IsPartial.eq(false));
    // Of one file, only one job can be complete.
    let excludes = Condition::any()
        .add(Column::Status.is_in(active))
        .add_option((!undone.is_partial).then_some(complete));
    let same_file = Condition::all()
        .add(Column::FileHash.eq(&undone.file_hash))
        .add(Column::Id.ne(undone.id))
        .add(excludes);
    match job::Entity::find().filter(same_file).one(db).await? {
        Some(other) => Ok(Some(JobId(other.id))),
        None => moved::imported_again(db, JobId(undone.id)).await,
    }
}

async fn restore_conversations(db: &impl ConnectionTrait, job: JobId) -> Result<(), Error> {
    use conversation::Column;
    conversation::Entity::update_many()
        .col_expr(Column::State, Expr::col(Column::StateBeforeUndo))
        .col_expr(Column::StateBeforeUndo, Option::<String>::None.into())
        .filter(Column::JobId.eq(job.0))
        .filter(Column::State.eq(StateName::Undone.as_str()))
        .exec(db)
        .await?;
    Ok(())
}
