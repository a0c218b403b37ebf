//! Which other pattern may be the same as a pattern, or is in conflict with it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use gleaner_domain::merging::{self, Likeness};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait, Set,
};

use super::row::{self, Relations, StoredPattern};
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

/// Deletes the relations of a pattern to others.
pub(super) async fn delete(db: &impl ConnectionTrait, id: i32) -> Result<(), Error> {
    Entity::delete_many().filter(Column::PatternId.eq(id)).exec(db).await?;
    Ok(())
}

/// Deletes the relations that may no longer be true of patterns that say something else now. Those that are in conflict
/// remain so as long as their answers disagree.
pub(super) async fn reconsider(db: &impl ConnectionTrait, ids: &[i32]) -> Result<(), Error> {
    let of_any = Column::PatternId.is_in(ids.iter().copied()).or(Column::OtherId.is_in(ids.iter().copied()));
    Entity::delete_many().filter(Column::Relation.eq(MAYBE_SAME)).filter(of_any).exec(db).await?;
    let conflicts = conflicts_of(db, ids.iter().copied()).await?;
    if conflicts.is_empty() {
        return Ok(());
    }
    let sides: BTreeSet<i32> = conflicts.iter().flat_map(|(one, other)| [*one, *other]).collect();
    // A conflict with a pattern that is gone is true again if that pattern returns.
    let rows = pattern::Entity::find()
        .filter(pattern::Column::Id.is_in(sides))
        .filter(pattern::Column::IsRetracted.eq(false))
        .all(db)
        .await?;
    let patterns: HashMap<i32, Pattern> =
        rows.iter().map(|row| Ok((row.id, row::pattern(row)?))).collect::<Result<_, Error>>()?;
    let is_over = |(one, other): &&(i32, i32)| match (patterns.get(one), patterns.get(other)) {
        (Some(one), Some(other)) => !merging::are_in_conflict(one, other),
        _ => false,
    };
    let over = conflicts.iter().filter(is_over).map(|(id, _)| *id);
    let over = Column::Relation.eq(CONFLICT).and(Column::PatternId.is_in(over));
    Entity::delete_many().filter(over).exec(db).await?;
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
