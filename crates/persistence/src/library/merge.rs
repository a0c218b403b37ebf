//! A draft becomes a pattern, or evidence of an existing one.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::{self, Candidate, MergeDecision, MergeRules};
use gleaner_domain::pattern::Evidence;
use gleaner_domain::{Pattern, Source};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Set};

use super::candidates::{Candidates, TypeLock};
use super::{evidence as evidence_row, row, sources};
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

/// Adds evidence to the library under the lock of its type. If that creates a pattern, it is added to `candidates`.
/// `source` is where its messages come from.
pub(crate) async fn merge(
    db: &impl ConnectionTrait,
    lock: &TypeLock,
    candidates: &mut Candidates,
    evidence: Evidence,
    source: Source,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Merged, Error> {
    match merging::decide(&evidence.draft, candidates.as_slice(), rules) {
        MergeDecision::Removed => Ok(Merged::Removed),
        MergeDecision::Create => {
            let id = create(db, lock, &evidence, source, now).await?;
            candidates.add(Candidate::new(id, evidence.draft.trigger.as_str(), false));
            Ok(Merged::Created)
        }
        MergeDecision::Confirm(id) => {
            let found =
                Entity::find_by_id(id).one(db).await?.ok_or(Error::Corrupt("decision_patterns.id"))?;
            // Another program may have removed it since the candidates were read.
            if found.is_deleted {
                return Ok(Merged::Removed);
            }
            confirm(db, lock, found, &evidence, now).await?;
            Ok(Merged::Confirmed)
        }
    }
}

async fn create(
    db: &impl ConnectionTrait,
    lock: &TypeLock,
    evidence: &Evidence,
    source: Source,
    now: DateTime<Utc>,
) -> Result<i32, Error> {
    let pattern = Pattern::from_draft(&evidence.draft);
    let mut row = ActiveModel {
        learned_from: Set(source.learned_from().to_owned()),
        revision: Set(1),
        type_revision: Set(lock.revision),
        created_at: Set(now),
        ..Default::default()
    };
    row::set(&mut row, &pattern, now);
    let row = row.insert(db).await.map_err(Error::of_pattern_write)?;
    evidence_row::insert(db, row.id, row.revision, true, evidence, now).await?;
    sources::insert(db, row.id, evidence, pattern.confidence.value()).await?;
    Ok(row.id)
}

async fn confirm(
    db: &impl ConnectionTrait,
    lock: &TypeLock,
    before: Model,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (id, revision) = (before.id, before.revision + 1);
    let known = row::pattern(&before)?;
    let confidence = known.confidence.value();
    let pattern = known.confirmed_by(evidence);
    evidence_row::insert(db, id, revision, false, evidence, now).await?;
    write(db, before, &pattern, lock, now).await?;
    sources::insert(db, id, evidence, pattern.confidence.value() - confidence).await
}

/// Writes the pattern after one more entry of its history.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    before: Model,
    pattern: &Pattern,
    lock: &TypeLock,
    now: DateTime<Utc>,
) -> Result<Model, Error> {
    let revision = before.revision + 1;
    let (known, signature) = (row::pattern(&before)?.signature(), before.pattern_signature.clone());
    let mut row = before.into_active_model();
    row::set(&mut row, pattern, now);
    if pattern.signature() == known {
        // It may have been set aside by a retraction.
        row.pattern_signature = Set(signature);
    }
    row.revision = Set(revision);
    row.type_revision = Set(lock.revision);
    row.update(db).await.map_err(Error::of_pattern_write)
}
