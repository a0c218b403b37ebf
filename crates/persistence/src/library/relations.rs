//! Which other pattern may be the same as a pattern, or is in conflict with it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use gleaner_domain::merging::{self, Likeness, Related};
use sea_orm::sea_query::{Expr, OnConflict, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};

use super::row::{self, Relations, StoredPattern};
use crate::Database;
use crate::entities::pattern;
use crate::entities::pattern_relation::{ActiveModel, Column, Entity, Model};
use crate::error::Error;

const MAYBE_SAME: &str = "maybe_same";
pub(super) const CONFLICT: &str = "conflict";
/// A conflict that a person has resolved by keeping both patterns.
const BOTH_RIGHT: &str = "both_right";

/// Stores the relations of a pattern to others. A pair of patterns that has a relation keeps it, but a conflict replaces that
/// both may be the same.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    id: i32,
    related: &Related,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let maybe_same = related.maybe_same.iter().map(|other| (MAYBE_SAME, other));
    let conflicts = related.conflicts.iter().map(|other| (CONFLICT, other));
    let rows = maybe_same.chain(conflicts).map(|(relation, other)| ActiveModel {
        pattern_id: Set(Ord::max(id, other.pattern)),
        relation: Set(relation.to_owned()),
        other_id: Set(Ord::min(id, other.pattern)),
        probability: Set(other.probability),
        created_at: Set(now),
        ..Default::default()
    });
    let rows: Vec<_> = rows.collect();
    let has_relation = OnConflict::columns([Column::PatternId, Column::OtherId])
        .update_columns([Column::Relation, Column::Probability, Column::CreatedAt])
        .action_and_where(Expr::col((Entity, Column::Relation)).eq(MAYBE_SAME))
        .to_owned();
    for rows in rows.chunks(Database::rows_per_statement(5)) {
        let insert = Entity::insert_many(rows.to_vec()).on_conflict(has_relation.clone());
        insert.exec_without_returning(db).await?;
    }
    Ok(())
}

/// Records that both patterns of a conflict are right.
pub(super) async fn keep_both(db: &impl ConnectionTrait, conflict: i32) -> Result<(), Error> {
    let keep = Entity::update_many().col_expr(Column::Relation, BOTH_RIGHT.into());
    keep.filter(Column::Id.eq(conflict)).exec(db).await?;
    Ok(())
}

/// The patterns that say something else now, or are in the library again.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// All of them.
    pub ids: BTreeSet<i32>,
    /// Those of which a text is another one.
    texts: Vec<i32>,
    /// Those of which the answer is another one.
    answers: Vec<i32>,
}

impl Changed {
    /// Of patterns with their ids, and with what they said before and say now.
    pub fn of<'a>(patterns: impl Iterator<Item = (i32, &'a Pattern, &'a Pattern)>) -> Self {
        let mut changed = Self::default();
        for (id, before, after) in patterns {
            changed.ids.insert(id);
            changed.texts.extend((row::texts(before) != row::texts(after)).then_some(id));
            changed.answers.extend((before.template != after.template).then_some(id));
        }
        changed
    }
}

/// Deletes what may no longer be true of patterns: that they may be the same as another one, that both are right although
/// they disagree, and that they are in conflict although they agree now.
pub(super) async fn reconsider(db: &impl ConnectionTrait, changed: &Changed) -> Result<(), Error> {
    compare_again(db, &changed.texts).await?;
    for (relation, ids) in [(MAYBE_SAME, &changed.texts), (BOTH_RIGHT, &changed.answers)] {
        let delete = Entity::delete_many().filter(Column::Relation.eq(relation));
        delete.filter(of_any(ids.iter().copied())).exec(db).await?;
    }
    end_conflicts(db, changed.ids.iter().copied()).await
}

/// Has those compared again that may be the same as one of these patterns, which say something else now.
async fn compare_again(db: &impl ConnectionTrait, ids: &[i32]) -> Result<(), Error> {
    let maybe_same = Entity::find().filter(Column::Relation.eq(MAYBE_SAME));
    let rows = maybe_same.filter(of_any(ids.iter().copied())).all(db).await?;
    for ids in sides(&rows).chunks(Database::rows_per_statement(1)) {
        let again = pattern::Entity::update_many().col_expr(pattern::Column::IsCompared, false.into());
        again.filter(pattern::Column::Id.is_in(ids.iter().copied())).exec(db).await?;
    }
    Ok(())
}

