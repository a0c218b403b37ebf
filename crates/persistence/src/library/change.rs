//! Changing a pattern.

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::{Action, Actor, Cause, Change};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use thiserror::Error;

use super::lock::lock;
use super::row::{self, StoredPattern};
use super::{merge, relations, stored};
use crate::Database;
use crate::entities::change as change_row;
use crate::entities::pattern::Entity;
use crate::error::Error;

/// A change to make.
#[derive(Debug, Clone, PartialEq)]
pub struct NewChange {
    /// Who changes the pattern.
    pub actor: Actor,
    /// What led to the change.
    pub cause: Cause,
    /// What changes.
    pub action: Action,
}

/// Why a pattern was not changed.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// There is no such pattern, or it is retracted.
    #[error("there is no such pattern")]
    NotFound,
    /// Evidence is retracted by [`retract`](super::retract()) and moved by [`combine`](super::regroup::combine()), which
    /// compute the pattern again.
    #[error("evidence is not retracted or moved by a change")]
    NotByPerson,
    /// Another pattern has the new trigger.
    #[error("another pattern has the same trigger")]
    DuplicateTrigger,
    /// The database failed.
    #[error(transparent)]
    Store(Error),
}

impl From<Error> for ChangeError {
    fn from(error: Error) -> Self {
        match error {
            Error::DuplicateSignature => Self::DuplicateTrigger,
            other => Self::Store(other),
        }
    }
}

/// Changes a pattern, under the lock of the library, and records the change. Returns the changed pattern.
///
/// # Errors
/// See [`ChangeError`]. Nothing is changed then.
pub async fn change(
    db: &Database,
    id: i32,
    change: NewChange,
    now: DateTime<Utc>,
) -> Result<StoredPattern, ChangeError> {
    if !change.action.is_by_person() {
        return Err(ChangeError::NotByPerson);
    }
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let before = Entity::find_by_id(id).one(&transaction).await.map_err(Error::from)?;
    let before = before.filter(|row| !row.is_retracted).ok_or(ChangeError::NotFound)?;
    let pattern = row::pattern(&before)?.changed_by(&change.action);
    let NewChange { actor, cause, action } = change;
    let change = Change { actor, cause, action, content: pattern.content() };
    insert(&transaction, id, before.revision + 1, &change, now).await?;
    if matches!(change.action, Action::Edit(_)) {
        relations::delete(&transaction, id).await?;
    }
    let row = merge::changed(&transaction, before, &pattern, now).await?;
    let row = row.update(&transaction).await.map_err(Error::of_pattern_write)?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(row.try_into()?)
}

/// Stores a change at `position` of the history of a pattern.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    pattern: i32,
    position: i64,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (actor_kind, actor_id) = match &change.actor {
        Actor::User(user) => ("user", Some(user.as_str().to_owned())),
        Actor::Import(job) => ("import", Some(job.to_string())),
        Actor::Unknown => ("unknown", None),
    };
    let (action, detail) = match &change.action {
        Action::Edit(edit) => ("edit", stored::encode_edit(edit)?),
        Action::Remove => ("remove", serde_json::json!({})),
        Action::Restore => ("restore", serde_json::json!({})),
        Action::Retract(job) => ("retract", stored::encode_job(*job)),
        Action::Absorb(other) => ("absorb", stored::encode_pattern(*other)),
        Action::MergeInto(other) => ("merge_into", stored::encode_pattern(*other)),
        Action::Split(other) => ("split", stored::encode_pattern(*other)),
    };
    let cause: &'static str = change.cause.into();
    let row = change_row::ActiveModel {
        pattern_id: Set(pattern),
        position: Set(position),
        actor_kind: Set(actor_kind.to_owned()),
        actor_id: Set(actor_id),
        cause: Set(cause.to_owned()),
        action: Set(action.to_owned()),
        detail: Set(detail),
        content: Set(stored::encode_content(&change.content)?),
        created_at: Set(now),
        ..Default::default()
    };
    change_row::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
