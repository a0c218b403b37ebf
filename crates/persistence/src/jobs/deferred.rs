//! What was used for conversations that have no result yet.

use gleaner_domain::Usage;
use gleaner_domain::job::JobCounters;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, UpdateMany};

use super::close::model_of_job;
use super::fence::{Claim, execute_fenced, where_claimed};
use super::{counters, usage};
use crate::Database;
use crate::entities::conversation::{Column, Entity};
use crate::entities::job;
use crate::error::Error;

/// A conversation without a result, which is processed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deferred {
    /// The id of its row.
    pub conversation: i64,
    /// What was used for it.
    pub usage: Usage,
}

/// Stores what was used for conversations whose run ends without a result for them.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn defer(db: &Database, claim: &Claim, deferred: &[Deferred]) -> Result<(), Error> {
    if deferred.is_empty() {
        return Ok(());
    }
    let transaction = db.begin().await?;
    execute_fenced(add_to_job(where_claimed(claim), deferred), &transaction).await?;
    add_to_conversations(&transaction, deferred, |update| update).await?;
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(())
}

/// Adds what was used to the counters of the job.
pub(super) fn add_to_job(update: UpdateMany<job::Entity>, deferred: &[Deferred]) -> UpdateMany<job::Entity> {
    let usage = deferred.iter().map(|deferred| deferred.usage).sum();
    counters::add(update, &JobCounters { usage, ..JobCounters::default() })
}

/// Adds what was used to each conversation, and changes it by `change`.
pub(super) async fn add_to_conversations(
    db: &impl ConnectionTrait,
    deferred: &[Deferred],
    change: impl Fn(UpdateMany<Entity>) -> UpdateMany<Entity>,
) -> Result<(), Error> {
    for deferred in deferred {
        change(usage::add(Entity::update_many(), &deferred.usage))
            .col_expr(Column::Model, model_of_job())
            .filter(Column::Id.eq(deferred.conversation))
            .exec(db)
            .await?;
    }
    Ok(())
}
