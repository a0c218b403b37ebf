//! The rows of changes.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::{Action, Actor, Cause, Change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde_json::{Value, json};

use super::stored;
use crate::Database;
use crate::entities::change::{ActiveModel, Column, Entity};
use crate::error::Error;

/// Stores a change at `position` of the history of a pattern.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    pattern: i32,
    position: i64,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    insert_all(db, std::iter::once((pattern, position, change.clone())), now).await
}

/// Stores changes, each of a pattern and at a position of its history.
pub(super) async fn insert_all(
    db: &impl ConnectionTrait,
    changes: impl Iterator<Item = (i32, i64, Change)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let rows = changes.map(|(pattern, position, change)| row_of(pattern, position, &change, now));
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    for chunk in rows.chunks(Database::rows_per_statement(9)) {
        Entity::insert_many(chunk.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// When a person last wrote the trigger or the template of each of these patterns. Patterns for which nobody did are left
/// out.
pub(super) async fn last_written(
    db: &impl ConnectionTrait,
    patterns: &BTreeSet<i32>,
) -> Result<HashMap<i32, DateTime<Utc>>, Error> {
    // Nobody writes the patterns of another library when they are imported.
    let exchange: &'static str = Cause::Exchange.into();
    let rows: Vec<(i32, Value, DateTime<Utc>)> = Entity::find()
        .select_only()
        .columns([Column::PatternId, Column::Detail, Column::CreatedAt])
        .filter(Column::PatternId.is_in(patterns.iter().copied()))
        .filter(Column::ActorKind.eq("user"))
        .filter(Column::Action.eq("edit"))
        .filter(Column::Cause.ne(exchange))
        .filter(Column::IsSuspended.eq(false))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut written = HashMap::new();
    for (pattern, detail, at) in rows {
        let edit = stored::decode_edit(detail)?;
        if edit.trigger.is_some() || edit.template.is_some() {
            written.insert(pattern, at);
        }
    }
    Ok(written)
}

/// Suspends all changes of a pattern, which is merged into another one, or makes them count again.
pub(super) async fn set_suspended(
    db: &impl ConnectionTrait,
    pattern: i32,
    is_suspended: bool,
) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::IsSuspended, is_suspended.into())
        .filter(Column::PatternId.eq(pattern))
        .exec(db)
        .await?;
    Ok(())
}

fn row_of(pattern: i32, position: i64, change: &Change, now: DateTime<Utc>) -> Result<ActiveModel, Error> {
    let (actor_kind, actor_id) = match &change.actor {
        Actor::User(user) => ("user", Some(user.as_str().to_owned())),
        Actor::Import(job) => ("import", Some(job.to_string())),
        Actor::Unknown => ("unknown", None),
    };
    let (action, detail) = encode_action(&change.action)?;
    let cause: &'static str = change.cause.into();
    Ok(ActiveModel {
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
    })
}

fn encode_action(action: &Action) -> Result<(&'static str, Value), Error> {
    Ok(match action {
        Action::Edit(edit) => ("edit", stored::encode_edit(edit)?),
        Action::Remove => ("remove", json!({})),
        Action::Restore => ("restore", json!({})),
        Action::Retract(job) => ("retract", stored::encode_job(*job)),
        Action::Reinstate(job) => ("reinstate", stored::encode_job(*job)),
        Action::Absorb(other) => ("absorb", stored::encode_pattern(*other)),
        Action::MergeInto(other) => ("merge_into", stored::encode_pattern(*other)),
        Action::Split(other) => ("split", stored::encode_pattern(*other)),
    })
}
