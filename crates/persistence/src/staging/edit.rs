//! Editing a staged pattern.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{Action, PatternEdit};
use gleaner_domain::{Confidence, ResponseTemplate, Trigger};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

use super::review::{ReviewError, begin, commit};
use super::row::{self, StagedPattern};
use crate::Database;
use crate::audit::Author;
use crate::error::Error;
use crate::library::PatternIndex;

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

/// Edits a pending pattern. What was extracted is kept beside it.
///
/// # Errors
/// See [`ReviewError`]. Nothing is changed then.
pub async fn edit(
    db: &Database,
    id: i32,
    author: &Author,
    edit: StagedEdit,
    now: DateTime<Utc>,
) -> Result<StagedPattern, ReviewError> {
    let (transaction, found) = begin(db, id).await?;
    let before = row::pattern(&found)?;
    let StagedEdit { trigger, template, confidence } = edit;
    let edit = PatternEdit { trigger, template, confidence, ..PatternEdit::default() };
    let after = before.clone().changed_by(&Action::Edit(edit));
    // Other conversations are still found to be the same as what was extracted.
    let extracted = row::extracted(&found)?.unwrap_or_else(|| before.clone());
    let changes = [(id, Some(&before), Some(&after)), (id, None, Some(&extracted))];
    PatternIndex::Staging.replace(&transaction, &changes).await?;
    let mut row = found.clone().into_active_model();
    row::set(&mut row, &after);
    if found.edited_at.is_none() {
        row.original_trigger = Set(Some(found.trigger_text.clone()));
        row.original_response = Set(Some(found.response_template.clone()));
        row.original_confidence = Set(Some(found.confidence_score));
    }
    row.edited_by = Set(Some(author.user.as_str().to_owned()));
    row.edited_at = Set(Some(now));
    let row = row.update(&transaction).await.map_err(Error::from)?;
    Ok(commit(transaction, author, AuditAction::EditStaged, row, now).await?)
}
