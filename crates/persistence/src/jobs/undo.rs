//! Undoing an import, and doing it again: its evidence is retracted or reinstated, and its messages become importable or
//! imported. Everything commits in one transaction.

mod effects;
mod error;
mod moved;
mod redo;

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::job::StateName;
use gleaner_domain::{JobId, JobStatus};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set,
};
use serde_json::json;

use super::close::states_before;
use super::counters;
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::{conversation, job};
use crate::error::Error;
use crate::library::{self, Retraction};

pub use effects::{Effect, Effects, Touched};
pub use error::UndoError;
pub use redo::redo;

/// Undoes an import: the library is as if it had never run, apart from what people did. With `dry_run`, nothing is
/// changed. Returns what becomes of the patterns.
///
/// # Errors
/// See [`UndoError`]. Nothing is changed then.
pub async fn undo(
    db: &Database,
    job: JobId,
    author: &Author,
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<Effects, UndoError> {
    let transaction = begin(db, dry_run).await?;
    let row = find(&transaction, job, dry_run).await?;
    let status: JobStatus = row.status.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.status"))?;
    let refusal = match status {
        JobStatus::Undone => Some(UndoError::Undone),
        status if !status.can_become(JobStatus::Undone) => Some(UndoError::Running),
        _ => None,
    };
    if let Some(refusal) = refusal {
        // Dropping the transaction would keep the lock for a moment, and workers pass over a locked job.
        transaction.rollback().await.map_err(Error::from)?;
        return Err(refusal);
    }
    let mut effects = effects::of(&transaction, job, Retraction::Retract, author, dry_run, now).await?;
    effects.messages = moved::count(&transaction, job).await?;
    if dry_run {
        return Ok(effects);
    }
    moved::take_away(&transaction, job).await?;
    set_conversations_undone(&transaction, job).await?;
    let undone = job::ActiveModel {
        id: Set(job.0),
        status: Set(JobStatus::Undone.as_str().to_owned()),
        status_before_undo: Set(Some(row.status)),
        // Imports that were accepted since the request arrived may have skipped messages of this one.
        undone_at: Set(Some(Utc::now().max(now))),
        ..Default::default()
    };
    commit(transaction, undone, author, AuditAction::UndoImport, &effects, now).await?;
    db.has_changed(job);
    Ok(effects)
}

/// A transaction that will write, or one that only reads.
async fn begin(db: &Database, dry_run: bool) -> Result<DatabaseTransaction, Error> {
    if dry_run { db.snapshot().await } else { db.begin().await }
}

/// The row of the job. It and the library are locked until the transaction ends, unless it only reads.
async fn find(db: &impl ConnectionTrait, job: JobId, dry_run: bool) -> Result<job::Model, UndoError> {
    let mut query = job::Entity::find_by_id(job.0);
    if !dry_run {
        query = query.lock(LockType::NoKeyUpdate);
    }
    let row = query.one(db).await.map_err(Error::from)?.ok_or(UndoError::NotFound)?;
    if !dry_run {
        library::lock(db).await?;
    }
    Ok(row)
}

async fn set_conversations_undone(db: &impl ConnectionTrait, job: JobId) -> Result<(), Error> {
    use conversation::Column;
    conversation::Entity::update_many()
        .col_expr(Column::StateBeforeUndo, Expr::col(Column::State))
        .col_expr(Column::State, StateName::Undone.as_str().into())
        .filter(Column::JobId.eq(job.0))
        .filter(Column::State.is_in(states_before(StateName::Undone)))
        .exec(db)
        .await?;
    Ok(())
}

/// Stores the new status of the job with its counters, and commits.
async fn commit(
    transaction: DatabaseTransaction,
    row: job::ActiveModel,
    author: &Author,
    action: AuditAction,
    effects: &Effects,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let job = JobId(*row.id.as_ref());
    job::Entity::update(row).exec(&transaction).await?;
    let counted = counters::count(&transaction, job).await?;
    let of_job = job::Entity::update_many().filter(job::Column::Id.eq(job.0));
    counters::set(of_job, &counted).exec(&transaction).await?;
    let detail = json!({
        "messages": effects.messages,
        "removed": effects.count(Effect::Removed),
        "restored": effects.count(Effect::Restored),
        "kept": effects.count(Effect::Kept),
    });
    audit::record(&transaction, author, action, Subject::job(job).detail(detail), now).await?;
    Ok(transaction.commit().await?)
}
