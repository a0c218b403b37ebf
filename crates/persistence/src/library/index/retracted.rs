//! Deleting the entries of retracted patterns.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{IndexChange, PatternIndex};
use crate::Database;
use crate::entities::pattern;
use crate::error::Error;
use crate::library::{lock, row};

/// The entries of how many retracted patterns are deleted at a time.
const PATTERNS_PER_DELETION: u64 = 200;

/// Deletes the entries of retracted patterns, which no search returns, a few patterns in each transaction. They stay until
/// then, since deleting many takes long. Returns the number of patterns.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn delete_entries_of_retracted(db: &Database) -> Result<u64, Error> {
    let mut deleted = 0;
    // Most of the time there is none, and no lock is taken.
    while !indexed_but_retracted(db.reader()).await?.is_empty() {
        let transaction = db.begin().await?;
        lock(&transaction).await?;
        let rows = indexed_but_retracted(&transaction).await?;
        let patterns = rows.iter().map(row::pattern).collect::<Result<Vec<_>, _>>()?;
        let changes = rows.iter().zip(&patterns).map(|(row, pattern)| IndexChange::remove(row.id, pattern));
        let changes: Vec<_> = changes.collect();
        PatternIndex::Library.replace(&transaction, &changes).await?;
        pattern::Entity::update_many()
            .col_expr(pattern::Column::IsIndexed, false.into())
            .filter(pattern::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        deleted += rows.len() as u64;
    }
    Ok(deleted)
}

async fn indexed_but_retracted(db: &impl ConnectionTrait) -> Result<Vec<pattern::Model>, Error> {
    // Comparisons with a parameter would not use the index of these patterns.
    let found = pattern::Entity::find()
        .filter(Expr::col(pattern::Column::IsRetracted))
        .filter(Expr::col(pattern::Column::IsIndexed))
        .limit(PATTERNS_PER_DELETION);
    Ok(found.all(db).await?)
}
