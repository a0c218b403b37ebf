//! Undoing a merge of two patterns: the evidence moves back, and the changes count again.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::merging::PairId;
use gleaner_domain::pattern::{Action, Actor};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    QueryTrait, Set,
};
use serde_json::json;
use thiserror::Error;

use super::super::lock::lock;
use super::super::{changes, evidence as evidence_row, history, verdicts};
use super::combine::{record, refold};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::pattern::{Entity, Model};
use crate::entities::{evidence, moved_evidence, pattern_merge};
use crate::error::Error;

/// Why a merge was not undone.
#[derive(Debug, Error)]
pub enum SeparateError {
    /// There is no such merge.
    #[error("there is no such merge")]
    NotFound,
    /// The merge was undone before.
    #[error("the merge was undone before")]
    Undone,
    /// The evidence was moved again by a later merge, which has to be undone first, or by a split.
    #[error("the evidence was moved again by a later merge or a split")]
    MovedAgain,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// The patterns of a merge that was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separated {
    /// The pattern that exists again.
    pub pattern: i32,
    /// The pattern that had its evidence.
    pub from: i32,
}

/// Undoes a merge, under the lock of the library. The pattern that was merged is computed from the entries that it had
/// before, in the same order. The patterns are not proposed again as long as they say the same.
///
/// # Errors
/// See [`SeparateError`]. Nothing is changed then.
pub async fn separate(
    db: &Database,
    merge: i64,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Separated, SeparateError> {
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let found = pattern_merge::Entity::find_by_id(merge).one(&transaction).await.map_err(Error::from)?;
    let found = found.ok_or(SeparateError::NotFound)?;
    if found.undone_at.is_some() {
        return Err(SeparateError::Undone);
    }
    let separated = Separated { pattern: found.pattern_id, from: found.into_id };
    let moved = moved(&transaction, merge).await?;
    if moved.iter().any(|(evidence, _)| evidence.pattern_id != separated.from) {
        return Err(SeparateError::MovedAgain);
    }
    let mut undone = found.into_active_model();
    undone.undone_at = Set(Some(now));
    undone.update(&transaction).await.map_err(Error::from)?;
    move_back(&transaction, separated, moved, &author.actor(), now).await?;
    let subject =
        Subject::pattern(separated.pattern).detail(json!({ "from": separated.from, "merge": merge }));
    audit::record(&transaction, author, AuditAction::UndoMerge, subject, now).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(separated)
}

/// The evidence that a merge moved, each with its position before; `None` if an earlier version merged the patterns.
async fn moved(db: &impl ConnectionTrait, merge: i64) -> Result<Vec<(evidence::Model, Option<i64>)>, Error> {
    use moved_evidence::Column;
    let of_merge = moved_evidence::Entity::find().filter(Column::MergeId.eq(merge));
    let positions: Vec<(i64, Option<i64>)> = of_merge
        .clone()
        .select_only()
        .columns([Column::EvidenceId, Column::Position])
        .into_tuple()
        .all(db)
        .await?;
    let positions: HashMap<i64, Option<i64>> = positions.into_iter().collect();
    let ids = of_merge.select_only().column(Column::EvidenceId).into_query();
    let evidence = evidence_row::in_order(db, evidence::Column::Id.in_subquery(ids)).await?;
    Ok(evidence
        .into_iter()
        .map(|row| {
            let position = positions.get(&row.id).copied().flatten();
            (row, position)
        })
        .collect())
}

async fn move_back(
    db: &impl ConnectionTrait,
    Separated { pattern, from }: Separated,
    evidence: Vec<(evidence::Model, Option<i64>)>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (again, remaining) = (find(db, pattern).await?, find(db, from).await?);
    record(db, &again, Action::Split(from), actor, now).await?;
    record(db, &remaining, Action::Split(pattern), actor, now).await?;
    changes::set_suspended(db, pattern, false).await?;
    let last = evidence_row::move_back(db, evidence, pattern, again.revision + 1).await?;
    // First the one that may have the signature of the other.
    refold(db, &remaining, remaining.revision + 1, now).await?;
    refold(db, &again, last, now).await?;
    tell_apart(db, pattern, from, now).await
}

/// Stores that a person called two patterns different, so that they are not proposed to be merged as they are.
pub(super) async fn tell_apart(
    db: &impl ConnectionTrait,
    one: i32,
    other: i32,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (one, other) = (history::load(db, one).await?.fold(), history::load(db, other).await?.fold());
    if let (Some(one), Some(other)) = (one, other) {
        let pair = PairId::of(&one.content(), &other.content());
        verdicts::separate(db, &pair, now).await?;
    }
    Ok(())
}

async fn find(db: &impl ConnectionTrait, id: i32) -> Result<Model, Error> {
    Entity::find_by_id(id).one(db).await?.ok_or(Error::Corrupt("pattern_merges.pattern_id"))
}
