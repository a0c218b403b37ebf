//! What was used of the language model, as it is stored: for each conversation, and summed for the job.

use gleaner_domain::{JobId, Usage};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};

use crate::entities::conversation::{Column, Entity};
use crate::entities::job;
use crate::error::Error;

/// The sums over conversations that [`select_sums`] selects.
#[derive(FromQueryResult)]
pub(super) struct UsageSums {
    calls: i64,
    unmeasured_calls: i64,
    prompt_tokens: i64,
    cached_tokens: i64,
    completion_tokens: i64,
    cost_nanos: i64,
}

impl From<UsageSums> for Usage {
    fn from(sums: UsageSums) -> Self {
        let number = |value: i64| u64::try_from(value).unwrap_or(0);
        Self {
            calls: u32::try_from(sums.calls).unwrap_or(u32::MAX),
            unmeasured_calls: u32::try_from(sums.unmeasured_calls).unwrap_or(u32::MAX),
            prompt_tokens: number(sums.prompt_tokens),
            cached_tokens: number(sums.cached_tokens),
            completion_tokens: number(sums.completion_tokens),
            cost_nanos: number(sums.cost_nanos),
        }
    }
}

/// Selects the sums of what conversations have used.
pub(super) fn select_sums(conversations: Select<Entity>) -> Select<Entity> {
    conversations
        .column_as(sum(Column::ModelCalls), "calls")
        .column_as(sum(Column::UnmeasuredCalls), "unmeasured_calls")
        .column_as(sum(Column::PromptTokens), "prompt_tokens")
        .column_as(sum(Column::CachedTokens), "cached_tokens")
        .column_as(sum(Column::CompletionTokens), "completion_tokens")
        .column_as(sum(Column::CostNanos), "cost_nanos")
}

/// The sum of a column. Postgres returns the sum of a `bigint` as `numeric`.
pub(super) fn sum(column: Column) -> Expr {
    Expr::col(column).sum().cast_as("bigint")
}

/// Adds to what was used for a conversation: one that was retried has used some before.
pub(super) fn add(update: UpdateMany<Entity>, usage: &Usage) -> UpdateMany<Entity> {
    let columns = [
        (Column::ModelCalls, usage.calls.into()),
        (Column::UnmeasuredCalls, usage.unmeasured_calls.into()),
        (Column::PromptTokens, usage.prompt_tokens),
        (Column::CachedTokens, usage.cached_tokens),
        (Column::CompletionTokens, usage.completion_tokens),
        (Column::CostNanos, usage.cost_nanos),
    ];
    columns.into_iter().fold(update, |update, (column, count): (_, u64)| {
        update.col_expr(column, Expr::col(column).add(i64::try_from(count).unwrap_or(i64::MAX)))
    })
}

/// What was used for a job.
pub(super) fn of_job(row: &job::Model) -> Usage {
    UsageSums {
        calls: row.model_calls.into(),
        unmeasured_calls: row.unmeasured_calls.into(),
        prompt_tokens: row.prompt_tokens,
        cached_tokens: row.cached_tokens,
        completion_tokens: row.completion_tokens,
        cost_nanos: row.cost_nanos,
    }
    .into()
}

#[derive(FromQueryResult)]
struct OfModel {
    model: String,
    #[sea_orm(nested)]
    sums: UsageSums,
}

/// What the finished conversations of a job have used, by model in alphabetical order. A conversation that was retried
/// counts for the model of its last attempt.
pub(super) async fn by_model(db: &impl ConnectionTrait, job: JobId) -> Result<Vec<(String, Usage)>, Error> {
    let sums: Vec<OfModel> = select_sums(Entity::find().select_only().column(Column::Model))
        .filter(Column::JobId.eq(job.0))
        .filter(Column::Model.is_not_null())
        .filter(Column::ModelCalls.gt(0))
        .group_by(Column::Model)
        .order_by_asc(Column::Model)
        .into_model()
        .all(db)
        .await?;
    Ok(sums.into_iter().map(|OfModel { model, sums }| (model, sums.into())).collect())
}
