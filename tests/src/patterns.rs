//! Rows of `decision_patterns`, as another program writes them.

use gleaner_persistence::Database;
use sea_orm::ConnectionTrait;
use serde_json::json;

/// When each pattern was created.
pub const CREATED: &str = "2026-01-01T00:00:00+00:00";

/// A pattern without evidence.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The name of its type.
    pub pattern_type: &'a str,
    /// Its trigger, which is also its only example.
    pub trigger: &'a str,
    /// Its template.
    pub template: &'a str,
    /// Its confidence, 0 to 1.
    pub confidence: f64,
    /// When it was changed.
    pub updated_at: &'a str,
}

impl<'a> Row<'a> {
    /// A pattern that was not changed after it was created.
    pub fn new(pattern_type: &'a str, trigger: &'a str, template: &'a str) -> Self {
        Self { pattern_type, trigger, template, confidence: 0.6, updated_at: CREATED }
    }
}

/// Adds `rows` in this order. Their signatures are numbered from `first`.
pub async fn insert(db: &Database, first: usize, rows: &[Row<'_>]) {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let values = (first..).zip(rows).map(|(number, row)| {
        format!(
            "({}, 's{number}', {}, '[]', {}, {}, '[]', {}, false, 0, 0, true, false, false, 1, 'csv_import', \
             '{CREATED}', '{}')",
            quoted(row.pattern_type),
            quoted(row.trigger),
            quoted(&json!([row.trigger]).to_string()),
            quoted(row.template),
            row.confidence,
            row.updated_at,
        )
    });
    let statement = format!(
        "INSERT INTO decision_patterns (pattern_type, pattern_signature, trigger_text, trigger_keywords, \
         trigger_examples, response_template, template_variables, confidence_score, auto_executable, \
         execution_count, success_count, is_active, is_deleted, is_retracted, revision, learned_from, \
         created_at, updated_at) VALUES {}",
        values.collect::<Vec<_>>().join(", ")
    );
    db.connection().execute_unprepared(&statement).await.unwrap();
}
