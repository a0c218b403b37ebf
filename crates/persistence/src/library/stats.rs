//! The library in numbers.

use chrono::{DateTime, Utc};
use gleaner_domain::PatternType;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use crate::Database;
use crate::entities::job;
use crate::entities::pattern::{Column, Entity};
use crate::error::Error;

/// The library in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    pub total: u64,
    /// 0.8 and above.
    pub high: u64,
    /// 0.6 up to 0.8.
    pub medium: u64,
    /// Below 0.6.
    pub low: u64,
    pub active: u64,
    /// 0 where there is no pattern.
    pub average_confidence: f64,
    /// Replies sent by patterns, as the existing backend counts them.
    pub executions: u64,
    /// Those of them that were successful.
    pub successes: u64,
    /// Patterns whose last reply was sent at `since` or later.
    pub used_since: u64,
    /// Staged patterns that wait for a person.
    pub staged: u64,
    pub by_type: Vec<TypeCount>,
}

/// The patterns of one type in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeCount {
    pub pattern_type: PatternType,
    pub count: u64,
    pub average_confidence: f64,
}

/// From here on a confidence counts as high.
const HIGH: f64 = 0.8;
/// From here on a confidence counts as medium.
const MEDIUM: f64 = 0.6;

/// The sums of one type.
#[derive(FromQueryResult)]
struct TypeRow {
    pattern_type: String,
    count: i64,
    confidence: f64,
    high: i64,
    low: i64,
    active: i64,
    executions: i64,
    successes: i64,
    used: i64,
}

/// The library in numbers; `since` bounds [`Overview::used_since`].
pub async fn overview(db: &Database, since: DateTime<Utc>) -> Result<Overview, Error> {
    let confidence = || Expr::col(Column::ConfidenceScore);
    let number_of = |condition: Expr| Expr::case(condition, 1).finally(0).sum();
    let rows: Vec<TypeRow> = Entity::find()
        .select_only()
        .column(Column::PatternType)
        .column_as(Column::Id.count(), "count")
        .column_as(confidence().sum(), "confidence")
        .column_as(number_of(confidence().gte(HIGH)), "high")
        .column_as(number_of(confidence().lt(MEDIUM)), "low")
        .column_as(number_of(Expr::col(Column::IsActive)), "active")
        .column_as(Column::ExecutionCount.sum(), "executions")
        .column_as(Column::SuccessCount.sum(), "successes")
        .column_as(number_of(Column::LastUsed.gte(since)), "used")
        .filter(Column::IsDeleted.eq(false))
        .group_by(Column::PatternType)
        .into_model()
        .all(db.reader())
        .await?;
    Ok(Overview { staged: staged(db).await?, ..summarize(rows)? })
}

/// Patterns of jobs that were staged and neither approved nor rejected.
async fn staged(db: &Database) -> Result<u64, Error> {
    let sums: Option<(Option<i64>, Option<i64>, Option<i64>)> = job::Entity::find()
        .select_only()
        .column_as(job::Column::PatternsStaged.sum(), "staged")
        .column_as(job::Column::PatternsApproved.sum(), "approved")
        .column_as(job::Column::PatternsRejected.sum(), "rejected")
        .into_tuple()
        .one(db.reader())
        .await?;
    let (staged, approved, rejected) = sums.unwrap_or_default();
    let waiting = staged.unwrap_or(0) - approved.unwrap_or(0) - rejected.unwrap_or(0);
    Ok(number(waiting))
}

fn number(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn summarize(rows: Vec<TypeRow>) -> Result<Overview, Error> {
    let mut overview = Overview::default();
    let mut confidences = 0.0;
    for row in rows {
        overview.total += number(row.count);
        overview.high += number(row.high);
        overview.medium += number(row.count - row.high - row.low);
        overview.low += number(row.low);
        overview.active += number(row.active);
        overview.executions += number(row.executions);
        overview.successes += number(row.successes);
        overview.used_since += number(row.used);
        confidences += row.confidence;
        overview.by_type.push(TypeCount {
            pattern_type: row
                .pattern_type
                .parse()
                .map_err(|_| Error::Corrupt("decision_patterns.pattern_type"))?,
            count: number(row.count),
            average_confidence: average(row.confidence, number(row.count)),
        });
    }
    overview.average_confidence = average(confidences, overview.total);
    overview.by_type.sort_by_key(|by_type| by_type.pattern_type);
    Ok(overview)
}

/// To four decimals; 0 of nothing.
fn average(sum: f64, count: u64) -> f64 {
    if count == 0 { 0.0 } else { (sum / count as f64 * 1e4).round() / 1e4 }
}
