//! A pattern and its row.

use std::fmt::Display;

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::merging::Likeness;
use gleaner_domain::pattern::Edited;
use gleaner_domain::quality::{Experience, Quality};
use gleaner_domain::search::search_text;
use gleaner_domain::{Confidence, Pattern, PatternStatus, PatternType, ResponseTemplate, Trigger};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::entities::pattern::{ActiveModel, Column, Entity, Model};
use crate::error::Error;

/// What is known of other patterns like a pattern.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Relations {
    /// The pattern that may be the same.
    pub maybe_same: Option<Likeness>,
    /// The pattern that would be the same if its answer did not disagree. Of several, it is the most probable one.
    pub conflict: Option<Likeness>,
}

/// A pattern of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPattern {
    /// Its id.
    pub id: i32,
    /// How many entries its history has. Every change and every piece of evidence increases it.
    pub revision: i64,
    /// What it says and how far it can be trusted.
    pub pattern: Pattern,
    /// Whether it is used.
    pub status: PatternStatus,
    /// SHA-256 of its type and trigger, in hexadecimal, see [`Pattern::signature`].
    pub signature: String,
    /// The words of the trigger that it is found by.
    pub keywords: Vec<String>,
    /// The language of the trigger and the reply, as a code of ISO 639-3 such as `eng`; `None` if it is not known.
    pub language: Option<String>,
    /// The names of the variables in the reply.
    pub variables: Vec<String>,
    /// Replies sent with it, as the existing backend counts them, and feedback, see [`count_feedback`](super::count_feedback()).
    pub execution_count: i32,
    /// The successful ones among them.
    pub success_count: i32,
    /// When the last reply was sent with it, as the existing backend records it.
    pub last_used: Option<DateTime<Utc>>,
    /// How many conversations created or confirmed it.
    pub evidence_count: i32,
    /// Where it was learned from.
    pub learned_from: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Which patterns are like it.
    pub relations: Relations,
    /// How good it is.
    pub quality: Quality,
}

/// Without its relations, which are in another table.
impl TryFrom<Model> for StoredPattern {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let pattern = pattern(&row)?;
        // As of the time when the stored score was computed.
        let rated_at = row.quality_at.unwrap_or(row.updated_at);
        let quality = Quality::of(&pattern, &experience(&row, row.contradiction_count, rated_at));
        Ok(Self {
            id: row.id,
            revision: row.revision,
            status: PatternStatus::of((!row.is_retracted).then_some(&pattern)),
            pattern,
            signature: row.pattern_signature,
            keywords: list(row.trigger_keywords, "decision_patterns.trigger_keywords")?,
            variables: list(row.template_variables, "decision_patterns.template_variables")?,
            language: row.language,
            execution_count: row.execution_count,
            success_count: row.success_count,
            last_used: row.last_used.map(|time| time.trunc_subsecs(3)),
            evidence_count: row.evidence_count,
            learned_from: row.learned_from,
            created_at: row.created_at.trunc_subsecs(3),
            updated_at: row.updated_at.trunc_subsecs(3),
            relations: Relations::default(),
            quality,
        })
    }
}

/// The texts of a pattern, by which it is compared with others.
pub(super) fn texts(pattern: &Pattern) -> (&Trigger, &[Trigger], &ResponseTemplate) {
    (&pattern.trigger, &pattern.examples, &pattern.template)
}

/// Whether a pattern has to be compared with others after a change: it says something else, or is in the library again.
pub(super) fn is_other(before: &Pattern, after: &Pattern) -> bool {
    texts(before) != texts(after) || (before.is_removed && !after.is_removed)
}

/// Whether the index has all entries of `pattern`, which is that of the row: it is in the index, and its texts are still those
/// that were written here. Another program may have changed them.
pub(super) fn is_indexed(row: &Model, pattern: &Pattern) -> bool {
    row.is_indexed && !row.is_retracted && row.search_text == search_text(pattern)
}

