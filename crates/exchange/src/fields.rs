//! The fields of a pattern: properties in JSON, columns in CSV.

use chrono::{DateTime, SecondsFormat, Utc};
use gleaner_domain::Trigger;
use gleaner_domain::pattern::ExchangedPattern;
use serde::Serialize;

/// The version of the formats. It changes when a field does.
pub const VERSION: u64 = 1;

/// How a field is written in a cell of a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As it is, with a guard against formulas.
    Text,
    /// As a text; an empty cell is null.
    OptionalText,
    /// `true` or `false`. Spreadsheets write `TRUE` and `FALSE`.
    Flag,
    /// As JSON: a number or a list.
    Json,
}

/// The fields, in the order of an export.
pub(crate) const FIELDS: [(&str, Kind); 16] = [
    ("pattern_type", Kind::Text),
    ("trigger_text", Kind::Text),
    ("trigger_examples", Kind::Json),
    ("response_template", Kind::Text),
    ("confidence_score", Kind::Json),
    ("auto_executable", Kind::Flag),
    ("is_active", Kind::Flag),
    ("is_deleted", Kind::Flag),
    ("evidence_count", Kind::Json),
    ("import_count", Kind::Json),
    ("execution_count", Kind::Json),
    ("success_count", Kind::Json),
    ("last_used", Kind::OptionalText),
    ("learned_from", Kind::Text),
    ("created_at", Kind::Text),
    ("updated_at", Kind::Text),
];

/// A pattern as it is written. The fields are those of [`FIELDS`], in the same order.
#[derive(Serialize)]
pub(crate) struct Fields<'a> {
    pattern_type: &'a str,
    trigger_text: &'a str,
    trigger_examples: Vec<&'a str>,
    response_template: &'a str,
    confidence_score: f64,
    auto_executable: bool,
    is_active: bool,
    is_deleted: bool,
    evidence_count: u32,
    import_count: u32,
    execution_count: u32,
    success_count: u32,
    last_used: Option<String>,
    learned_from: &'a str,
    created_at: String,
    updated_at: String,
}

impl<'a> From<&'a ExchangedPattern> for Fields<'a> {
    fn from(pattern: &'a ExchangedPattern) -> Self {
        Self {
            pattern_type: pattern.pattern_type.as_str(),
            trigger_text: pattern.trigger.as_str(),
            trigger_examples: pattern.examples.iter().map(Trigger::as_str).collect(),
            response_template: pattern.template.as_str(),
            confidence_score: pattern.confidence.value(),
            auto_executable: pattern.auto_executable,
            is_active: pattern.is_active,
            is_deleted: pattern.is_removed,
            evidence_count: pattern.evidence_count,
            import_count: pattern.import_count,
            execution_count: pattern.execution_count,
            success_count: pattern.success_count,
            last_used: pattern.last_used.map(time),
            learned_from: &pattern.learned_from,
            created_at: time(pattern.created_at),
            updated_at: time(pattern.updated_at),
        }
    }
}

/// RFC 3339 in UTC, always with milliseconds.
fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
