//! Retracting evidence: the pattern is computed again, as if the evidence had never existed.

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::{Action, Actor, Cause, Change};
use gleaner_domain::{JobId, PatternStatus};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::change::{self, ChangeError};
use super::lock::lock;
use super::{history, relations, row, sources, write};
use crate::Database;
use crate::entities::evidence;
use crate::entities::pattern::Entity;
use crate::error::Error;

/// Retracts the evidence of an import from a pattern. Returns the status of the pattern, which is
/// [`PatternStatus::Retracted`] if no evidence and no person's change is left.
///
/// # Errors
/// See [`ChangeError`]. Nothing is changed then.
pub async fn retract(
    db: &Database,
    id: i32,
    job: JobId,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<PatternStatus, ChangeError> {
    let transaction = db.begin().await?;
    let status = retract_within(&transaction, id, job, actor, now).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(status)
}

/// [`retract`] as a part of a larger unit of work. It takes the lock of the library.
async fn retract_within(
    db: &impl ConnectionTrait,
    id: i32,
    job: JobId,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<PatternStatus, ChangeError> {
    lock(db).await?;
    let before = Entity::find_by_id(id).one(db).await.map_err(Error::from)?;
    let before = before.ok_or(ChangeError::NotFound)?;
    let known = row::pattern(&before)?;
    let mut history = history::load(db, id).await?;
    if !history.retract(job) {
        return Ok(PatternStatus::of((!before.is_retracted).then_some(&known)));
    }
    evidence::Entity::update_many()
        .col_expr(evidence::Column::IsRetracted, true.into())
        .filter(evidence::Column::PatternId.eq(id))
        .filter(evidence::Column::ImportJobId.eq(job.0))
        .exec(db)
        .await
        .map_err(Error::from)?;
    let entry = Change { actor, cause: Cause::Undo, action: Action::Retract(job), content: known.content() };
    change::insert(db, id, before.revision + 1, &entry, now).await?;
    sources::replace(db, id, &history).await?;
    relations::delete(db, id).await?;
    let pattern = history.fold();
    let revision = before.revision + 1;
    write::write(db, before, pattern.as_ref(), revision, now).await?;
    Ok(PatternStatus::of(pattern.as_ref()))
}
