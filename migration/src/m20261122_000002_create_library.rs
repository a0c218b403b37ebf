//! The library of reply patterns, where each came from, and every change to it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TYPES: [&str; 8] =
    ["booking", "tech_issue", "access", "faq", "gift_cards", "hours", "membership", "general"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(pattern_types()).await?;
        for name in TYPES {
            let row = Query::insert()
                .into_table("pattern_types")
                .columns(["pattern_type", "revision"])
                .values_panic([name.into(), 0.into()])
                .take();
            manager.execute(row).await?;
        }
        manager.create_table(decision_patterns()).await?;
        manager.create_index(index("decision_patterns", "pattern_type")).await?;
        manager.create_table(pattern_message_sources()).await?;
        manager.create_index(index("pattern_message_sources", "pattern_id")).await?;
        manager.create_index(index("pattern_message_sources", "import_job_id")).await?;
        manager.create_table(pattern_changes()).await?;
        manager.create_index(index("pattern_changes", "pattern_id")).await?;
        manager.create_index(index("pattern_changes", "import_job_id")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["pattern_changes", "pattern_message_sources", "decision_patterns", "pattern_types"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_{column}")).table(table).col(column).take()
}

/// One row per type, locked while a pattern of that type is merged.
fn pattern_types() -> TableCreateStatement {
    Table::create()
        .table("pattern_types")
        .col(text("pattern_type").primary_key())
        .col(big_integer("revision"))
        .take()
}

fn decision_patterns() -> TableCreateStatement {
    Table::create()
        .table("decision_patterns")
        .col(pk_auto("id"))
        .col(text("pattern_type"))
        .col(text("pattern_signature").unique_key())
        .col(text("trigger_text"))
        .col(json_binary("trigger_keywords"))
        .col(json_binary("trigger_examples"))
        .col(text("response_template"))
        .col(json_binary("template_variables"))
        .col(double("confidence_score").check(Expr::col("confidence_score").between(0.0, 1.0)))
        .col(boolean("auto_executable").default(false))
        .col(integer("execution_count").default(0))
        .col(integer("success_count").default(0))
        .col(boolean("is_active").default(true))
        .col(boolean("is_deleted").default(false))
        .col(text("learned_from"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .take()
}

fn pattern_message_sources() -> TableCreateStatement {
    Table::create()
        .table("pattern_message_sources")
        .col(big_pk_auto("id"))
        .col(integer("pattern_id"))
        .col(text("message_id"))
        .col(uuid("import_job_id"))
        .col(text("conversation_key"))
        .col(text("role"))
        .col(double("confidence_contribution"))
        .foreign_key(&mut to_pattern("pattern_message_sources"))
        .foreign_key(&mut to_job("pattern_message_sources"))
        .take()
}

fn pattern_changes() -> TableCreateStatement {
    Table::create()
        .table("pattern_changes")
        .col(big_pk_auto("id"))
        .col(integer("pattern_id"))
        .col(uuid("import_job_id"))
        .col(text("conversation_key"))
        .col(text("change"))
        .col(json_binary_null("before"))
        .col(json_binary("after"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut to_pattern("pattern_changes"))
        .foreign_key(&mut to_job("pattern_changes"))
        .take()
}

fn to_pattern(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "pattern_id").to("decision_patterns", "id").take()
}

fn to_job(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "import_job_id").to("pattern_import_jobs", "id").take()
}
