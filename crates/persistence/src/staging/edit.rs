//! Editing a staged pattern.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, PatternEdit};
use gleaner_domain::{Confidence, ResponseTemplate, Trigger};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;

use super::error::ReviewError;
use super::row::{self, StagedPattern};
use super::transaction::{begin, changed, commit, end};
use crate::Database;
use crate::audit::Author;
use crate::error::Error;
use crate::library::{self, IndexChange, PatternIndex};

/// New values of fields; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StagedEdit {
    /// The generalized question.
    pub trigger: Option<Trigger>,
    /// The reusable reply.
    pub template: Option<ResponseTemplate>,
    /// The new confidence.
    pub confidence: Option<Confidence>,
}

/// Edits a pending pattern, if it has one of the revisions in `if_revision`. What was extracted is kept beside it.
///
/// # Errors
/// See [`ReviewError`]. Nothing is changed then.
pub async fn edit(
    db: &Database,
    id: i32,
    author: &Author,
    edit: StagedEdit,
    if_revision: Option<&[i64]>,
    now: DateTime<Utc>,
) -> Result<StagedPattern, ReviewError> {
    let (transaction, found) = begin(db, id, if_revision).await?;
    let before = row::pattern(&found)?;
    let edit = PatternEdit {
        trigger: edit.trigger.filter(|new| *new != before.trigger),
        template: edit.template.filter(|new| *new != before.template),
        confidence: edit.confidence.filter(|new| *new != before.confidence),
        ..PatternEdit::default()
    };
    // Otherwise, a change that changes nothing would refuse the decisions of others who have read the pattern.
    if edit == PatternEdit::default() {
        return Ok(end(transaction, found).await?);
    }
    let detail = json!({ "fields": library::edited_fields(&edit) });
    let after = before.clone().changed_by(&Action::Edit(edit));
    // Other conversations are still found to be the same as what was extracted.
    let extracted = row::extracted(&found)?.unwrap_or_else(|| before.clone());
    let changes = [IndexChange::replace(id, &before, &after), IndexChange::add(id, &extracted)];
    PatternIndex::Staging.replace(&transaction, &changes).await?;
    let mut row = changed(&found);
    row::set(&mut row, &after);
    if found.edited_at.is_none() {
        row.original_trigger = Set(Some(found.trigger_text.clone()));
        row.original_response = Set(Some(found.response_template.clone()));
        row.original_confidence = Set(Some(found.confidence_score));
    }
    row.edited_by = Set(Some(author.user.as_str().to_owned()));
    row.edited_at = Set(Some(now));
    let row = row.update(&transaction).await.map_err(Error::from)?;
    Ok(commit(transaction, author, AuditAction::EditStaged, detail, row, now).await?)
}
