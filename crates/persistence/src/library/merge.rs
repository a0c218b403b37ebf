//! A draft becomes a pattern, or evidence of an existing one.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::{Likeness, MergeDecision, MergeRules, PairId};
use gleaner_domain::pattern::{ConversationSource, Evidence};
use gleaner_domain::{Pattern, Source};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Set};

use super::row::{self, Relations};
use super::{candidates, evidence as evidence_row, index, relations, sources, verdicts};
use crate::entities::pattern::{ActiveModel, Entity, Model};
use crate::error::Error;

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merged {
    /// It is a new pattern.
    Created,
    /// It confirms a pattern.
    Confirmed,
    /// A person removed the pattern that it would confirm.
    Removed,
}

/// Adds evidence to the library. The caller holds its [`lock`](super::lock()). `source` is where the messages come from.
pub(crate) async fn merge(
    db: &impl ConnectionTrait,
    evidence: Evidence,
    source: Source,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Merged, Error> {
    match candidates::decide(db, &evidence.draft, rules, |_| true).await? {
        MergeDecision::Removed => Ok(Merged::Removed),
        MergeDecision::Create { maybe_same, conflict } => {
            let mut relations = Relations { maybe_same, conflict };
            if let Some(likeness) = maybe_same {
                let known = find(db, likeness).await?;
                match verdict(db, &evidence, &known).await? {
                    Some(true) => {
                        confirm(db, known, &evidence, now).await?;
                        return Ok(Merged::Confirmed);
                    }
                    Some(false) => relations.maybe_same = None,
                    None => {}
                }
            }
            create(db, &evidence, source, &relations, now).await?;
            Ok(Merged::Created)
        }
        MergeDecision::Confirm(likeness) => {
            let known = find(db, likeness).await?;
            confirm(db, known, &evidence, now).await?;
            Ok(Merged::Confirmed)
        }
    }
}

async fn find(db: &impl ConnectionTrait, likeness: Likeness) -> Result<Model, Error> {
    let found = Entity::find_by_id(likeness.pattern).one(db).await?;
    found.ok_or(Error::Corrupt("decision_patterns.id"))
}

/// What the language model said of a draft and a pattern that may be the same, if it was asked.
async fn verdict(
    db: &impl ConnectionTrait,
    evidence: &Evidence,
    known: &Model,
) -> Result<Option<bool>, Error> {
    let draft = Pattern::from_draft(&evidence.draft).content();
    verdicts::find(db, &PairId::of(&draft, &row::pattern(known)?.content())).await
}

async fn create(
    db: &impl ConnectionTrait,
    evidence: &Evidence,
    source: Source,
    relations: &Relations,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let pattern = Pattern::from_draft(&evidence.draft);
    let mut row = ActiveModel {
        learned_from: Set(source.learned_from().to_owned()),
        revision: Set(1),
        created_at: Set(now),
        ..Default::default()
    };
    row::set(&mut row, &pattern, now);
    if row::is_taken(db, &pattern.signature(), None).await? {
        let ConversationSource { job, row: conversation, .. } = &evidence.source;
        let unique = format!("{job}-{}", conversation.unwrap_or_default());
        row.pattern_signature = Set(row::set_aside_signature(&pattern, unique));
    }
    let row = row.insert(db).await.map_err(Error::of_pattern_write)?;
    index::replace(db, row.id, None, Some(&pattern)).await?;
    relations::insert(db, row.id, relations, now).await?;
    evidence_row::insert(db, row.id, row.revision, true, evidence, now).await?;
    sources::insert(db, row.id, evidence, pattern.confidence.value()).await
}

async fn confirm(
    db: &impl ConnectionTrait,
    before: Model,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (id, revision) = (before.id, before.revision + 1);
    let known = row::pattern(&before)?;
    let (confidence, signature) = (known.confidence.value(), known.signature());
    let pattern = known.confirmed_by(evidence);
    evidence_row::insert(db, id, revision, false, evidence, now).await?;
    let mut row = changed(db, before, &pattern, now).await?;
    if pattern.signature() != signature && row::is_taken(db, &pattern.signature(), Some(id)).await? {
        row.pattern_signature = Set(row::set_aside_signature(&pattern, id));
    }
    row.update(db).await.map_err(Error::of_pattern_write)?;
    sources::insert(db, id, evidence, pattern.confidence.value() - confidence).await
}

/// The row of a pattern after one more entry of its history. Its entries in the index are written.
pub(super) async fn changed(
    db: &impl ConnectionTrait,
    before: Model,
    pattern: &Pattern,
    now: DateTime<Utc>,
) -> Result<ActiveModel, Error> {
    let known = row::pattern(&before)?;
    index::replace(db, before.id, Some(&known), Some(pattern)).await?;
    let (revision, signature) = (before.revision + 1, before.pattern_signature.clone());
    let mut row = before.into_active_model();
    row::set(&mut row, pattern, now);
    if pattern.signature() == known.signature() {
        // Another pattern may have the signature that follows from the trigger.
        row.pattern_signature = Set(signature);
    }
    row.revision = Set(revision);
    Ok(row)
}
