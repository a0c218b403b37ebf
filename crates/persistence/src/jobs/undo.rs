//! Undoing an import, and doing it again: its evidence is retracted or reinstated, and its messages become importable or
//! imported. Everything commits in one transaction.

mod effects;
mod error;
mod moved;
mod redo;

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::job::StateName;
use gleaner_domain::{JobId, JobStatus, NoPatternReason};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
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
    if !dry_run {
        // Rows of jobs are locked before the library.
        set_others_partial(&transaction, &row).await?;
        library::lock(&transaction).await?;
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
        undone_at: Set(Some(now)),
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

/// The row of the job. It is locked until the transaction ends, unless it only reads.
async fn find(db: &impl ConnectionTrait, job: JobId, dry_run: bool) -> Result<job::Model, UndoError> {
    let mut query = job::Entity::find_by_id(job.0);
    if !dry_run {
        query = query.lock(LockType::NoKeyUpdate);
    }
    query.one(db).await.map_err(Error::from)?.ok_or(UndoError::NotFound)
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

/// Other imports were without what this one imported, so their files may be sent again.
async fn set_others_partial(db: &impl ConnectionTrait, undone: &job::Model) -> Result<(), Error> {
    use job::Column;
    let others: Vec<Uuid> = job::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.ne(undone.id))
        .filter(Column::IsPartial.eq(false))
        .filter(Column::FileHash.eq(&undone.file_hash).or(may_have_skipped(undone)))
        // Undos of several imports lock their rows in the same order.
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .all(db)
        .await?;
    for others in others.chunks(Database::rows_per_statement(1)) {
        let partial = job::Entity::update_many().col_expr(Column::IsPartial, true.into());
        partial.filter(Column::Id.is_in(others.iter().copied())).exec(db).await?;
    }
    Ok(())
}

/// Imports that had not ended when this one was accepted, and that skipped messages or conversations as already imported.
/// By which import is not stored, so these are more than those that this one matters for. Sending the file of such an
/// import again learns nothing new.
fn may_have_skipped(undone: &job::Model) -> Condition {
    use job::Column;
    let used_elsewhere = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .filter(
            Expr::col((conversation::Entity, conversation::Column::JobId)).equals((job::Entity, Column::Id)),
        )
        .filter(conversation::Column::Reason.eq(NoPatternReason::AlreadyImported.as_str()))
        .into_query();
    let skipped = Condition::any().add(Column::DuplicateMessages.gt(0)).add(Expr::exists(used_elsewhere));
    Condition::all()
        .add(Column::CompletedAt.is_null().or(Column::CompletedAt.gt(undone.created_at)))
        .add(skipped)
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
