//! Which other pattern may be the same as a pattern, or is in conflict with it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use gleaner_domain::merging::Likeness;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait, Set,
};

use super::row::{Relations, StoredPattern};
use crate::entities::pattern;
use crate::entities::pattern_relation::{ActiveModel, Column, Entity};
use crate::error::Error;

const MAYBE_SAME: &str = "maybe_same";
pub(super) const CONFLICT: &str = "conflict";

/// Stores the relations of a new pattern.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    id: i32,
    relations: &Relations,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let of = [(MAYBE_SAME, relations.maybe_same), (CONFLICT, relations.conflict)];
    let rows = of.into_iter().filter_map(|(relation, other)| {
        let Likeness { pattern, probability } = other?;
        Some(ActiveModel {
            pattern_id: Set(id),
            relation: Set(relation.to_owned()),
            other_id: Set(pattern),
            probability: Set(probability),
            created_at: Set(now),
        })
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Deletes the relations of a pattern whose evidence is retracted or moved, since it may say something else then.
pub(super) async fn delete(db: &impl ConnectionTrait, id: i32) -> Result<(), Error> {
    delete_all(db, &[id]).await
}

/// Deletes the relations of a pattern whose texts a person changes, and those of other patterns to it.
pub(super) async fn delete_both_ways(db: &impl ConnectionTrait, id: i32) -> Result<(), Error> {
    let of_pattern = Column::PatternId.eq(id).or(Column::OtherId.eq(id));
    Entity::delete_many().filter(of_pattern).exec(db).await?;
    Ok(())
}

/// Deletes the relations of several patterns.
pub(super) async fn delete_all(db: &impl ConnectionTrait, ids: &[i32]) -> Result<(), Error> {
    Entity::delete_many().filter(Column::PatternId.is_in(ids.iter().copied())).exec(db).await?;
    Ok(())
}

/// The ids of the patterns that are in conflict with another one that is neither removed nor retracted: of those created
/// after the other, and of those created before it.
pub(super) fn conflicts() -> [SelectStatement; 2] {
    [(Column::PatternId, Column::OtherId), (Column::OtherId, Column::PatternId)].map(|(id, other)| {
        let present = pattern::Entity::find()
            .select_only()
            .column(pattern::Column::Id)
            .filter(pattern::Column::IsDeleted.eq(false));
        Entity::find()
            .select_only()
            .column(id)
            .filter(Column::Relation.eq(CONFLICT))
            .filter(other.in_subquery(present.into_query()))
            .into_query()
    })
}

/// The conflicts of these patterns with others, as pairs of ids, whether or not the others are in the library.
pub(super) async fn conflicts_of(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = i32> + Clone,
) -> Result<Vec<(i32, i32)>, Error> {
    let of_any = Column::PatternId.is_in(ids.clone()).or(Column::OtherId.is_in(ids));
    let pairs = Entity::find().select_only().columns([Column::PatternId, Column::OtherId]);
    Ok(pairs.filter(Column::Relation.eq(CONFLICT)).filter(of_any).into_tuple().all(db).await?)
}

/// The ids of all patterns of the conflicts of these patterns.
pub(super) async fn in_conflict(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = i32> + Clone,
) -> Result<BTreeSet<i32>, Error> {
    let conflicts = conflicts_of(db, ids).await?;
    Ok(conflicts.into_iter().flat_map(|(one, other)| [one, other]).collect())
}

/// Reads the relations of these patterns to patterns that are neither removed nor retracted.
pub(super) async fn attach(db: &impl ConnectionTrait, patterns: &mut [StoredPattern]) -> Result<(), Error> {
    let ids = patterns.iter().map(|pattern| pattern.id);
    let rows = Entity::find().filter(Column::PatternId.is_in(ids)).all(db).await?;
    let present: Vec<i32> = pattern::Entity::find()
        .select_only()
        .column(pattern::Column::Id)
        .filter(pattern::Column::Id.is_in(rows.iter().map(|row| row.other_id)))
        .filter(pattern::Column::IsDeleted.into_expr().not())
        .into_tuple()
        .all(db)
        .await?;
    let mut by_id: HashMap<i32, &mut Relations> =
        patterns.iter_mut().map(|pattern| (pattern.id, &mut pattern.relations)).collect();
    for row in rows.into_iter().filter(|row| present.contains(&row.other_id)) {
        let likeness = Likeness { pattern: row.other_id, probability: row.probability };
        let Some(relations) = by_id.get_mut(&row.pattern_id) else { continue };
        match row.relation.as_str() {
            MAYBE_SAME => relations.maybe_same = Some(likeness),
            CONFLICT => relations.conflict = Some(likeness),
            _ => return Err(Error::Corrupt("pattern_relations.relation")),
        }
    }
    Ok(())
}
