//! Finding what is like patterns that were changed, or are in the library again. A new pattern is compared when it is
//! merged; the others are compared afterwards, so that a change of many patterns does not take long.

use std::time::{Duration, Instant};

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
/// How long such a transaction compares further patterns, so that others do not wait long for the lock.
const LONGEST_STEP: Duration = Duration::from_millis(250);

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
        let ids = compare_some(&transaction, rules, now).await?;
        let done = Entity::update_many().col_expr(Column::IsCompared, true.into());
        done.filter(Column::Id.is_in(ids.iter().copied())).exec(&transaction).await?;
        compared += ids.len() as u64;
        transaction.commit().await?;
    }
    Ok(compared)
}

/// Compares some of the changed patterns, at least one. Returns their ids.
async fn compare_some(
    db: &impl ConnectionTrait,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Vec<i32>, Error> {
    let (start, mut ids) = (Instant::now(), Vec::new());
    for row in changed(db).await? {
        match compare(db, &row, rules, now).await {
            // What another program has made unreadable does not hold up the others.
            Err(error) if error.is_permanent() => {}
            compared => compared?,
        }
        ids.push(row.id);
        if start.elapsed() > LONGEST_STEP {
            break;
        }
    }
    Ok(ids)
}

async fn compare(
    db: &impl ConnectionTrait,
    row: &Model,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if row.is_deleted {
        return Ok(());
    }
    let pattern = row::pattern(row)?;
    let in_conflict = relations::in_conflict(db, std::iter::once(row.id)).await?;
    relations::end_conflicts(db, std::iter::once(row.id)).await?;
    let mut related = candidates::related(db, row.id, &pattern, rules).await?;
    if let Some(likeness) = related.maybe_same
        && are_different(db, &pattern, likeness.pattern).await?
    {
        related.maybe_same = None;
    }
    relations::insert(db, row.id, &related, now).await?;
    // Also those that were in conflict with what the pattern said before.
    quality::rate(db, in_conflict.into_iter().chain([row.id]), now).await
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
