//! Splitting a pattern: some of its conversations become the evidence of a new one.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, Cause, PatternEdit};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};
use serde_json::json;
use thiserror::Error;

use super::super::change::{ChangeError, NewChange, change_within};
use super::super::evidence as evidence_row;
use super::super::lock::lock;
use super::super::row::{self, StoredPattern};
use super::combine::{CombineError, check, find, record, refold};
use super::separate::tell_apart;
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::evidence;
use crate::entities::pattern::{ActiveModel, Model};
use crate::error::Error;

/// How a pattern is split.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The pattern, which keeps the rest of its evidence.
    pub pattern: i32,
    /// The ids of the evidence that moves to a new pattern.
    pub evidence: Vec<i64>,
    /// What a person writes for the new pattern.
    pub edit: PatternEdit,
    /// The revisions of the pattern that may be split; `None` for any.
    pub if_revision: Option<Vec<i64>>,
}

/// Why a pattern was not split.
#[derive(Debug, Error)]
pub enum SplitError {
    /// The pattern, or the new one, cannot be changed.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// Another program changed the pattern or added it, so its evidence does not tell what it says.
    #[error("another program changed the pattern")]
    Foreign,
    /// An id is not that of evidence of this pattern that counts.
    #[error("evidence {0} is not that of the pattern")]
    OtherEvidence(i64),
    /// All evidence would move, and no person changed the pattern.
    #[error("nothing would remain")]
    NothingRemains,
}

impl From<Error> for SplitError {
    fn from(error: Error) -> Self {
        Self::Change(ChangeError::Store(error))
    }
}

impl From<CombineError> for SplitError {
    fn from(error: CombineError) -> Self {
        match error {
            CombineError::NotFound(_) => Self::Change(ChangeError::NotFound),
            CombineError::Same | CombineError::Foreign(_) => Self::Foreign,
            CombineError::Store(error) => error.into(),
        }
    }
}

/// Moves evidence of a pattern to a new one, under the lock of the library. Both are computed from the evidence that they
/// have then, and are not proposed to be merged as long as they say the same. Returns the new pattern.
///
/// # Errors
/// See [`SplitError`]. Nothing is changed then.
pub async fn split(
    db: &Database,
    split: Split,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<StoredPattern, SplitError> {
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let from = find(&transaction, split.pattern).await?;
    if split.if_revision.is_some_and(|revisions| !revisions.contains(&from.revision)) {
        return Err(ChangeError::Stale.into());
    }
    let is_kept = check(&transaction, &from).await?.has_changes_by_people();
    let moved = selected(&transaction, &from, &split.evidence, is_kept).await?;
    let detail = json!({ "from": from.id, "conversations": moved.len() });
    let new = move_to_new(&transaction, &from, moved, author, now).await?;
    audit::record(&transaction, author, AuditAction::Split, Subject::pattern(new).detail(detail), now)
        .await?;
    let edit = (split.edit != PatternEdit::default()).then_some(Action::Edit(split.edit));
    let change = NewChange {
        author: author.clone(),
        cause: Cause::Regroup,
        actions: edit.into_iter().collect(),
        if_revision: None,
    };
    let pattern = change_within(&transaction, new, change, now).await?;
    tell_apart(&transaction, from.id, new, now).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(pattern)
}

/// The evidence with these ids, if it is that of the pattern and some remains. A pattern that is kept by a person's change
/// needs none.
async fn selected(
    db: &impl ConnectionTrait,
    from: &Model,
    ids: &[i64],
    is_kept: bool,
) -> Result<Vec<evidence::Model>, SplitError> {
    let all = evidence_row::of(db, from.id).await?;
    let counts = |row: &&evidence::Model| !row.is_retracted;
    if let Some(id) = ids.iter().find(|id| !all.iter().filter(counts).any(|row| row.id == **id)) {
        return Err(SplitError::OtherEvidence(*id));
    }
    if !is_kept && all.iter().filter(counts).all(|row| ids.contains(&row.id)) {
        return Err(SplitError::NothingRemains);
    }
    Ok(all.into_iter().filter(|row| ids.contains(&row.id)).collect())
}

/// Returns the id of the new pattern.
async fn move_to_new(
    db: &impl ConnectionTrait,
    from: &Model,
    moved: Vec<evidence::Model>,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<i32, Error> {
    let new = placeholder(db, from, now).await?;
    record(db, from, Action::Split(new.id), &author.actor(), now).await?;
    record(db, &new, Action::Split(from.id), &author.actor(), now).await?;
    let last = evidence_row::reassign(db, moved, new.id, new.revision + 1).await?;
    // First the one that may have the signature of the other.
    refold(db, from, from.revision + 1, now).await?;
    refold(db, &new, last, now).await?;
    Ok(new.id)
}

/// A retracted pattern that gets evidence next.
async fn placeholder(db: &impl ConnectionTrait, like: &Model, now: DateTime<Utc>) -> Result<Model, Error> {
    let pattern = row::pattern(like)?;
    let mut new = ActiveModel {
        learned_from: Set(like.learned_from.clone()),
        created_at: Set(now),
        ..Default::default()
    };
    row::set(&mut new, &pattern, now);
    let unique = format!("{}-{}", like.id, like.revision);
    new.pattern_signature = Set(row::set_aside_signature(&pattern, unique));
    new.revision = Set(0);
    new.is_active = Set(false);
    new.is_deleted = Set(true);
    new.is_retracted = Set(true);
    new.insert(db).await.map_err(Error::of_pattern_write)
}
