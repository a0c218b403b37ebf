//! The conflicts of the library, page by page.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};

use super::super::changes;
use super::super::relations::CONFLICT;
use super::super::row::StoredPattern;
use crate::Database;
use crate::entities::pattern;
use crate::entities::pattern_relation::{Column, Entity, Model};
use crate::error::Error;
use crate::page;

/// One of the two patterns of a conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The pattern.
    pub pattern: StoredPattern,
    /// How many conversations created or confirmed it.
    pub conversations: u64,
    /// When the last of them was learned; `None` if there is none.
    pub last_learned_at: Option<DateTime<Utc>>,
    /// When it was last learned, or was created if it never was, or when a person last wrote a text of it: the latest.
    last_stated_at: DateTime<Utc>,
}

/// Two patterns with the same question whose answers disagree.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Identifies the conflict.
    pub id: i32,
    /// The pattern that was learned, or that a person wrote, last.
    pub newer: Side,
    /// The pattern that it contradicts.
    pub older: Side,
    /// The probability that both would be the same if their answers agreed.
    pub probability: f64,
    /// When the conflict was found.
    pub found_at: DateTime<Utc>,
}

impl Conflict {
    /// Increases with every change of either pattern, as their revisions do.
    pub fn revision(&self) -> i64 {
        self.newer.pattern.revision + self.older.pattern.revision
    }
}

/// A page of conflicts, the most recent first.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictPage {
    /// The conflicts of the page.
    pub conflicts: Vec<Conflict>,
    /// The number of conflicts on all pages.
    pub total: u64,
    /// The id of the last conflict; `None` on the last page.
    pub next: Option<i32>,
}

/// Lists at most `limit` conflicts between patterns that are not removed, with an id below `before`.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn list(db: &Database, before: Option<i32>, limit: u64) -> Result<ConflictPage, Error> {
    let snapshot = db.snapshot().await?;
    let found = Entity::find().filter(present());
    let total = found.clone().count(&snapshot).await?;
    let rows = found
        .filter(Condition::all().add_option(before.map(|id| Column::Id.lt(id))))
        .order_by_desc(Column::Id)
        .limit(limit + 1)
        .all(&snapshot)
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let next = rows.last().map(|row| row.id).filter(|_| has_more);
    Ok(ConflictPage { conflicts: conflicts(&snapshot, rows).await?, total, next })
}

/// Conflicts of which both patterns are in the library.
pub(super) fn present() -> Condition {
    let in_library = || {
        pattern::Entity::find()
            .select_only()
            .column(pattern::Column::Id)
            .filter(pattern::Column::IsDeleted.eq(false))
            .into_query()
    };
    Condition::all()
        .add(Column::Relation.eq(CONFLICT))
        .add(Expr::col(Column::PatternId).in_subquery(in_library()))
        .add(Expr::col(Column::OtherId).in_subquery(in_library()))
}

pub(super) async fn conflicts(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Conflict>, Error> {
    let ids = rows.iter().flat_map(|row| [row.pattern_id, row.other_id]);
    let sides = sides(db, ids.collect()).await?;
    rows.into_iter().map(|row| conflict(row, &sides)).collect()
}

fn conflict(row: Model, sides: &HashMap<i32, Side>) -> Result<Conflict, Error> {
    let side = |id| sides.get(&id).cloned().ok_or(Error::Corrupt("pattern_relations.other_id"));
    // The first has the higher id: of two at the same time, it is the newer one.
    let (mut newer, mut older) = (side(row.pattern_id)?, side(row.other_id)?);
    if older.last_stated_at > newer.last_stated_at {
        std::mem::swap(&mut newer, &mut older);
    }
    let found_at = row.created_at.trunc_subsecs(3);
    Ok(Conflict { id: row.id, newer, older, probability: row.probability, found_at })
}

async fn sides(db: &impl ConnectionTrait, ids: BTreeSet<i32>) -> Result<HashMap<i32, Side>, Error> {
    let written = changes::last_written(db, &ids).await?;
    let rows = pattern::Entity::find().filter(pattern::Column::Id.is_in(ids)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let stated_at = row.confirmed_at.unwrap_or(row.created_at);
            let side = Side {
                conversations: u64::try_from(row.evidence_count).unwrap_or(0),
                last_learned_at: row.confirmed_at.map(|time| time.trunc_subsecs(3)),
                last_stated_at: written.get(&row.id).map_or(stated_at, |at| Ord::max(*at, stated_at)),
                pattern: row.try_into()?,
            };
            Ok((side.pattern.id, side))
        })
        .collect()
}
