//! Creating a pattern by hand.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, Cause, Change, Content, History, HistoryEntry, PatternEdit};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;

use super::change::ChangeError;
use super::changes;
use super::index::{IndexChange, PatternIndex};
use super::lock::lock;
use super::quality;
use super::row::{self, StoredPattern};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::pattern::ActiveModel;
use crate::error::Error;

/// `decision_patterns.learned_from` of a pattern that a person created.
const BY_HAND: &str = "manual";

/// A pattern to create.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPattern {
    /// What it says.
    pub content: Content,
    /// Its other fields; `None` is the default of a field.
    pub fields: PatternEdit,
}

/// Creates a pattern without evidence, under the lock of the library. Its history begins with a person's change.
///
/// # Errors
/// [`ChangeError::DuplicateTrigger`] if another pattern of the type has the same trigger, also if it is removed. Nothing
/// is stored then.
pub async fn create(
    db: &Database,
    author: &Author,
    new: NewPattern,
    now: DateTime<Utc>,
) -> Result<StoredPattern, ChangeError> {
    let NewPattern { content, fields } = new;
    // A person wrote the texts, so evidence does not change them.
    let fields = PatternEdit {
        trigger: Some(content.trigger.clone()),
        template: Some(content.template.clone()),
        ..fields
    };
    let change = Change { actor: author.actor(), cause: Cause::Edit, action: Action::Edit(fields), content };
    let history: History = [HistoryEntry::Change(change.clone())].into_iter().collect();
    let pattern = history.fold().ok_or(ChangeError::NotByPerson)?;
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let mut row = ActiveModel {
        learned_from: Set(BY_HAND.to_owned()),
        revision: Set(1),
        is_compared: Set(false),
        created_at: Set(now),
        ..Default::default()
    };
    row::set(&mut row, &pattern, now);
    let row = row.insert(&transaction).await.map_err(Error::of_pattern_write)?;
    quality::rate_again(&transaction, &row, now).await?;
    PatternIndex::Library.replace(&transaction, &[IndexChange::add(row.id, &pattern)]).await?;
    changes::insert(&transaction, row.id, row.revision, &change, now).await?;
    let subject = Subject::pattern(row.id).detail(json!({ "pattern_type": pattern.pattern_type.as_str() }));
    audit::record(&transaction, author, AuditAction::Create, subject, now).await?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(row.try_into()?)
}
