//! Finding what is like patterns that were changed, or are in the library again. A new pattern is compared when it is
//! merged; the others are compared afterwards, so that a change of many patterns does not take long.

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use gleaner_domain::merging::{MergeRules, PairId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{candidates, merge, quality, relations, row, verdicts};
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;

/// How many patterns are compared in one transaction, under the lock of the library.
const PATTERNS_PER_STEP: u64 = 20;

/// Compares the patterns whose texts were changed, or that are in the library again, with the others, and stores which are
/// in conflict, are no longer, or may be the same. Returns the number of these patterns.
///
/// # Errors
/// The database failed, or a row cannot be read. The patterns before those at which it failed are done.
pub async fn compare_changed(db: &Database, rules: &MergeRules, now: DateTime<Utc>) -> Result<u64, Error> {
    let mut compared = 0;
    // Most of the time there is none, and no lock is taken.
    while !changed(db.reader()).await?.is_empty() {
        let transaction = db.begin().await?;
        super::lock(&transaction).await?;
        let rows = changed(&transaction).await?;
        relations::end_conflicts(&transaction, rows.iter().map(|row| row.id)).await?;
        for row in rows.iter().filter(|row| !row.is_deleted) {
            let pattern = row::pattern(row)?;
            let mut related = candidates::related(&transaction, row.id, &pattern, rules).await?;
            if let Some(likeness) = related.maybe_same
                && are_different(&transaction, &pattern, likeness.pattern).await?
            {
                related.maybe_same = None;
            }
            relations::insert(&transaction, row.id, &related, now).await?;
        }
        let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
        let done = Entity::update_many().col_expr(Column::IsCompared, true.into());
        done.filter(Column::Id.is_in(ids.iter().copied())).exec(&transaction).await?;
        compared += ids.len() as u64;
        quality::rate(&transaction, ids, now).await?;
        transaction.commit().await?;
    }
    Ok(compared)
}

/// Whether the language model or a person has called a pattern different from the one with this id.
async fn are_different(db: &impl ConnectionTrait, pattern: &Pattern, other: i32) -> Result<bool, Error> {
    let other = merge::known(db, other).await?;
    Ok(verdicts::find(db, &PairId::of(&pattern.content(), &other.content())).await? == Some(false))
}

async fn changed(db: &impl ConnectionTrait) -> Result<Vec<Model>, Error> {
    // A comparison with a parameter would not use the index of these patterns.
    let found = Entity::find().filter(Expr::col(Column::IsCompared).not());
    Ok(found.order_by_asc(Column::Id).limit(PATTERNS_PER_STEP).all(db).await?)
}
