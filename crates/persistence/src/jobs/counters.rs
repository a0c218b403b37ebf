//! The counters in the job row. The conversation rows are the source of truth: while a job runs, each outcome is added
//! to the counters; when the job ends, they are counted again.

use gleaner_domain::JobId;
use gleaner_domain::job::{ConversationGroup, JobCounters, StateName};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, UpdateMany,
};

use super::usage::{self, UsageSums};
use crate::entities::{conversation, job};
use crate::error::Error;

/// The columns of the job row that hold counters. `found` is set when the job is accepted.
fn columns(counters: &JobCounters) -> [(job::Column, i64); 14] {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    [
        (job::Column::ConversationsAnalyzed, number(counters.analyzed)),
        (job::Column::ConversationsRead, number(counters.extracted)),
        (job::Column::ConversationsFailed, number(counters.failed)),
        (job::Column::PatternsCreated, number(counters.created)),
        (job::Column::PatternsEnhanced, number(counters.confirmed)),
        (job::Column::PatternsSkipped, number(counters.without_pattern)),
        (job::Column::PatternsStaged, number(counters.staged)),
        (job::Column::ProcessedMessages, number(counters.processed_messages)),
        (job::Column::ModelCalls, counters.usage.calls.into()),
        (job::Column::UnmeasuredCalls, counters.usage.unmeasured_calls.into()),
        (job::Column::PromptTokens, number(counters.usage.prompt_tokens)),
        (job::Column::CachedTokens, number(counters.usage.cached_tokens)),
        (job::Column::CostNanos, number(counters.usage.cost_nanos)),
        (job::Column::CompletionTokens, number(counters.usage.completion_tokens)),
    ]
}

/// Adds to the counters of a job.
pub(super) fn add(update: UpdateMany<job::Entity>, counters: &JobCounters) -> UpdateMany<job::Entity> {
    columns(counters)
        .into_iter()
        .fold(update, |update, (column, count)| update.col_expr(column, Expr::col(column).add(count)))
}

/// Sets the counters of a job.
pub(super) fn set(update: UpdateMany<job::Entity>, counters: &JobCounters) -> UpdateMany<job::Entity> {
    columns(counters)
        .into_iter()
        .fold(update, |update, (column, count)| update.col_expr(column, count.into()))
}

#[derive(FromQueryResult)]
struct Group {
    state: String,
    was_extracted: bool,
    conversations: i64,
    new_messages: i64,
    #[sea_orm(nested)]
    usage: UsageSums,
}

/// Counts the conversations of a job.
pub(super) async fn count(db: &impl ConnectionTrait, job: JobId) -> Result<JobCounters, Error> {
    use conversation::Column;
    let groups = conversation::Entity::find()
        .select_only()
        .columns([Column::State, Column::WasExtracted])
        .column_as(Column::Id.count(), "conversations")
        .column_as(usage::sum(Column::NewMessageCount), "new_messages");
    let groups: Vec<Group> = usage::select_sums(groups)
        .filter(Column::JobId.eq(job.0))
        .group_by(Column::State)
        .group_by(Column::WasExtracted)
        .into_model()
        .all(db)
        .await?;
    let mut counters = JobCounters::default();
    for group in groups {
        counters += counters_of(group)?;
    }
    Ok(counters)
}

fn counters_of(group: Group) -> Result<JobCounters, Error> {
    let state: StateName = group.state.parse().map_err(|_| Error::Corrupt("import_conversations.state"))?;
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    Ok(JobCounters::of(ConversationGroup {
        state,
        was_extracted: group.was_extracted,
        conversations: number(group.conversations),
        new_messages: number(group.new_messages),
        usage: group.usage.into(),
    }))
}

/// Counts the conversations of a job in one state by reason.
pub(super) async fn reasons(
    db: &impl ConnectionTrait,
    job: JobId,
    state: StateName,
) -> Result<Vec<(Option<String>, u64)>, Error> {
    use conversation::Column;
    let counted: Vec<(Option<String>, i64)> = conversation::Entity::find()
        .select_only()
        .column(Column::Reason)
        .column_as(Column::Id.count(), "count")
        .filter(Column::JobId.eq(job.0))
        .filter(Column::State.eq(state.as_str()))
        .group_by(Column::Reason)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().map(|(reason, count)| (reason, u64::try_from(count).unwrap_or(0))).collect())
}
