//! Storing the final state of a conversation.

use chrono::{DateTime, Utc};
use gleaner_domain::job::StateName;
use gleaner_domain::{ConversationState, JobId, Usage};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use strum::VariantArray;

use super::conversations::WorkItem;
use super::usage;
use crate::entities::conversation::{Column, Entity};
use crate::entities::job;
use crate::error::Error;

/// How a conversation ends.
pub(super) struct Closing {
    pub state: ConversationState,
    /// Whether the extractor has read it.
    pub was_extracted: bool,
    /// What the extractor used for it.
    pub usage: Usage,
}

/// Stores the state of the conversation. Returns `false` if it already has an outcome.
pub(super) async fn close(
    db: &impl ConnectionTrait,
    item: &WorkItem,
    closing: &Closing,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let Closing { state, was_extracted, usage: used } = closing;
    let closed = usage::add(Entity::update_many(), used)
        .col_expr(Column::State, state.name().as_str().into())
        .col_expr(Column::Reason, state.reason().into())
        .col_expr(Column::WasExtracted, (*was_extracted).into())
        .col_expr(Column::Model, model_of_job())
        .col_expr(Column::FinishedAt, now.into())
        .filter(Column::Id.eq(item.id))
        .filter(Column::State.is_in(states_before(state.name())))
        .exec(db)
        .await?;
    Ok(closed.rows_affected == 1)
}

/// Stores the same state for every conversation of a job that has no outcome yet.
pub(super) async fn close_pending(
    db: &impl ConnectionTrait,
    job: JobId,
    state: StateName,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::State, state.as_str().into())
        .col_expr(Column::Reason, reason.into())
        .col_expr(Column::FinishedAt, now.into())
        .filter(Column::JobId.eq(job.0))
        .filter(Column::State.is_in(states_before(state)))
        .exec(db)
        .await?;
    Ok(())
}

/// The model that the current claim of the job uses.
pub(super) fn model_of_job() -> Expr {
    let of_job = job::Entity::find()
        .select_only()
        .column(job::Column::Model)
        .filter(Expr::col((job::Entity, job::Column::Id)).equals((Entity, Column::JobId)))
        .into_query();
    Expr::SubQuery(None, Box::new(of_job.into()))
}

/// The names of the states from which a conversation can change to `next`.
pub(super) fn states_before(next: StateName) -> impl Iterator<Item = &'static str> {
    StateName::VARIANTS.iter().filter(move |state| state.can_become(next)).map(|state| state.as_str())
}
