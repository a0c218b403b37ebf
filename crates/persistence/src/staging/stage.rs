//! Staging a draft.

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use gleaner_domain::merging::{MergeDecision, MergeRules};
use gleaner_domain::pattern::Evidence;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::json;

use super::like::decide_in_import;
use super::{conversations, row};
use crate::entities::staged_pattern::{ActiveModel, Entity};
use crate::error::Error;
use crate::library::{IndexChange, PatternIndex};

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Staged {
    /// It is a staged pattern.
    New,
    /// It confirms a pattern that the same import has staged.
    Again,
    /// A reviewer has rejected the same pattern.
    Rejected,
}

/// Stages a draft. The caller holds the lock of the library. `preview` is its conversation without personal data.
pub(crate) async fn stage(
    db: &impl ConnectionTrait,
    evidence: &Evidence,
    preview: &str,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Staged, Error> {
    match decide_in_import(db, &evidence.draft, evidence.source.job, rules).await? {
        MergeDecision::Removed => Ok(Staged::Rejected),
        MergeDecision::Confirm(likeness) => {
            confirm(db, likeness.pattern, evidence, now).await?;
            Ok(Staged::Again)
        }
        MergeDecision::Create(_) => {
            create(db, evidence, preview, now).await?;
            Ok(Staged::New)
        }
    }
}

async fn create(
    db: &impl ConnectionTrait,
    evidence: &Evidence,
    preview: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let pattern = Pattern::from_draft(&evidence.draft);
    let draft = &evidence.draft;
    let mut row = ActiveModel {
        import_job_id: Set(evidence.source.job.0),
        conversation_preview: Set(Some(preview.to_owned())),
        conversation_metadata: Set(json!({
            "conversation_id": evidence.source.key.as_str(),
            "question_message_ids": draft.question.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
            "answer_message_ids": draft.answer.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        })),
        created_at: Set(now),
        ..Default::default()
    };
    row::set(&mut row, &pattern);
    let row = row.insert(db).await?;
    conversations::insert(db, row.id, evidence, now).await?;
    PatternIndex::Staging.replace(db, &[IndexChange::add(row.id, &pattern)]).await
}

async fn confirm(
    db: &impl ConnectionTrait,
    staged: i32,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let found = Entity::find_by_id(staged).one(db).await?;
    let found = found.ok_or(Error::Corrupt("staging_index.pattern_id"))?;
    let before = row::pattern(&found)?;
    let mut after = before.clone().confirmed_by(evidence);
    let is_confidence_set = row::is_confidence_set(&found);
    if is_confidence_set {
        after.confidence = before.confidence;
    }
    conversations::insert(db, staged, evidence, now).await?;
    let extracted = row::extracted(&found)?;
    let replaced = IndexChange::replace(staged, &before, &after);
    let kept = extracted.as_ref().map(|pattern| IndexChange::add(staged, pattern));
    let changes: Vec<_> = std::iter::once(replaced).chain(kept).collect();
    PatternIndex::Staging.replace(db, &changes).await?;
    let (is_edited, edited) = (found.edited_at.is_some(), row::edited(&found));
    let revision = found.revision + 1;
    let mut row = found.into_active_model();
    row.revision = Set(revision);
    row::set(&mut row, &after);
    // What a reviewer did not write is still what was extracted.
    if is_edited && !edited.trigger {
        row.original_trigger = Set(Some(after.trigger.as_str().to_owned()));
    }
    if is_edited && !edited.template {
        row.original_response = Set(Some(after.template.as_str().to_owned()));
    }
    if is_edited && !is_confidence_set {
        row.original_confidence = Set(Some(after.confidence.value()));
    }
    row.update(db).await?;
    Ok(())
}
