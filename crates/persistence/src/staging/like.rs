//! The staged patterns that a draft is like.

use gleaner_domain::merging::{self, Candidate, MergeDecision, MergeRules, searches};
use gleaner_domain::pattern::StagedStatus;
use gleaner_domain::{JobId, Language, Pattern, PatternDraft};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::row;
use crate::entities::staged_pattern::{Column, Entity, Model};
use crate::error::Error;
use crate::library::PatternIndex;

/// Whether a reviewer has rejected the same pattern, in any import.
pub(crate) async fn is_rejected(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
    rules: &MergeRules,
) -> Result<bool, Error> {
    let rejected = Column::Status.eq(StagedStatus::Rejected.as_str());
    Ok(decide(db, draft, rules, rejected.into()).await? == MergeDecision::Removed)
}

/// Compares a draft with the pending patterns of its import and the rejected ones of all imports. Rejected ones count as
/// removed.
pub(super) async fn decide_in_import(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
    job: JobId,
    rules: &MergeRules,
) -> Result<MergeDecision, Error> {
    let pending = Condition::all()
        .add(Column::Status.eq(StagedStatus::Pending.as_str()))
        .add(Column::ImportJobId.eq(job.0));
    let rejected = Column::Status.eq(StagedStatus::Rejected.as_str());
    decide(db, draft, rules, Condition::any().add(pending).add(rejected)).await
}

async fn decide(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
    rules: &MergeRules,
    compared: Condition,
) -> Result<MergeDecision, Error> {
    let ids = PatternIndex::Staging.search(db, &searches(draft)).await?;
    if ids.is_empty() {
        return Ok(MergeDecision::CREATE);
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids)).filter(compared).all(db).await?;
    let candidates = rows.iter().map(candidates_of).collect::<Result<Vec<_>, _>>()?;
    Ok(merging::decide(draft, &candidates.concat(), rules))
}

/// A staged pattern as a candidate, and beside it what was extracted if a reviewer edited it: the next file contains that
/// again.
fn candidates_of(row: &Model) -> Result<Vec<Candidate>, Error> {
    let is_removed = row::status(row)? == StagedStatus::Rejected;
    let candidate =
        |pattern: Pattern, language| Candidate::new(row.id, &Pattern { is_removed, ..pattern }, language);
    let language = row.language.as_deref().and_then(Language::from_code);
    let extracted = row::extracted(row)?.map(|pattern| {
        let language = pattern.language();
        candidate(pattern, language)
    });
    Ok(std::iter::once(candidate(row::pattern(row)?, language)).chain(extracted).collect())
}
