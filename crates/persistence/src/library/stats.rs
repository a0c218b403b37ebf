//! The library in numbers.

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::StagedStatus;
use gleaner_domain::{JobStatus, PatternType};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::Database;
use crate::entities::pattern::{Column, Entity};
use crate::entities::{job, staged_pattern};
use crate::error::Error;

/// The library in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// Patterns that are neither removed nor retracted.
    pub total: u64,
    /// Patterns with a confidence of 0.8 or more.
    pub high: u64,
    /// Patterns with a confidence from 0.6 up to 0.8.
    pub medium: u64,
    /// Patterns with a confidence below 0.6.
    pub low: u64,
    /// Patterns in use.
    pub active: u64,
    /// 0 to 1; 0 if there is no pattern.
    pub average_confidence: f64,
    /// Replies sent by patterns, as the existing backend counts them.
    pub executions: u64,
    /// The successful ones among them.
    pub successes: u64,
    /// Patterns whose last reply was sent at `since` or later.
    pub used_since: u64,
    /// Staged patterns that nobody has reviewed.
    pub staged: u64,
    /// The numbers of each type that has patterns, in the order of the types.
    pub by_type: Vec<TypeCount>,
}

/// The patterns of one type in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeCount {
    /// The type.
    pub pattern_type: PatternType,
    /// The number of its patterns.
    pub count: u64,
    /// 0 to 1.
    pub average_confidence: f64,
}

/// Minimum of a high confidence.
const HIGH: f64 = 0.8;
/// Minimum of a medium confidence.
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

/// Counts the library. `since` bounds [`Overview::used_since`].
///
/// # Errors
/// The database failed, or a row cannot be read.
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

/// Staged patterns that wait for a review. Those of undone imports do not.
async fn staged(db: &Database) -> Result<u64, Error> {
    use staged_pattern::Column;
    let undone = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::Status.eq(JobStatus::Undone.as_str()));
    let pending = staged_pattern::Entity::find()
        .filter(Column::Status.eq(StagedStatus::Pending.as_str()))
        .filter(Column::ImportJobId.not_in_subquery(undone.into_query()));
    Ok(pending.count(db.reader()).await?)
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

/// Rounded to four decimals; 0 if there is nothing to average.
fn average(sum: f64, count: u64) -> f64 {
    if count == 0 { 0.0 } else { (sum / count as f64 * 1e4).round() / 1e4 }
}
