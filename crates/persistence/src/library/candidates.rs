//! The patterns that a draft is compared with.

use std::collections::BTreeSet;

use gleaner_domain::index::Search;
use gleaner_domain::merging::{self, Candidate, MergeDecision, MergeRules, Related, searches};
use gleaner_domain::{Language, Pattern, PatternDraft};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::index::PatternIndex;
use super::row;
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;

/// The patterns that may be the same as `draft`, removed ones included.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn merge_candidates(db: &Database, draft: &PatternDraft) -> Result<Vec<Candidate>, Error> {
    let [question, answer, fact] = searches(draft);
    let mut found = Found::default();
    found.load(db.reader(), draft, &[answer, fact, question]).await?;
    Ok(found.candidates)
}

/// Compares `draft` with the patterns that may be the same and for which `is_compared` returns true. Many drafts are
/// certainly the same as a pattern with a similar answer: patterns with a similar question, of which there are more, are
/// only read for the others.
pub(super) async fn decide(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
    rules: &MergeRules,
    is_compared: impl Fn(&Candidate) -> bool,
) -> Result<MergeDecision, Error> {
    let [question, answer, fact] = searches(draft);
    let mut found = Found::default();
    let mut decision = MergeDecision::CREATE;
    for searches in [vec![answer, fact], vec![question]] {
        found.load(db, draft, &searches).await?;
        found.candidates.retain(&is_compared);
        decision = merging::decide(draft, &found.candidates, rules);
        if decision.is_certain() {
            break;
        }
    }
    Ok(decision)
}

/// The patterns that are like the pattern with this id.
pub(super) async fn related(
    db: &impl ConnectionTrait,
    id: i32,
    pattern: &Pattern,
    rules: &MergeRules,
) -> Result<Related, Error> {
    let draft = draft_of(pattern);
    let examples = pattern.examples.iter().filter(|example| **example != pattern.trigger);
    let examples = examples.map(|example| Search::like_question(&example.trigrams(), merging::SAME_QUESTION));
    let searches: Vec<_> = searches(&draft).into_iter().chain(examples).collect();
    let mut found = Found::default();
    found.load(db, &draft, &searches).await?;
    found.candidates.retain(|known| known.id() != id);
    Ok(merging::related(pattern, &found.candidates, rules))
}

/// A draft that says the same as `pattern`.
pub(super) fn draft_of(pattern: &Pattern) -> PatternDraft {
    let content = pattern.content();
    PatternDraft {
        pattern_type: content.pattern_type,
        trigger: content.trigger,
        template: content.template,
        confidence: pattern.confidence,
        question: vec![],
        answer: vec![],
    }
}

/// The candidates that were read so far.
#[derive(Default)]
struct Found {
    /// The ids of all rows that were read.
    ids: BTreeSet<i32>,
    candidates: Vec<Candidate>,
}

impl Found {
    /// Adds what the searches find.
    async fn load(
        &mut self,
        db: &impl ConnectionTrait,
        draft: &PatternDraft,
        searches: &[Search],
    ) -> Result<(), Error> {
        let ids = PatternIndex::Library.search(db, searches).await?;
        // Another program may have added the pattern, which is then not in the index.
        let signature = Column::PatternSignature.eq(draft.trigger.signature(draft.pattern_type));
        let rows = Entity::find()
            .filter(Condition::any().add(Column::Id.is_in(ids.difference(&self.ids).copied())).add(signature))
            .filter(Column::IsRetracted.eq(false))
            .all(db)
            .await?;
        for row in rows.iter().filter(|row| self.ids.insert(row.id)) {
            self.candidates.push(candidate(row)?);
        }
        Ok(())
    }
}

fn candidate(row: &Model) -> Result<Candidate, Error> {
    let language = row.language.as_deref().and_then(Language::from_code);
    Ok(Candidate::new(row.id, &row::pattern(row)?, language))
}
