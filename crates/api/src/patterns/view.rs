//! A pattern as it is shown.

use chrono::{DateTime, Utc};
use gleaner_persistence::library::StoredPattern;
use serde::Serialize;
use utoipa::ToSchema;

/// A reply pattern.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PatternView {
    id: i32,
    #[schema(example = "access")]
    pattern_type: &'static str,
    pattern_signature: String,
    /// What is asked, in general.
    #[schema(example = "How do I open the door of bay {{bay_number}}?")]
    trigger_text: String,
    trigger_keywords: Vec<String>,
    trigger_examples: Vec<String>,
    /// What to answer.
    #[schema(example = "Please use the keypad beside the door and enter the code {{access_code}}.")]
    response_template: String,
    template_variables: Vec<String>,
    /// 0 to 1.
    #[schema(example = 0.78)]
    confidence_score: f64,
    auto_executable: bool,
    execution_count: i32,
    success_count: i32,
    is_active: bool,
    learned_from: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<StoredPattern> for PatternView {
    fn from(pattern: StoredPattern) -> Self {
        Self {
            id: pattern.id,
            pattern_type: pattern.kind.as_str(),
            pattern_signature: pattern.signature,
            trigger_text: pattern.trigger,
            trigger_keywords: pattern.keywords,
            trigger_examples: pattern.examples,
            response_template: pattern.template,
            template_variables: pattern.variables,
            confidence_score: pattern.confidence,
            auto_executable: pattern.auto_executable,
            execution_count: pattern.execution_count,
            success_count: pattern.success_count,
            is_active: pattern.is_active,
            learned_from: pattern.learned_from,
            created_at: pattern.created_at,
            updated_at: pattern.updated_at,
        }
    }
}
