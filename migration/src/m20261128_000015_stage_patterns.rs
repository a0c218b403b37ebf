//! Patterns that wait for a review, with their evidence, and the index by which like ones are found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STAGING: &str = "pattern_import_staging";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        manager.create_table(staging()).await?;
        manager.create_index(index(STAGING, "import_job_id")).await?;
        manager.create_index(index(STAGING, "status")).await?;
        manager.create_table(staged_evidence()).await?;
        manager.create_index(index("staged_evidence", "staged_id")).await?;
        manager.create_table(staging_index(manager.get_database_backend())).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Earlier versions do not know these states.
        let staged =
            "UPDATE import_conversations SET state = 'cancelled' WHERE state IN ('staged', 'staged_again')";
        manager.get_connection().execute_unprepared(staged).await?;
        for table in ["staging_index", "staged_evidence", STAGING] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        for (table, column) in columns() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
        }
        Ok(())
    }
}

fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_{column}")).table(table).col(column).col("id").take()
}

fn columns() -> [(&'static str, ColumnDef); 3] {
    [
        // Whether the patterns of the import are staged.
        ("pattern_import_jobs", boolean("is_reviewed").default(false).take()),
        // The conversation without personal data, for people who review what was learned from it.
        ("import_conversations", text_null("preview").take()),
        // What a reviewer wrote instead of the draft.
        ("pattern_evidence", json_binary_null("edit").take()),
    ]
}

fn staging() -> TableCreateStatement {
    Table::create()
        .table(STAGING)
        .col(pk_auto("id"))
        .col(uuid("import_job_id"))
        .col(text("pattern_type"))
        .col(text("pattern_signature"))
        .col(text("trigger_text"))
        .col(json_binary("trigger_keywords"))
        .col(json_binary("trigger_examples"))
        .col(text("response_template"))
        .col(json_binary("template_variables"))
        .col(double("confidence_score"))
        .col(text_null("language"))
        .col(text_null("conversation_preview"))
        .col(json_binary("conversation_metadata"))
        .col(text("status").default("pending"))
        .col(text_null("reviewed_by"))
        .col(timestamp_with_time_zone_null("reviewed_at"))
        .col(text_null("review_notes"))
        .col(text_null("original_trigger"))
        .col(text_null("original_response"))
        .col(double_null("original_confidence"))
        .col(text_null("edited_by"))
        .col(timestamp_with_time_zone_null("edited_at"))
        // The pattern of the library that it created or confirmed when it was approved.
        .col(integer_null("pattern_id"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut foreign_key(STAGING, "import_job_id", "pattern_import_jobs"))
        .take()
}

/// The conversations of staged patterns. They become rows of `pattern_evidence` when the pattern is approved.
fn staged_evidence() -> TableCreateStatement {
    Table::create()
        .table("staged_evidence")
        .col(big_pk_auto("id"))
        .col(integer("staged_id"))
        .col(big_integer_null("conversation_id").unique_key())
        .col(text("conversation_key"))
        .col(json_binary("draft"))
        .col(double("boost"))
        .col(double("boost_cap"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut foreign_key("staged_evidence", "staged_id", STAGING))
        .foreign_key(
            foreign_key("staged_evidence", "conversation_id", "import_conversations")
                .on_delete(ForeignKeyAction::SetNull),
        )
        .take()
}

/// As `pattern_index`, of staged patterns that are pending or rejected.
fn staging_index(backend: DbBackend) -> TableCreateStatement {
    const COLUMNS: [&str; 6] = ["field", "token", "size", "pattern_id", "text", "position"];
    let mut table = Table::create()
        .table("staging_index")
        .col(small_integer("field"))
        .col(big_integer("token"))
        .col(integer("size"))
        .col(integer("pattern_id"))
        .col(integer("text"))
        .col(integer("position"))
        .primary_key(COLUMNS.iter().fold(&mut Index::create(), |index, column| index.col(*column)))
        .foreign_key(&mut foreign_key("staging_index", "pattern_id", STAGING))
        .take();
    if backend == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

fn foreign_key(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(target, "id").on_delete(ForeignKeyAction::Cascade).take()
}
