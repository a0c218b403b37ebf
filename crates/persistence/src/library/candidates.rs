//! The patterns that a draft is compared with.

use std::collections::BTreeSet;

use gleaner_domain::index::Search;
use gleaner_domain::merging::{self, Candidate, MergeDecision, MergeRules, Related, searches};
use gleaner_domain::pattern::Content;
use gleaner_domain::{Language, Pattern, PatternDraft, ResponseTemplate, Trigger};
use sea_orm::prelude::Json;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter};

use super::index::PatternIndex;
use super::row;
use crate::Database;
use crate::entities::pattern::{Column, Entity};
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
        let new: Vec<i32> = ids.difference(&self.ids).copied().collect();
        // With an empty list, SQLite would read all patterns.
        let found = (!new.is_empty()).then(|| Column::Id.is_in(new));
        let rows: Vec<Row> = Entity::find()
            .filter(Condition::any().add(signature).add_option(found))
            .filter(Column::IsRetracted.eq(false))
            .into_partial_model()
            .all(db)
            .await?;
        for row in rows {
            if self.ids.insert(row.id) {
                self.candidates.push(row.candidate()?);
            }
        }
        Ok(())
    }
}

/// What a draft is compared with. The other columns take longer to read than the comparison takes.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "Entity")]
struct Row {
    id: i32,
    pattern_type: String,
    trigger_text: String,
    trigger_examples: Json,
    response_template: String,
    is_deleted: bool,
    language: Option<String>,
}

impl Row {
    fn candidate(self) -> Result<Candidate, Error> {
        let content = Content {
            pattern_type: row::pattern_type(&self.pattern_type)?,
            trigger: Trigger::stored(self.trigger_text),
            template: ResponseTemplate::stored(self.response_template),
        };
        let language = self.language.as_deref().and_then(Language::from_code);
        Ok(Candidate::of(
            self.id,
            &content,
            &row::examples(self.trigger_examples)?,
            language,
            self.is_deleted,
        ))
    }
}
