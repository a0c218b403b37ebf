//! Merging a pattern into another one: its evidence moves.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, Actor, Cause, Change, History};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;
use thiserror::Error;

use super::super::lock::lock;
use super::super::{changes, evidence as evidence_row, history, row, write};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::pattern::{Column, Entity, Model};
use crate::entities::{moved_evidence, pattern_merge};
use crate::error::Error;

/// Why two patterns were not merged.
#[derive(Debug, Error)]
pub enum CombineError {
    /// There is no such pattern, or it is removed.
    #[error("there is no pattern {0}")]
    NotFound(i32),
    /// A pattern cannot be merged into itself.
    #[error("a pattern cannot be merged into itself")]
    Same,
    /// Another program changed the pattern or added it, so its evidence does not tell what it says.
    #[error("another program changed pattern {0}")]
    Foreign(i32),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// Merges the pattern `from` into `into`, under the lock of the library: its evidence moves, its changes do not count any
/// longer, and its row is as if all of its evidence was retracted. What people wrote for `into` stays. Returns the id of the
/// merge, by which [`separate`](super::separate()) undoes it.
///
/// # Errors
/// See [`CombineError`]. Nothing is changed then.
pub async fn combine(
    db: &Database,
    into: i32,
    from: i32,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<i64, CombineError> {
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let id = combine_within(&transaction, into, from, author, now).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(id)
}

/// [`combine`] as a part of a larger unit of work, whose caller holds the lock of the library.
pub(in super::super) async fn combine_within(
    db: &impl ConnectionTrait,
    into: i32,
    from: i32,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<i64, CombineError> {
    if into == from {
        return Err(CombineError::Same);
    }
    let (remaining, merged) = (find(db, into).await?, find(db, from).await?);
    check(db, &remaining).await?;
    check(db, &merged).await?;
    let id = move_evidence(db, &remaining, &merged, &author.actor(), now).await?;
    let subject = Subject::pattern(from).detail(json!({ "into": into, "merge": id }));
    audit::record(db, author, AuditAction::Merge, subject, now).await?;
    Ok(id)
}

pub(super) async fn find(db: &impl ConnectionTrait, id: i32) -> Result<Model, CombineError> {
    let found =
        Entity::find_by_id(id).filter(Column::IsDeleted.eq(false)).one(db).await.map_err(Error::from)?;
    found.ok_or(CombineError::NotFound(id))
}

/// The history of a pattern, if the pattern can be computed from it.
pub(super) async fn check(db: &impl ConnectionTrait, pattern: &Model) -> Result<History, CombineError> {
    let history = history::load(db, pattern.id).await?;
    match history.fold() == Some(row::pattern(pattern)?) {
        true => Ok(history),
        false => Err(CombineError::Foreign(pattern.id)),
    }
}

async fn move_evidence(
    db: &impl ConnectionTrait,
    into: &Model,
    from: &Model,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let merge = pattern_merge::ActiveModel {
        pattern_id: Set(from.id),
        into_id: Set(into.id),
        created_at: Set(now),
        undone_at: Set(None),
        ..Default::default()
    };
    let merge = merge.insert(db).await?;
    let evidence = evidence_row::of(db, from.id).await?;
    let moved = evidence.iter().map(|evidence| moved_evidence::ActiveModel {
        merge_id: Set(merge.id),
        evidence_id: Set(evidence.id),
        position: Set(Some(evidence.position)),
    });
    for chunk in moved.collect::<Vec<_>>().chunks(Database::rows_per_statement(3)) {
        moved_evidence::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(db).await?;
    }
    changes::set_suspended(db, from.id, true).await?;
    record(db, into, Action::Absorb(from.id), actor, now).await?;
    record(db, from, Action::MergeInto(into.id), actor, now).await?;
    let last = evidence_row::reassign(db, evidence, into.id, into.revision + 1).await?;
    // First the one that may have the signature of the other.
    refold(db, from, from.revision + 1, now).await?;
    refold(db, into, last, now).await?;
    Ok(merge.id)
}

/// Appends a change to the history of a pattern.
pub(super) async fn record(
    db: &impl ConnectionTrait,
    of: &Model,
    action: Action,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let content = row::pattern(of)?.content();
    let change = Change { actor: actor.clone(), cause: Cause::Regroup, action, content };
    changes::insert(db, of.id, of.revision + 1, &change, now).await
}

/// Computes a pattern again, whose history has its last entry at `revision`.
pub(super) async fn refold(
    db: &impl ConnectionTrait,
    before: &Model,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let history = history::load(db, before.id).await?;
    write::write(db, vec![write::Rewrite { before: before.clone(), history, revision }], now).await
}