/// The pattern of a row.
pub(super) fn pattern(row: &Model) -> Result<Pattern, Error> {
    Ok(Pattern {
        pattern_type: pattern_type(&row.pattern_type)?,
        trigger: Trigger::stored(row.trigger_text.clone()),
        template: ResponseTemplate::stored(row.response_template.clone()),
        examples: examples(row.trigger_examples.clone())?,
        confidence: Confidence::new(row.confidence_score)
            .map_err(|_| Error::Corrupt("decision_patterns.confidence_score"))?,
        auto_executable: row.auto_executable,
        is_active: row.is_active,
        is_removed: row.is_deleted && !row.is_retracted,
        edited: Edited { trigger: row.is_trigger_edited, template: row.is_template_edited },
    })
}

pub(super) fn pattern_type(name: &str) -> Result<PatternType, Error> {
    name.parse().map_err(|_| Error::Corrupt("decision_patterns.pattern_type"))
}

pub(super) fn examples(column: Value) -> Result<Vec<Trigger>, Error> {
    let examples: Vec<String> = list(column, "decision_patterns.trigger_examples")?;
    Ok(examples.into_iter().map(Trigger::stored).collect())
}

/// What is known of the pattern of a row besides what it says.
pub(super) fn experience(row: &Model, contradictions: i32, now: DateTime<Utc>) -> Experience {
    let count = |count: i32| u32::try_from(count).unwrap_or(0);
    Experience {
        conversations: count(conversations(row)),
        contradictions: count(contradictions),
        age: now - row.confirmed_at.unwrap_or(row.created_at),
        used: count(row.feedback_used),
        edited: count(row.feedback_edited),
        rejected: count(row.feedback_rejected),
    }
}

/// The number of conversations that created or confirmed the pattern, also in the library from which it was imported.
pub(super) fn conversations(row: &Model) -> i32 {
    row.evidence_count.saturating_add(row.carried_conversations)
}

fn list<T: DeserializeOwned>(value: Value, column: &'static str) -> Result<Vec<T>, Error> {
    serde_json::from_value(value).map_err(|_| Error::Corrupt(column))
}

/// Sets the columns that follow from the pattern.
pub(super) fn set(row: &mut ActiveModel, pattern: &Pattern, now: DateTime<Utc>) {
    let examples: Vec<_> = pattern.examples.iter().map(Trigger::as_str).collect();
    let variables: Vec<_> = pattern.template.variables().iter().map(|variable| variable.name()).collect();
    row.pattern_type = Set(pattern.pattern_type.as_str().to_owned());
    row.pattern_signature = Set(pattern.signature());
    row.language = Set(pattern.language().map(|language| language.code().to_owned()));
    row.trigger_text = Set(pattern.trigger.as_str().to_owned());
    row.trigger_keywords = Set(json!(pattern.trigger.keywords()));
    row.trigger_examples = Set(json!(examples));
    row.response_template = Set(pattern.template.as_str().to_owned());
    row.template_variables = Set(json!(variables));
    row.search_text = Set(search_text(pattern));
    row.confidence_score = Set(pattern.confidence.value());
    row.auto_executable = Set(pattern.auto_executable);
    row.is_active = Set(pattern.is_active);
    row.is_deleted = Set(pattern.is_removed);
    row.is_retracted = Set(false);
    row.is_indexed = Set(true);
    row.is_trigger_edited = Set(pattern.edited.trigger);
    row.is_template_edited = Set(pattern.edited.template);
    // Its questions may have changed.
    row.embedding_model = Set(None);
    row.updated_at = Set(now);
}

/// Whether a pattern other than `but` has this signature.
pub(super) async fn is_taken(
    db: &impl ConnectionTrait,
    signature: &str,
    but: Option<i32>,
) -> Result<bool, Error> {
    let found = Entity::find().filter(Column::PatternSignature.eq(signature)).one(db).await?;
    Ok(found.is_some_and(|row| Some(row.id) != but))
}

/// A signature for a pattern that must not prevent another pattern from having the same trigger. `unique` identifies the
/// pattern, or the conversation that creates it.
pub(super) fn set_aside_signature(pattern: &Pattern, unique: impl Display) -> String {
    format!("{}#{unique}", pattern.signature())
}
