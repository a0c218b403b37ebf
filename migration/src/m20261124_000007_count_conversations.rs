//! Everything that a job counts is stored with its conversations, under plain names. Jobs have a source, and
//! imported messages can be looked up by their content.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const HASH_INDEX: &str = "imported_messages_message_hash";
/// Names of states, before and after.
const STATES: [(&str, &str); 2] = [("nothing", "no_pattern"), ("enhanced", "confirmed")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rename(manager, "import_conversations", "message_count", "new_message_count").await?;
        rename(manager, "pattern_import_jobs", "leaves_rest", "is_partial").await?;
        for column in [
            boolean("was_extracted").default(false).take(),
            integer("model_calls").default(0).take(),
            big_integer("prompt_tokens").default(0).take(),
            big_integer("completion_tokens").default(0).take(),
        ] {
            manager
                .alter_table(Table::alter().table("import_conversations").add_column(column).take())
                .await?;
        }
        for (before, after) in STATES {
            rename_state(manager, before, after).await?;
        }
        // Of conversations without a pattern it was not stored whether the extractor has read them. Those
        // that it did not read have one of these reasons.
        let extracted = "UPDATE import_conversations SET was_extracted = TRUE \
            WHERE state IN ('created', 'confirmed') OR (state = 'no_pattern' \
            AND reason NOT IN ('one_sided', 'small_talk', 'already_imported'))";
        manager.get_connection().execute_unprepared(extracted).await?;
        let source = text("source").default("openphone").take();
        manager.alter_table(Table::alter().table("pattern_import_jobs").add_column(source).take()).await?;
        let by_hash = Index::create().name(HASH_INDEX).table("imported_messages").col("message_hash").take();
        manager.create_index(by_hash).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(HASH_INDEX).table("imported_messages").to_owned()).await?;
        let drop = Table::alter().table("pattern_import_jobs").drop_column("source").take();
        manager.alter_table(drop).await?;
        for (before, after) in STATES {
            rename_state(manager, after, before).await?;
        }
        for column in ["was_extracted", "model_calls", "prompt_tokens", "completion_tokens"] {
            let drop = Table::alter().table("import_conversations").drop_column(column).take();
            manager.alter_table(drop).await?;
        }
        rename(manager, "pattern_import_jobs", "is_partial", "leaves_rest").await?;
        rename(manager, "import_conversations", "new_message_count", "message_count").await
    }
}

async fn rename(
    manager: &SchemaManager<'_>,
    table: &'static str,
    from: &'static str,
    to: &'static str,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).rename_column(from, to).take()).await
}

async fn rename_state(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    let update = Query::update()
        .table("import_conversations")
        .value("state", to)
        .and_where(Expr::col("state").eq(from))
        .take();
    manager.execute(update).await
}
