//! Conversion of patterns that other programs have changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::QueryResult;
use sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Json};
use serde_json::json;

use super::statements::{build, set_revision};

/// Adds a change by an unknown actor to every pattern that has no evidence or is removed, inactive or
/// auto-executable.
pub(super) async fn unrecorded_changes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let select = Query::select()
        .expr(Expr::col(Asterisk))
        .from("decision_patterns")
        .cond_where(
            Cond::any()
                .add(Expr::col("revision").eq(0))
                .add(Expr::col("is_deleted").eq(true))
                .add(Expr::col("is_active").eq(false))
                .add(Expr::col("auto_executable").eq(true)),
        )
        .order_by("id", Order::Asc)
        .take();
    for row in manager.get_connection().query_all_raw(build(manager, &select)).await? {
        let (pattern, revision): (i32, i64) = (row.try_get("", "id")?, row.try_get("", "revision")?);
        insert_change(manager, &row, revision + 1, "edit").await?;
        let is_removed: bool = row.try_get("", "is_deleted")?;
        if is_removed {
            insert_change(manager, &row, revision + 2, "remove").await?;
        }
        set_revision(manager, pattern, revision + 1 + i64::from(is_removed)).await?;
    }
    Ok(())
}

async fn insert_change(
    manager: &SchemaManager<'_>,
    row: &QueryResult,
    position: i64,
    action: &str,
) -> Result<(), DbErr> {
    let text = |column: &str| row.try_get::<String>("", column);
    let content = json!({
        "type": text("pattern_type")?,
        "trigger": text("trigger_text")?,
        "template": text("response_template")?,
    });
    let edit = json!({
        "examples": row.try_get::<Json>("", "trigger_examples")?,
        "confidence": row.try_get::<f64>("", "confidence_score")?,
        "is_active": row.try_get::<bool>("", "is_active")?,
        "auto_executable": row.try_get::<bool>("", "auto_executable")?,
    });
    let insert = Query::insert()
        .into_table("pattern_changes")
        .columns([
            "pattern_id",
            "position",
            "actor_kind",
            "cause",
            "action",
            "detail",
            "content",
            "created_at",
        ])
        .values_panic([
            row.try_get::<i32>("", "id")?.into(),
            position.into(),
            "unknown".into(),
            "edit".into(),
            action.into(),
            if action == "edit" { edit } else { json!({}) }.into(),
            content.into(),
            row.try_get::<DateTimeUtc>("", "updated_at")?.into(),
        ])
        .take();
    manager.execute(insert).await
}
