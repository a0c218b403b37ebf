//! A draft becomes a pattern, or evidence of an existing one.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::{MergeDecision, MergeRules, PairId, Related};
use gleaner_domain::pattern::{ConversationSource, Evidence};
use gleaner_domain::{Pattern, PatternDraft, Source};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Set};

use super::index::{IndexChange, PatternIndex};
use super::row;
use super::{candidates, evidence as evidence_row, quality, read, relations, sources, verdicts};
use crate::Database;
use crate::entities::pattern::{ActiveModel, Entity, Model};
use crate::error::Error;

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merged {
    /// It is the new pattern with this id.
    Created(i32),
    /// It confirms the pattern with this id.
    Confirmed(i32),
    /// A person removed the pattern that it would confirm.
    Removed,
}

/// Adds evidence to the library, as `decision` about its draft says. The caller holds the [`lock`](super::lock()) of the
/// library since before the decision.
pub(crate) async fn merge(
    db: &impl ConnectionTrait,
    evidence: &Evidence,
    decision: MergeDecision,
    source: Source,
    now: DateTime<Utc>,
) -> Result<Merged, Error> {
    match decision {
        MergeDecision::Removed => Ok(Merged::Removed),
        MergeDecision::Create(related) => {
            let created = create(db, evidence, source, now).await?;
            relations::insert(db, created, &related, now).await?;
            quality::rate(db, [created], now).await?;
            Ok(Merged::Created(created))
        }
        MergeDecision::Confirm(likeness) => confirm_again(db, likeness.pattern, evidence, now).await,
    }
}

/// What is to happen to a draft: the decision about the candidates, or what the language model said of the draft and the
/// pattern that may be the same, if it was asked. The caller holds the [`lock`](super::lock()) of the library.
pub(crate) async fn decide(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
    rules: &MergeRules,
) -> Result<MergeDecision, Error> {
    let decision = candidates::decide(db, draft, rules, |_| true).await?;
    let MergeDecision::Create(Related { maybe_same: Some(likeness), conflicts }) = decision else {
        return Ok(decision);
    };
    let known = known(db, likeness.pattern).await?;
    let pair = PairId::of(&Pattern::from_draft(draft).content(), &known.content());
    Ok(match verdicts::find(db, &pair).await? {
        Some(true) => MergeDecision::Confirm(likeness),
        Some(false) => MergeDecision::Create(Related { maybe_same: None, conflicts }),
        None => MergeDecision::Create(Related { maybe_same: Some(likeness), conflicts }),
    })
}

/// What is to happen to a draft that says the same as `pattern`, see [`decide`].
pub(crate) async fn decide_on(
    db: &impl ConnectionTrait,
    pattern: &Pattern,
    rules: &MergeRules,
) -> Result<MergeDecision, Error> {
    decide(db, &candidates::draft_of(pattern), rules).await
}

/// The pattern with this id, which a decision named.
pub(crate) async fn known(db: &impl ConnectionTrait, id: i32) -> Result<Pattern, Error> {
    row::pattern(&find(db, id).await?)
}

/// Adds evidence to the pattern with this id, under the lock of the library.
pub(crate) async fn confirm_again(
    db: &impl ConnectionTrait,
    pattern: i32,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<Merged, Error> {
    confirm(db, find(db, pattern).await?, evidence, now).await
}

/// What would happen if a draft that says the same as a pattern were merged now.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    /// The decision.
    pub decision: MergeDecision,
    /// The pattern that it would confirm is not in use.
    pub is_inactive: bool,
}

/// What would happen if a draft that says the same as `pattern` were merged now. Changes nothing.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn foresee(db: &Database, pattern: &Pattern, rules: &MergeRules) -> Result<Foreseen, Error> {
    let db = db.reader();
    let decision = decide_on(db, pattern, rules).await?;
    let is_inactive = match &decision {
        MergeDecision::Confirm(likeness) => !read::is_active(db, likeness.pattern).await?,
        MergeDecision::Create(_) | MergeDecision::Removed => false,
    };
    Ok(Foreseen { decision, is_inactive })
}

async fn find(db: &impl ConnectionTrait, pattern: i32) -> Result<Model, Error> {
    let found = Entity::find_by_id(pattern).one(db).await?;
    found.ok_or(Error::Corrupt("decision_patterns.id"))
}

async fn create(
    db: &impl ConnectionTrait,
    evidence: &Evidence,
    source: Source,
    now: DateTime<Utc>,
) -> Result<i32, Error> {
    let pattern = Pattern::from_evidence(evidence);
    let mut row = ActiveModel {
        learned_from: Set(source.learned_from().to_owned()),
        revision: Set(1),
        evidence_count: Set(1),
        confirmed_at: Set(Some(now)),
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
    PatternIndex::Library.replace(db, &[IndexChange::add(row.id, &pattern)]).await?;
    evidence_row::insert(db, row.id, row.revision, true, evidence, now).await?;
    sources::insert(db, row.id, evidence, pattern.confidence.value()).await?;
    Ok(row.id)
}

async fn confirm(
    db: &impl ConnectionTrait,
    before: Model,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<Merged, Error> {
    let (id, revision) = (before.id, before.revision + 1);
    let known = row::pattern(&before)?;
    let (confidence, signature) = (known.confidence.value(), known.signature());
    let conversations = before.evidence_count.saturating_add(1);
    let pattern = known.clone().confirmed_by(evidence);
    evidence_row::insert(db, id, revision, false, evidence, now).await?;
    let mut row = changed(db, before, &pattern, now).await?;
    if pattern.signature() != signature && row::is_taken(db, &pattern.signature(), Some(id)).await? {
        row.pattern_signature = Set(row::set_aside_signature(&pattern, id));
    }
    // A new example alone does not lead to a comparison: nearly every confirmation would then need searches.
    if pattern.template != known.template || (pattern.edited.trigger && pattern.trigger != known.trigger) {
        row.is_compared = Set(false);
    }
    row.evidence_count = Set(conversations);
    row.confirmed_at = Set(Some(now));
    row.update(db).await.map_err(Error::of_pattern_write)?;
    sources::insert(db, id, evidence, pattern.confidence.value() - confidence).await?;
    quality::rate(db, [id], now).await?;
    Ok(Merged::Confirmed(id))
}

/// The row of a pattern after one more entry of its history. Its entries in the index are written.
pub(super) async fn changed(
    db: &impl ConnectionTrait,
    before: Model,
    pattern: &Pattern,
    now: DateTime<Utc>,
) -> Result<ActiveModel, Error> {
    let known = row::pattern(&before)?;
    let is_indexed = row::is_indexed(&before, &known);
    let change = IndexChange { id: before.id, before: Some(&known), is_indexed, after: Some(pattern) };
    PatternIndex::Library.replace(db, &[change]).await?;
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
