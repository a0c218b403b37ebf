//! Resolving a conflict.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, Cause, PatternEdit};
use gleaner_domain::{ResponseTemplate, Trigger};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use thiserror::Error as ThisError;

use super::super::change::{ChangeError, NewChange, change_within};
use super::super::lock::lock;
use super::super::regroup::{CombineError, combine_within};
use super::super::{quality, relations};
use super::list::{Conflict, conflicts, present};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::pattern_relation::Entity;
use crate::error::Error;

/// How a conflict is resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// The pattern with this id is kept, and the other one is removed, so that it is not learned again.
    Keep(i32),
    /// The newer pattern is kept.
    KeepNewer,
    /// Both answers are right, and both patterns are kept.
    KeepBoth,
    /// The patterns become one, the older, with what a person writes.
    Merge {
        /// Its question; `None` is that of the older pattern.
        trigger: Option<Trigger>,
        /// Its answer.
        template: ResponseTemplate,
    },
}

/// Why a conflict was not resolved.
#[derive(Debug, ThisError)]
pub enum ResolveError {
    /// There is no such conflict, or it was resolved before.
    #[error("there is no such conflict")]
    NotFound,
    /// The pattern to keep is not one of the two.
    #[error("the pattern is not a part of the conflict")]
    OtherPattern,
    /// The patterns cannot become one.
    #[error(transparent)]
    Combine(CombineError),
    /// A pattern cannot be changed.
    #[error(transparent)]
    Change(ChangeError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<CombineError> for ResolveError {
    fn from(error: CombineError) -> Self {
        match error {
            CombineError::Store(error) => Self::Store(error),
            other => Self::Combine(other),
        }
    }
}

impl From<ChangeError> for ResolveError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Store(error) => Self::Store(error),
            other => Self::Change(other),
        }
    }
}

/// Resolves the conflict with this id, if it has one of the revisions in `if_revision`. Returns the patterns that are kept.
///
/// # Errors
/// See [`ResolveError`]. Nothing is changed then.
pub async fn resolve(
    db: &Database,
    id: i32,
    resolution: Resolution,
    if_revision: Option<&[i64]>,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Vec<i32>, ResolveError> {
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let row = Entity::find_by_id(id).filter(present()).all(&transaction).await;
    let conflict = conflicts(&transaction, row.map_err(Error::from)?).await?.pop();
    let conflict = conflict.ok_or(ResolveError::NotFound)?;
    if if_revision.is_some_and(|revisions| !revisions.contains(&conflict.revision())) {
        return Err(ResolveError::Change(ChangeError::Stale));
    }
    let kept = apply(&transaction, &conflict, resolution, author, now).await?;
    let (newer, older) = (conflict.newer.pattern.id, conflict.older.pattern.id);
    quality::rate(&transaction, [newer, older], now).await?;
    let subject = Subject::pattern(newer).detail(json!({ "other": older, "kept": kept }));
    audit::record(&transaction, author, AuditAction::ResolveConflict, subject, now).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(kept)
}

async fn apply(
    db: &impl ConnectionTrait,
    conflict: &Conflict,
    resolution: Resolution,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Vec<i32>, ResolveError> {
    let (newer, older) = (conflict.newer.pattern.id, conflict.older.pattern.id);
    let change = |action| NewChange::new(author.clone(), Cause::Conflict, action);
    let (kept, removed) = match resolution {
        Resolution::KeepBoth => {
            relations::keep_both(db, conflict.id).await?;
            return Ok(vec![older, newer]);
        }
        Resolution::Merge { trigger, template } => {
            combine_within(db, older, newer, author, now).await?;
            let edit = PatternEdit { trigger, template: Some(template), ..PatternEdit::default() };
            change_within(db, older, change(Action::Edit(edit)), now).await?;
            return Ok(vec![older]);
        }
        Resolution::Keep(kept) if kept == newer => (newer, older),
        Resolution::Keep(kept) if kept == older => (older, newer),
        Resolution::Keep(_) => return Err(ResolveError::OtherPattern),
        Resolution::KeepNewer => (newer, older),
    };
    change_within(db, removed, change(Action::Remove), now).await?;
    Ok(vec![kept])
}
