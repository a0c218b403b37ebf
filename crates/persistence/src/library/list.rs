//! Lists of patterns, page by page.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::filter::PatternFilter;
use super::position::{PatternPosition, Start};
use super::relations;
use super::row::StoredPattern;
use super::sort::SortBy;
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;
use crate::page;

/// A page of patterns.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternPage {
    /// The patterns of the page.
    pub patterns: Vec<StoredPattern>,
    /// The number of patterns in the whole list.
    pub total: u64,
    /// Where the next page begins after; `None` on the last page.
    pub next: Option<PatternPosition>,
}

/// Lists the patterns that meet a filter: at most `limit`, from `start`.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn list(
    db: &Database,
    filter: &PatternFilter,
    start: Start,
    limit: u64,
) -> Result<PatternPage, Error> {
    let total = Entity::find().filter(filter.condition()).count(db.reader()).await?;
    let condition = match start.sort().by {
        SortBy::Id => filter.condition_by_id(),
        _ => filter.condition(),
    };
    let rows = rows(db.reader(), &condition, start, limit + 1).await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().map(|row| PatternPosition::of(row, start.sort()));
    let mut patterns = rows.into_iter().map(StoredPattern::try_from).collect::<Result<Vec<_>, _>>()?;
    relations::attach(db.reader(), &mut patterns).await?;
    Ok(PatternPage { patterns, total, next: last.filter(|_| has_more) })
}

async fn rows(
    db: &impl ConnectionTrait,
    condition: &Condition,
    start: Start,
    limit: u64,
) -> Result<Vec<Model>, Error> {
    let parts = match start {
        Start::Beginning(_) => vec![Condition::all()],
        Start::After(position) => position.following(),
    };
    let mut rows: Vec<Model> = Vec::new();
    for part in parts {
        let query = Entity::find().filter(condition.clone()).filter(part);
        let columns = start.sort().columns().into_iter();
        let query = columns.fold(query, |query, (column, order)| query.order_by(column, order));
        rows.extend(query.limit(limit - rows.len() as u64).all(db).await?);
        if rows.len() as u64 >= limit {
            break;
        }
    }
    Ok(rows)
}

/// The patterns with these ids, in their order. Those that do not exist are left out.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn by_ids(db: &Database, ids: &[i32]) -> Result<Vec<StoredPattern>, Error> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db.reader()).await?;
    let mut rows: HashMap<i32, Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = ids.iter().filter_map(|id| rows.remove(id));
    let mut patterns = rows.map(StoredPattern::try_from).collect::<Result<Vec<_>, _>>()?;
    relations::attach(db.reader(), &mut patterns).await?;
    Ok(patterns)
}
