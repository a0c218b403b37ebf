//! Reading patterns.

use std::collections::HashMap;

use gleaner_domain::JobId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::evidence_page::{self, EvidenceItem};
use super::relations;
use super::row::StoredPattern;
use crate::Database;
use crate::entities::{evidence, pattern};
use crate::error::Error;

/// A pattern that an import created or confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedPattern {
    /// The pattern.
    pub pattern: StoredPattern,
    /// Whether the import created it.
    pub created: bool,
    /// The number of conversations of the import that created or confirmed it.
    pub conversations: usize,
}

/// The maximum number of conversations that are read with a pattern.
pub const MAX_SOURCES: u64 = 100;

/// Finds a pattern that is neither removed nor retracted, with the first [`MAX_SOURCES`] conversations it was learned
/// from, oldest first.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn find(db: &Database, id: i32) -> Result<Option<(StoredPattern, Vec<EvidenceItem>)>, Error> {
    let snapshot = db.snapshot().await?;
    let found =
        pattern::Entity::find_by_id(id).filter(pattern::Column::IsDeleted.eq(false)).one(&snapshot).await?;
    let Some(row) = found else { return Ok(None) };
    let sources = evidence_page::after(&snapshot, id, 0, MAX_SOURCES).await?;
    let mut pattern = StoredPattern::try_from(row)?;
    relations::attach(&snapshot, std::slice::from_mut(&mut pattern)).await?;
    Ok(Some((pattern, sources)))
}

/// Whether a pattern is used for replies.
pub(crate) async fn is_active(db: &impl ConnectionTrait, id: i32) -> Result<bool, Error> {
    let active: Option<bool> = pattern::Entity::find_by_id(id)
        .select_only()
        .column(pattern::Column::IsActive)
        .into_tuple()
        .one(db)
        .await?;
    Ok(active.unwrap_or(false))
}

/// The patterns that an import created or confirmed, in the order in which it did so first.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn patterns_of_import(db: &Database, job: JobId) -> Result<Vec<ImportedPattern>, Error> {
    let rows: Vec<(i32, bool)> = evidence::Entity::find()
        .select_only()
        .columns([evidence::Column::PatternId, evidence::Column::Created])
        .filter(evidence::Column::ImportJobId.eq(job.0))
        .filter(evidence::Column::IsRetracted.eq(false))
        .order_by_asc(evidence::Column::Id)
        .into_tuple()
        .all(db.reader())
        .await?;
    let (mut order, mut indices) = (Vec::<(i32, bool, usize)>::new(), HashMap::new());
    for (pattern, created) in rows {
        let index = *indices.entry(pattern).or_insert(order.len());
        match order.get_mut(index) {
            Some((.., conversations)) => *conversations += 1,
            None => order.push((pattern, created, 1)),
        }
    }
    let mut rows: HashMap<i32, pattern::Model> = HashMap::new();
    for patterns in order.chunks(Database::rows_per_statement(1)) {
        let ids = patterns.iter().map(|(id, ..)| *id);
        let found = pattern::Entity::find().filter(pattern::Column::Id.is_in(ids)).all(db.reader()).await?;
        rows.extend(found.into_iter().map(|row| (row.id, row)));
    }
    order
        .into_iter()
        .filter_map(|(id, created, conversations)| {
            let pattern = StoredPattern::try_from(rows.remove(&id)?);
            Some(pattern.map(|pattern| ImportedPattern { pattern, created, conversations }))
        })
        .collect()
}
