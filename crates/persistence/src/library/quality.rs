//! The quality of patterns. It is stored, so that lists can be sorted and filtered by it, and computed again in the
//! transaction that changes what it depends on.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use gleaner_domain::quality::Quality;
use sea_orm::sea_query::{CaseStatement, Expr, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{relations, row};
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;

/// How many patterns are rated in one transaction.
const PATTERNS_PER_STEP: u64 = 500;

/// Rates these patterns again, and those in conflict with them, whose rating depends on theirs.
pub(super) async fn rate(
    db: &impl ConnectionTrait,
    patterns: impl IntoIterator<Item = i32>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut rated: BTreeSet<i32> = patterns.into_iter().collect();
    rated.append(&mut relations::in_conflict(db, rated.iter().copied()).await?);
    let conflicts = relations::conflicts_of(db, rated.iter().copied()).await?;
    let others = conflicts.iter().flat_map(|row| [row.pattern_id, row.other_id]);
    let involved: BTreeSet<i32> = others.chain(rated.iter().copied()).collect();
    // In the order of their ids, so that feedback, which changes one of them, waits until they are rated.
    let rows = Entity::find().filter(Column::Id.is_in(involved)).order_by_asc(Column::Id);
    let rows = rows.lock(LockType::NoKeyUpdate).all(db).await?;
    let present: HashMap<i32, i32> =
        rows.iter().filter(|row| !row.is_deleted).map(|row| (row.id, row::conversations(row))).collect();
    let mut contradictions: HashMap<i32, i32> = HashMap::new();
    let pairs = conflicts.iter().map(|row| (row.pattern_id, row.other_id));
    for (one, other) in pairs.flat_map(|(one, other)| [(one, other), (other, one)]) {
        *contradictions.entry(one).or_default() += present.get(&other).copied().unwrap_or(0);
    }
    let rated = rows.iter().filter(|row| rated.contains(&row.id) && !row.is_retracted);
    let rated = rated.map(|row| (row, contradictions.get(&row.id).copied().unwrap_or(0)));
    store(db, rated, now).await
}

/// Rates a pattern again that says the same as before, and has the same evidence.
pub(super) async fn rate_again(
    db: &impl ConnectionTrait,
    row: &Model,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    store(db, std::iter::once((row, row.contradiction_count)), now).await
}

/// Stores the quality of patterns, each with its number of contradictions, by one statement.
async fn store(
    db: &impl ConnectionTrait,
    rated: impl Iterator<Item = (&Model, i32)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (mut ids, mut scores, mut counts) = (Vec::new(), CaseStatement::new(), CaseStatement::new());
    for (row, contradictions) in rated {
        let quality = Quality::of(&row::pattern(row)?, &row::experience(row, contradictions, now));
        scores = scores.case(Column::Id.eq(row.id), quality.score());
        counts = counts.case(Column::Id.eq(row.id), contradictions);
        ids.push(row.id);
    }
    if ids.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::ContradictionCount, counts.finally(Expr::col(Column::ContradictionCount)).into())
        .col_expr(Column::QualityScore, scores.finally(Expr::col(Column::QualityScore)).into())
        .col_expr(Column::QualityAt, now.into())
        .filter(Column::Id.is_in(ids))
        .exec(db)
        .await?;
    Ok(())
}

/// Rates the patterns again that were never rated, or for the last time at `rated_by` or before, a few in each transaction.
/// Returns their number.
///
/// # Errors
/// The database failed. The patterns before those at which it failed are done.
pub async fn rate_outdated(db: &Database, rated_by: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64, Error> {
    let (mut rated, mut last) = (0, 0);
    // Most of the time there is none, and no lock is taken.
    while !outdated(db.reader(), rated_by, last).await?.is_empty() {
        let transaction = db.begin().await?;
        super::lock(&transaction).await?;
        let ids = outdated(&transaction, rated_by, last).await?;
        last = ids.last().copied().unwrap_or(last);
        rated += ids.len() as u64;
        rate(&transaction, ids, now).await?;
        transaction.commit().await?;
    }
    Ok(rated)
}

/// The next patterns after the one with the id `after`, in the order of their ids.
async fn outdated(db: &impl ConnectionTrait, rated_by: DateTime<Utc>, after: i32) -> Result<Vec<i32>, Error> {
    let is_outdated = Condition::any().add(Column::QualityAt.is_null()).add(Column::QualityAt.lte(rated_by));
    let ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(is_outdated)
        .filter(Column::IsRetracted.eq(false))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(PATTERNS_PER_STEP);
    Ok(ids.into_tuple().all(db).await?)
}
