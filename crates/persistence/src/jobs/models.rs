//! What a job has used of each language model.

use gleaner_domain::{JobId, Usage};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use crate::entities::conversation::{Column, Entity};
use crate::error::Error;

#[derive(FromQueryResult)]
struct Sums {
    model: String,
    calls: i64,
    unmeasured_calls: i64,
    prompt_tokens: i64,
    cached_tokens: i64,
    completion_tokens: i64,
    cost_nanos: i64,
}

/// What the finished conversations of a job have used, by model in alphabetical order. A conversation that was retried
/// counts for the model of its last attempt.
pub(super) async fn usage_by_model(
    db: &impl ConnectionTrait,
    job: JobId,
) -> Result<Vec<(String, Usage)>, Error> {
    // Postgres returns the sum of a `bigint` as `numeric`.
    let sum = |column: Column| Expr::col(column).sum().cast_as("bigint");
    let sums: Vec<Sums> = Entity::find()
        .select_only()
        .column(Column::Model)
        .column_as(sum(Column::ModelCalls), "calls")
        .column_as(sum(Column::UnmeasuredCalls), "unmeasured_calls")
        .column_as(sum(Column::PromptTokens), "prompt_tokens")
        .column_as(sum(Column::CachedTokens), "cached_tokens")
        .column_as(sum(Column::CompletionTokens), "completion_tokens")
        .column_as(sum(Column::CostNanos), "cost_nanos")
        .filter(Column::JobId.eq(job.0))
        .filter(Column::Model.is_not_null())
        .filter(Column::ModelCalls.gt(0))
        .group_by(Column::Model)
        .order_by_asc(Column::Model)
        .into_model()
        .all(db)
        .await?;
    Ok(sums.into_iter().map(|sums| (sums.model.clone(), usage(&sums))).collect())
}

fn usage(sums: &Sums) -> Usage {
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    Usage {
        calls: u32::try_from(sums.calls).unwrap_or(u32::MAX),
        unmeasured_calls: u32::try_from(sums.unmeasured_calls).unwrap_or(u32::MAX),
        prompt_tokens: number(sums.prompt_tokens),
        cached_tokens: number(sums.cached_tokens),
        completion_tokens: number(sums.completion_tokens),
        cost_nanos: number(sums.cost_nanos),
    }
}
