//! The schemas of exports as JSON. The bytes are written by `gleaner-exchange`; a test compares.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::names::PatternTypeName;

/// An export as JSON: of `format=json` or of `format=zendesk`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ExportDocument)]
#[expect(dead_code, reason = "only the schema is used, and tests read exports with it")]
pub(crate) enum ExportDocument {
    Library(LibraryDocument),
    Zendesk(ZendeskDocument),
}

/// The library.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PatternExport)]
#[expect(dead_code, reason = "only the schema is used, and tests read exports with it")]
pub(crate) struct LibraryDocument {
    /// The version of the format.
    #[schema(minimum = 1, maximum = 1, example = 1)]
    version: u32,
    /// Ordered by type, question and reply.
    patterns: Vec<ExportedPattern>,
}

/// A pattern without what identifies it in its library.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the schema is used, and tests read exports with it")]
pub(crate) struct ExportedPattern {
    pattern_type: PatternTypeName,
    /// The customer's question, generalized.
    #[schema(example = "How do I open the door of bay {{bay_number}}?")]
    trigger_text: String,
    /// Questions that created or confirmed the pattern.
    trigger_examples: Vec<String>,
    /// The reply, with `{{variables}}`.
    #[schema(example = "Please use the keypad beside the door and enter the code {{access_code}}.")]
    response_template: String,
    /// The confidence in the pattern, 0 to 1.
    #[schema(example = 0.78)]
    confidence_score: f64,
    /// Whether the reply may be sent without human review.
    auto_executable: bool,
    /// Whether the pattern is used to find replies.
    is_active: bool,
    /// Whether a person removed the pattern.
    is_deleted: bool,
    /// Conversations that created or confirmed the pattern.
    #[schema(example = 3)]
    evidence_count: u32,
    /// Imports that these conversations came from.
    #[schema(example = 2)]
    import_count: u32,
    /// How many times the reply was sent.
    execution_count: u32,
    /// How many of these replies succeeded.
    success_count: u32,
    /// When a reply was last sent; null if none was.
    #[schema(required)]
    last_used: Option<DateTime<Utc>>,
    /// What created the pattern.
    #[schema(example = "csv_import")]
    learned_from: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// Macros for Zendesk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ZendeskMacros)]
#[expect(dead_code, reason = "only the schema is used, and tests read exports with it")]
pub(crate) struct ZendeskDocument {
    /// Active patterns, in the order of the library.
    macros: Vec<ZendeskMacro>,
}

/// A macro: what Zendesk's API takes as `macro`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the schema is used, and tests read exports with it")]
pub(crate) struct ZendeskMacro {
    /// The question.
    title: String,
    /// The type, the confidence and the number of conversations.
    description: String,
    active: bool,
    /// The reply, as a comment.
    actions: Vec<ZendeskAction>,
}

/// An action of a macro.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the schema is used, and tests read exports with it")]
pub(crate) struct ZendeskAction {
    #[schema(example = "comment_value")]
    field: String,
    value: String,
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use gleaner_domain::pattern::ExchangedPattern;
    use gleaner_domain::{Confidence, PatternType, ResponseTemplate, Trigger};
    use gleaner_exchange::{Encoder, Format};

    use super::*;

    fn pattern() -> ExchangedPattern {
        ExchangedPattern {
            pattern_type: PatternType::Access,
            trigger: Trigger::parse("How do I open the door?").unwrap(),
            examples: vec![],
            template: ResponseTemplate::parse("Use {{access_code}}").unwrap(),
            confidence: Confidence::LOWEST_OF_DRAFT,
            auto_executable: false,
            is_active: true,
            is_removed: false,
            evidence_count: 1,
            import_count: 1,
            execution_count: 0,
            success_count: 0,
            last_used: None,
            learned_from: "csv_import".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_schemas_are_those_of_what_is_written() {
        let written = |format| {
            let mut encoder = Encoder::new(format).unwrap();
            encoder.write(&[pattern()]).unwrap();
            encoder.finish()
        };
        serde_json::from_slice::<LibraryDocument>(&written(Format::Json)).unwrap();
        serde_json::from_slice::<ZendeskDocument>(&written(Format::Zendesk)).unwrap();
    }
}
