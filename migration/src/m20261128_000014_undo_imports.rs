//! What an undone import needs to be done again: its earlier status, the states of its conversations, its messages and
//! what operators sent.

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
        manager.create_table(undone_messages()).await?;
        let by_job =
            Index::create().name("undone_messages_job").table("undone_messages").col("import_job_id").take();
        manager.create_index(by_job).await?;
        manager.create_table(undone_sent()).await?;
        let by_job = Index::create().name("undone_sent_job").table("undone_sent").col("import_job_id").take();
        manager.create_index(by_job).await
    }

    /// The messages of undone imports are importable then, and the imports cannot be redone.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["undone_sent", "undone_messages"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        for (table, column) in columns() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
        }
        Ok(())
    }
}

fn columns() -> [(&'static str, ColumnDef); 3] {
    [
        ("pattern_import_jobs", timestamp_with_time_zone_null("undone_at").take()),
        ("pattern_import_jobs", text_null("status_before_undo").take()),
        ("import_conversations", text_null("state_before_undo").take()),
    ]
}

/// The same columns as `imported_messages`.
fn undone_messages() -> TableCreateStatement {
    Table::create()
        .table("undone_messages")
        .col(text("message_id"))
        .col(text("message_hash"))
        .col(text_null("phone_number"))
        .col(text("direction"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .col(uuid("import_job_id"))
        .col(timestamp_with_time_zone("imported_at"))
        .foreign_key(&mut of_job("undone_messages"))
        .take()
}

/// The same columns as `sent_to_customers`.
fn undone_sent() -> TableCreateStatement {
    Table::create()
        .table("undone_sent")
        .col(big_integer("sent_key"))
        .col(big_integer("customer_key"))
        .col(uuid("import_job_id"))
        .foreign_key(&mut of_job("undone_sent"))
        .take()
}

fn of_job(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "import_job_id")
        .to("pattern_import_jobs", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
