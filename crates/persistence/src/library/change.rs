//! Changing a pattern.

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, Actor, Cause, Change, PatternEdit};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use serde_json::{Value, json};
use thiserror::Error;

use super::lock::lock;
use super::row::{self, StoredPattern};
use super::{merge, quality, relations, stored};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::change as change_row;
use crate::entities::pattern::Entity;
use crate::error::Error;

/// A change to make.
#[derive(Debug, Clone, PartialEq)]
pub struct NewChange {
    /// Who changes the pattern.
    pub author: Author,
    /// What led to the change.
    pub cause: Cause,
    /// What changes, in order. Either all of it or nothing.
    pub actions: Vec<Action>,
    /// The revisions of the pattern to which the change is made; `None` for any.
    pub if_revision: Option<Vec<i64>>,
}

impl NewChange {
    /// A change to any revision of a pattern.
    pub fn new(author: Author, cause: Cause, action: Action) -> Self {
        Self { author, cause, actions: vec![action], if_revision: None }
    }
}

/// Why a pattern was not changed.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// There is no such pattern, or it is retracted.
    #[error("there is no such pattern")]
    NotFound,
    /// Evidence is retracted by [`undo`](crate::jobs::undo()) and moved by [`combine`](super::regroup::combine()), which
    /// compute the pattern again.
    #[error("evidence is not retracted or moved by a change")]
    NotByPerson,
    /// A person removed the pattern. It has to be restored first.
    #[error("the pattern is removed")]
    Removed,
    /// The pattern has another revision than the one that the author has seen.
    #[error("the pattern was changed in the meantime")]
    Stale,
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
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let changed = change_within(&transaction, id, change, now).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(changed)
}

/// [`change`] as a part of a larger unit of work, whose caller holds the lock of the library.
pub(super) async fn change_within(
    db: &impl ConnectionTrait,
    id: i32,
    change: NewChange,
    now: DateTime<Utc>,
) -> Result<StoredPattern, ChangeError> {
    let NewChange { author, cause, actions, if_revision } = change;
    if !actions.iter().all(Action::is_by_person) {
        return Err(ChangeError::NotByPerson);
    }
    let before = Entity::find_by_id(id).one(db).await.map_err(Error::from)?;
    let before = before.filter(|row| !row.is_retracted).ok_or(ChangeError::NotFound)?;
    if if_revision.is_some_and(|revisions| !revisions.contains(&before.revision)) {
        return Err(ChangeError::Stale);
    }
    let (mut pattern, mut revision) = (row::pattern(&before)?, before.revision);
    let conflicts = relations::conflicts_of(db, std::iter::once(id)).await?;
    for action in actions {
        if pattern.is_removed && action != Action::Restore {
            return Err(ChangeError::Removed);
        }
        // Otherwise, a change that changes nothing would keep the pattern when its imports are undone.
        let Some(action) = effective(&pattern, action) else { continue };
        pattern = pattern.changed_by(&action);
        revision += 1;
        let change = Change { actor: author.actor(), cause, action, content: pattern.content() };
        record(db, id, revision, &author, &change, now).await?;
    }
    let row = if revision == before.revision {
        before
    } else {
        let mut row = merge::changed(db, before, &pattern, now).await?;
        row.revision = Set(revision);
        row.update(db).await.map_err(Error::of_pattern_write)?;
        // Also those that were in conflict with what it said before.
        let affected = conflicts.into_iter().flat_map(|(one, other)| [one, other]).chain([id]);
        quality::rate(db, affected, now).await?;
        Entity::find_by_id(id).one(db).await.map_err(Error::from)?.ok_or(ChangeError::NotFound)?
    };
    let mut changed = StoredPattern::try_from(row)?;
    relations::attach(db, std::slice::from_mut(&mut changed)).await?;
    Ok(changed)
}

/// The part of an action that changes the pattern; `None` if there is none.
fn effective(pattern: &Pattern, action: Action) -> Option<Action> {
    match action {
        Action::Restore => pattern.is_removed.then_some(Action::Restore),
        Action::Edit(edit) => {
            let edit = PatternEdit {
                trigger: edit.trigger.filter(|new| *new != pattern.trigger),
                template: edit.template.filter(|new| *new != pattern.template),
                examples: edit.examples.filter(|new| *new != pattern.examples),
                confidence: edit.confidence.filter(|new| *new != pattern.confidence),
                is_active: edit.is_active.filter(|new| *new != pattern.is_active),
                auto_executable: edit.auto_executable.filter(|new| *new != pattern.auto_executable),
            };
            (edit != PatternEdit::default()).then_some(Action::Edit(edit))
        }
        other => Some(other),
    }
}

/// Stores a person's change, at this revision of the pattern.
async fn record(
    db: &impl ConnectionTrait,
    id: i32,
    revision: i64,
    author: &Author,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    insert(db, id, revision, change, now).await?;
    let (action, detail) = match &change.action {
        Action::Remove => (AuditAction::Delete, json!({})),
        Action::Restore => (AuditAction::Restore, json!({})),
        Action::Edit(edit) => {
            if edit.trigger.is_some() || edit.template.is_some() || edit.examples.is_some() {
                relations::delete_both_ways(db, id).await?;
            }
            (AuditAction::Edit, json!({ "fields": fields(edit) }))
        }
        _ => return Ok(()),
    };
    audit::record(db, author, action, Subject::pattern(id).detail(detail), now).await
}

/// The fields that an edit changes.
fn fields(edit: &PatternEdit) -> Vec<&'static str> {
    let PatternEdit { trigger, template, examples, confidence, is_active, auto_executable } = edit;
    let fields = [
        ("trigger_text", trigger.is_some()),
        ("response_template", template.is_some()),
        ("trigger_examples", examples.is_some()),
        ("confidence_score", confidence.is_some()),
        ("is_active", is_active.is_some()),
        ("auto_executable", auto_executable.is_some()),
    ];
    fields.into_iter().filter(|(_, is_changed)| *is_changed).map(|(field, _)| field).collect()
}

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
        change_row::Entity::insert_many(chunk.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

fn row_of(
    pattern: i32,
    position: i64,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<change_row::ActiveModel, Error> {
    let (actor_kind, actor_id) = match &change.actor {
        Actor::User(user) => ("user", Some(user.as_str().to_owned())),
        Actor::Import(job) => ("import", Some(job.to_string())),
        Actor::Unknown => ("unknown", None),
    };
    let (action, detail) = encode_action(&change.action)?;
    let cause: &'static str = change.cause.into();
    Ok(change_row::ActiveModel {
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
