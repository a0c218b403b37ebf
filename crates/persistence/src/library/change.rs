//! Changing a pattern.

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, Cause, Change, PatternEdit};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use serde_json::json;
use thiserror::Error;

use super::lock::lock;
use super::relations::{self, Changed};
use super::row::{self, StoredPattern};
use super::{changes, merge, quality};
use crate::Database;
use crate::audit::{self, Author, Subject};
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
    let in_conflict = relations::in_conflict(db, std::iter::once(id)).await?;
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
    let known = row::pattern(&before)?;
    let row = if revision == before.revision {
        before
    } else {
        let mut row = merge::changed(db, before, &pattern, now).await?;
        row.revision = Set(revision);
        let is_other = row::is_other(&known, &pattern);
        if is_other {
            row.is_compared = Set(false);
        }
        row.update(db).await.map_err(Error::of_pattern_write)?;
        if is_other {
            relations::reconsider(db, &Changed::of(std::iter::once((id, &known, &pattern)))).await?;
        }
        // Also those that were in conflict with what it said before.
        quality::rate(db, in_conflict.into_iter().chain([id]), now).await?;
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
    changes::insert(db, id, revision, change, now).await?;
    let (action, detail) = match &change.action {
        Action::Remove => (AuditAction::Delete, json!({})),
        Action::Restore => (AuditAction::Restore, json!({})),
        Action::Edit(edit) => (AuditAction::Edit, json!({ "fields": edited_fields(edit) })),
        _ => return Ok(()),
    };
    audit::record(db, author, action, Subject::pattern(id).detail(detail), now).await
}

/// The fields that an edit changes.
pub(crate) fn edited_fields(edit: &PatternEdit) -> Vec<&'static str> {
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
