//! How a pattern is represented in responses.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::Likeness;
use gleaner_persistence::library::StoredPattern;
use serde::Serialize;
use utoipa::ToSchema;

use super::quality::QualityView;
use crate::names::PatternTypeName;

/// A reply pattern.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pattern)]
pub(crate) struct PatternView {
    id: i32,
    pattern_type: PatternTypeName,
    /// Identifies the type and trigger: a SHA-256 in hexadecimal.
    pattern_signature: String,
    /// The customer's question, generalized.
    #[schema(example = "How do I open the door of bay {{bay_number}}?")]
    trigger_text: String,
    /// The longer words of the question, without variables.
    trigger_keywords: Vec<String>,
    /// Questions that created or confirmed the pattern.
    trigger_examples: Vec<String>,
    /// The reply, with `{{variables}}`.
    #[schema(example = "Please use the keypad beside the door and enter the code {{access_code}}.")]
    response_template: String,
    /// The variables of the reply, in order of first use.
    template_variables: Vec<String>,
    /// The confidence in the pattern, 0 to 1.
    #[schema(example = 0.78)]
    confidence_score: f64,
    /// Whether the reply may be sent without human review.
    auto_executable: bool,
    /// How many times the reply was sent or rejected.
    execution_count: i32,
    /// How many of these replies succeeded.
    success_count: i32,
    /// When a reply was last sent; null if none was.
    #[schema(required)]
    last_used: Option<DateTime<Utc>>,
    /// Whether the pattern is used to find replies.
    is_active: bool,
    /// Whether a person deleted the pattern.
    is_deleted: bool,
    /// How many conversations created or confirmed the pattern.
    #[schema(example = 3)]
    evidence_count: i32,
    /// What created the pattern.
    #[schema(example = "csv_import")]
    created_from: String,
    /// The same as `created_from`.
    learned_from: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// How good the pattern is, 0 to 1: the weighted mean of the parts that are known. Reviewers may start with the lowest.
    #[schema(example = 0.64)]
    quality_score: f64,
    quality: QualityView,
    /// The language of the question and the reply, as a code of ISO 639-3; null if it is not known.
    #[schema(required, example = "eng")]
    language: Option<String>,
    /// A pattern that may be the same; null if there is none.
    #[schema(required)]
    maybe_same_as: Option<LikenessView>,
    /// A pattern that would be the same if the replies did not disagree, the most similar one; null if there is none. All of
    /// them are in the list of conflicts.
    #[schema(required)]
    conflicts_with: Option<LikenessView>,
}

/// Another pattern, and how probably it is the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternLikeness)]
pub(crate) struct LikenessView {
    /// The id of the other pattern.
    pattern_id: i32,
    /// The probability, 0 to 1, when this pattern was created.
    #[schema(example = 0.55)]
    probability: f64,
}

impl From<Likeness> for LikenessView {
    fn from(likeness: Likeness) -> Self {
        Self { pattern_id: likeness.pattern, probability: likeness.probability }
    }
}

impl From<StoredPattern> for PatternView {
    fn from(stored: StoredPattern) -> Self {
        let pattern = stored.pattern;
        Self {
            id: stored.id,
            pattern_type: pattern.pattern_type.into(),
            pattern_signature: stored.signature,
            trigger_text: pattern.trigger.to_string(),
            trigger_keywords: stored.keywords,
            trigger_examples: pattern.examples.iter().map(ToString::to_string).collect(),
            response_template: pattern.template.to_string(),
            template_variables: stored.variables,
            confidence_score: pattern.confidence.value(),
            auto_executable: pattern.auto_executable,
            execution_count: stored.execution_count,
            success_count: stored.success_count,
            last_used: stored.last_used,
            is_active: pattern.is_active,
            is_deleted: pattern.is_removed,
            evidence_count: stored.evidence_count,
            created_from: stored.learned_from.clone(),
            learned_from: stored.learned_from,
            created_at: stored.created_at,
            updated_at: stored.updated_at,
            quality_score: stored.quality.score(),
            quality: stored.quality.into(),
            language: stored.language,
            maybe_same_as: stored.relations.maybe_same.map(LikenessView::from),
            conflicts_with: stored.relations.conflict.map(LikenessView::from),
        }
    }
}