/// The patterns of these relations, each once.
fn sides(rows: &[Model]) -> Vec<i32> {
    let ids: BTreeSet<i32> = rows.iter().flat_map(|row| [row.pattern_id, row.other_id]).collect();
    ids.into_iter().collect()
}

/// Deletes the conflicts of these patterns with others that agree with them.
pub(super) async fn end_conflicts(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = i32> + Clone,
) -> Result<(), Error> {
    let conflicts = conflicts_of(db, ids).await?;
    // Each of them has two patterns.
    for conflicts in conflicts.chunks(Database::rows_per_statement(2)) {
        end_if_over(db, conflicts).await?;
    }
    Ok(())
}

async fn end_if_over(db: &impl ConnectionTrait, conflicts: &[Model]) -> Result<(), Error> {
    // A conflict with a pattern that is gone is true again if that pattern returns.
    let rows = pattern::Entity::find()
        .filter(pattern::Column::Id.is_in(sides(conflicts)))
        .filter(pattern::Column::IsRetracted.eq(false))
        .all(db)
        .await?;
    // The conflicts of a pattern that another program has made unreadable stay.
    let patterns: HashMap<i32, Pattern> =
        rows.iter().filter_map(|row| Some((row.id, row::pattern(row).ok()?))).collect();
    let is_over = |row: &&Model| match (patterns.get(&row.pattern_id), patterns.get(&row.other_id)) {
        (Some(one), Some(other)) => !merging::are_in_conflict(one, other),
        _ => false,
    };
    let over = conflicts.iter().filter(is_over).map(|row| row.id);
    Entity::delete_many().filter(Column::Id.is_in(over)).exec(db).await?;
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

fn of_any(ids: impl Iterator<Item = i32> + Clone) -> Condition {
    Condition::any().add(Column::PatternId.is_in(ids.clone())).add(Column::OtherId.is_in(ids))
}

/// The conflicts of these patterns with others, whether or not the others are in the library.
pub(super) async fn conflicts_of(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = i32> + Clone,
) -> Result<Vec<Model>, Error> {
    Ok(Entity::find().filter(Column::Relation.eq(CONFLICT)).filter(of_any(ids)).all(db).await?)
}

/// The ids of all patterns of the conflicts of these patterns.
pub(super) async fn in_conflict(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = i32> + Clone,
) -> Result<BTreeSet<i32>, Error> {
    let conflicts = conflicts_of(db, ids).await?;
    Ok(conflicts.into_iter().flat_map(|row| [row.pattern_id, row.other_id]).collect())
}

/// Reads the relations of these patterns to patterns that are neither removed nor retracted: the earlier pattern that each
/// may be the same as, and the other side of its conflict, for both sides. Of several, it is the most probable one.
pub(super) async fn attach(db: &impl ConnectionTrait, patterns: &mut [StoredPattern]) -> Result<(), Error> {
    let ids = patterns.iter().map(|pattern| pattern.id);
    let rows = Entity::find()
        .filter(Column::Relation.ne(BOTH_RIGHT))
        .filter(of_any(ids))
        .order_by_asc(Column::Probability)
        .order_by_desc(Column::OtherId)
        .all(db)
        .await?;
    let present = present(db, &sides(&rows)).await?;
    let mut by_id: HashMap<i32, &mut Relations> =
        patterns.iter_mut().map(|pattern| (pattern.id, &mut pattern.relations)).collect();
    for row in rows {
        for (id, other) in [(row.pattern_id, row.other_id), (row.other_id, row.pattern_id)] {
            let Some(relations) = by_id.get_mut(&id).filter(|_| present.contains(&other)) else { continue };
            let likeness = Likeness { pattern: other, probability: row.probability };
            match row.relation.as_str() {
                MAYBE_SAME if id < other => {}
                MAYBE_SAME => relations.maybe_same = Some(likeness),
                CONFLICT => relations.conflict = Some(likeness),
                _ => return Err(Error::Corrupt("pattern_relations.relation")),
            }
        }
    }
    Ok(())
}

/// Those of these patterns that are neither removed nor retracted.
async fn present(db: &impl ConnectionTrait, ids: &[i32]) -> Result<BTreeSet<i32>, Error> {
    let mut present = BTreeSet::new();
    for ids in ids.chunks(Database::rows_per_statement(1)) {
        let found: Vec<i32> = pattern::Entity::find()
            .select_only()
            .column(pattern::Column::Id)
            .filter(pattern::Column::Id.is_in(ids.iter().copied()))
            .filter(pattern::Column::IsDeleted.into_expr().not())
            .into_tuple()
            .all(db)
            .await?;
        present.extend(found);
    }
    Ok(present)
}
