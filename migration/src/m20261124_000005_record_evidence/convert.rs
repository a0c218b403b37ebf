//! Conversion of the earlier snapshots.

use std::collections::HashMap;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::FromQueryResult;
use sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Json, Uuid};
use serde_json::json;

use super::statements::{build, set_revision};

/// Rows per page.
const PAGE: u64 = 500;
/// Stands in for the confidence of a draft that was not stored: the lowest confidence a new pattern can have.
const UNKNOWN_CONFIDENCE: f64 = 0.5;

#[derive(FromQueryResult)]
struct EarlierChange {
    id: i64,
    pattern_id: i32,
    import_job_id: Uuid,
    conversation_key: String,
    change: String,
    before: Option<Json>,
    after: Json,
    created_at: DateTimeUtc,
    pattern_type: String,
    template_variables: Json,
    trigger_keywords: Json,
}

#[derive(FromQueryResult)]
struct SourceMessage {
    message_id: String,
    role: String,
}

/// Converts each snapshot into evidence. The draft of a conversation that created a pattern is complete; that
/// of one that confirmed it was not stored, and is reconstructed from the pattern and marked.
pub(super) async fn evidence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut positions: HashMap<i32, i64> = HashMap::new();
    let mut last = 0;
    loop {
        let page = EarlierChange::find_by_statement(build(manager, &changes_after(last)))
            .all(manager.get_connection())
            .await?;
        let Some(end) = page.last() else { break };
        last = end.id;
        for change in page {
            let position = positions.entry(change.pattern_id).or_default();
            *position += 1;
            insert_evidence(manager, &change, *position).await?;
        }
    }
    for (pattern, revision) in positions {
        set_revision(manager, pattern, revision).await?;
    }
    Ok(())
}

fn changes_after(id: i64) -> SelectStatement {
    let mut select = Query::select();
    for column in
        ["id", "pattern_id", "import_job_id", "conversation_key", "change", "before", "after", "created_at"]
    {
        select.column(("pattern_changes", column));
    }
    for column in ["pattern_type", "template_variables", "trigger_keywords"] {
        select.column(("decision_patterns", column));
    }
    select
        .from("pattern_changes")
        .inner_join(
            "decision_patterns",
            Expr::col(("decision_patterns", "id")).equals(("pattern_changes", "pattern_id")),
        )
        .and_where(Expr::col(("pattern_changes", "id")).gt(id))
        .order_by(("pattern_changes", "id"), Order::Asc)
        .limit(PAGE)
        .take()
}

async fn insert_evidence(
    manager: &SchemaManager<'_>,
    change: &EarlierChange,
    position: i64,
) -> Result<(), DbErr> {
    let created = change.change == "created";
    let confidence = |snapshot: &Json| snapshot["confidence_score"].as_f64().unwrap_or(UNKNOWN_CONFIDENCE);
    let boost = change.before.as_ref().map_or(0.0, |before| confidence(&change.after) - confidence(before));
    let messages = source_messages(manager, change).await?;
    let of_role = |role: &str| -> Vec<&str> {
        messages.iter().filter(|row| row.role == role).map(|row| row.message_id.as_str()).collect()
    };
    let draft = json!({
        "type": change.pattern_type,
        "trigger": trigger(change),
        "template": change.after["response_template"],
        "variables": change.template_variables,
        "keywords": change.trigger_keywords,
        "confidence": if created { confidence(&change.after) } else { UNKNOWN_CONFIDENCE },
        "question": of_role("question"),
        "answer": of_role("answer"),
    });
    let insert = Query::insert()
        .into_table("pattern_evidence")
        .columns([
            "pattern_id",
            "position",
            "import_job_id",
            "conversation_id",
            "conversation_key",
            "created",
            "draft",
            "boost",
            "boost_cap",
            "is_reconstructed",
            "created_at",
        ])
        .values_panic([
            change.pattern_id.into(),
            position.into(),
            change.import_job_id.into(),
            conversation_id(manager, change).await?.into(),
            change.conversation_key.as_str().into(),
            created.into(),
            draft.into(),
            boost.into(),
            // What was recorded is the actual increase, so no cap applies.
            1.0.into(),
            (!created).into(),
            change.created_at.into(),
        ])
        .take();
    manager.execute(insert).await
}

/// For a conversation that created the pattern, its trigger. Otherwise the example that it added, or the pattern's
/// trigger if it added none.
fn trigger(change: &EarlierChange) -> Json {
    let examples = |snapshot: &Json| snapshot["trigger_examples"].as_array().cloned().unwrap_or_default();
    let before = change.before.as_ref().map(examples).unwrap_or_default();
    let added = examples(&change.after).into_iter().find(|example| !before.contains(example));
    match change.change.as_str() {
        "created" => change.after["trigger_text"].clone(),
        _ => added.unwrap_or_else(|| change.after["trigger_text"].clone()),
    }
}

async fn source_messages(
    manager: &SchemaManager<'_>,
    change: &EarlierChange,
) -> Result<Vec<SourceMessage>, DbErr> {
    let select = Query::select()
        .columns(["message_id", "role"])
        .from("pattern_message_sources")
        .and_where(Expr::col("pattern_id").eq(change.pattern_id))
        .and_where(Expr::col("import_job_id").eq(change.import_job_id))
        .and_where(Expr::col("conversation_key").eq(change.conversation_key.as_str()))
        .order_by("id", Order::Asc)
        .take();
    SourceMessage::find_by_statement(build(manager, &select)).all(manager.get_connection()).await
}

/// The row of the conversation. In rare cases two conversations have the same key, so rows that already have evidence
/// are skipped.
async fn conversation_id(manager: &SchemaManager<'_>, change: &EarlierChange) -> Result<Option<i64>, DbErr> {
    let taken = Query::select()
        .column("conversation_id")
        .from("pattern_evidence")
        .and_where(Expr::col("conversation_id").is_not_null())
        .and_where(Expr::col("import_job_id").eq(change.import_job_id))
        .take();
    let select = Query::select()
        .expr_as(Expr::col("id").min(), "id")
        .from("import_conversations")
        .and_where(Expr::col("job_id").eq(change.import_job_id))
        .and_where(Expr::col("conversation_key").eq(change.conversation_key.as_str()))
        .and_where(Expr::col("id").not_in_subquery(taken))
        .take();
    let row = manager.get_connection().query_one_raw(build(manager, &select)).await?;
    row.map_or(Ok(None), |row| row.try_get("", "id"))
}
