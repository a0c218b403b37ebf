//! The mode of an import, the batch that the language model processes for it, and when a worker asks for it next.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
        }
        Ok(())
    }
}

fn columns() -> [(&'static str, ColumnDef); 9] {
    const JOBS: &str = "pattern_import_jobs";
    const CONVERSATIONS: &str = "import_conversations";
    [
        (JOBS, text("mode").default("standard").take()),
        // Our own name of the batch, stored before the provider gets it. It finds a batch whose id did not arrive.
        (JOBS, uuid_null("batch_key").take()),
        (JOBS, text_null("batch_id").take()),
        (JOBS, timestamp_with_time_zone_null("batch_begun_at").take()),
        (JOBS, integer("batches_ended").default(0).take()),
        // No worker claims the job before.
        (JOBS, timestamp_with_time_zone_null("claimable_at").take()),
        (JOBS, text_null("wait_reason").take()),
        (CONVERSATIONS, uuid_null("batch_key").take()),
        (CONVERSATIONS, integer("batch_tries").default(0).take()),
    ]
}
