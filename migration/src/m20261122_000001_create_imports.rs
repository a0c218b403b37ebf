//! Import jobs (the job row is the queue), their conversations, and the messages imported so far.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(import_users()).await?;
        manager.create_table(pattern_import_jobs()).await?;
        // The same file is refused while its job is active or has completed with nothing left over,
        // whoever sends it and however many send it at once.
        manager
            .create_index(
                Index::create()
                    .name("pattern_import_jobs_file")
                    .table("pattern_import_jobs")
                    .col("file_hash")
                    .unique()
                    .and_where(Expr::col("status").is_in(["pending", "processing", "completed"]))
                    .and_where(Expr::col("status").ne("completed").or(Expr::col("leaves_rest").eq(false)))
                    .take(),
            )
            .await?;
        manager.create_index(index("pattern_import_jobs", &["user_id", "created_at"])).await?;
        manager.create_index(index("pattern_import_jobs", &["status", "created_at"])).await?;
        manager.create_table(import_conversations()).await?;
        manager.create_index(index("import_conversations", &["job_id", "state", "ordinal"])).await?;
        manager.create_table(imported_messages()).await?;
        manager.create_index(index("imported_messages", &["import_job_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["imported_messages", "import_conversations", "pattern_import_jobs", "import_users"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// One row a user, locked while that user's hourly quota is counted.
fn import_users() -> TableCreateStatement {
    Table::create()
        .table("import_users")
        .col(text("user_id").primary_key())
        .col(timestamp_with_time_zone("last_import_at"))
        .take()
}

fn pattern_import_jobs() -> TableCreateStatement {
    let count = |name: &'static str| integer(name).default(0).take();
    Table::create()
        .table("pattern_import_jobs")
        .col(pk_uuid("id"))
        .col(text("user_id"))
        .col(text("status").default("pending"))
        .col(count("total_messages"))
        .col(count("processed_messages"))
        .col(count("duplicate_messages"))
        .col(count("conversations_found"))
        .col(count("conversations_analyzed"))
        .col(count("conversations_skipped"))
        .col(count("conversations_read"))
        .col(count("conversations_failed"))
        .col(count("patterns_created"))
        .col(count("patterns_enhanced"))
        .col(count("patterns_skipped"))
        .col(count("patterns_staged"))
        .col(count("patterns_approved"))
        .col(count("patterns_rejected"))
        .col(json_binary("errors"))
        .col(text("file_hash"))
        .col(boolean("leaves_rest").default(false))
        .col(json_binary("import_metadata"))
        .col(text_null("extractor"))
        .col(count("model_calls"))
        .col(big_integer("prompt_tokens").default(0))
        .col(big_integer("completion_tokens").default(0))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("started_at"))
        .col(timestamp_with_time_zone_null("completed_at"))
        .col(big_integer("fencing_token").default(0))
        .col(text_null("lease_owner"))
        .col(timestamp_with_time_zone_null("lease_expires_at"))
        .col(count("fruitless_claims"))
        .take()
}

fn import_conversations() -> TableCreateStatement {
    Table::create()
        .table("import_conversations")
        .col(big_pk_auto("id"))
        .col(uuid("job_id"))
        .col(integer("ordinal"))
        .col(text("conversation_key"))
        .col(text("state").default("pending"))
        .col(text_null("reason"))
        .col(integer("message_count"))
        .col(json_binary("messages"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .foreign_key(
            ForeignKey::create()
                .from("import_conversations", "job_id")
                .to("pattern_import_jobs", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .index(Index::create().unique().name("import_conversations_ordinal").col("job_id").col("ordinal"))
        .take()
}

fn imported_messages() -> TableCreateStatement {
    Table::create()
        .table("imported_messages")
        .col(big_pk_auto("id"))
        .col(text("message_id").unique_key())
        .col(text("message_hash"))
        .col(text_null("phone_number"))
        .col(text("direction"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .col(uuid("import_job_id"))
        .col(timestamp_with_time_zone("imported_at"))
        .foreign_key(
            ForeignKey::create()
                .from("imported_messages", "import_job_id")
                .to("pattern_import_jobs", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
