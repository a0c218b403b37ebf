//! Who stopped an import and when, and until when a worker pauses one.

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

fn columns() -> [(&'static str, ColumnDef); 4] {
    [
        ("pattern_import_jobs", timestamp_with_time_zone_null("cancel_requested_at").take()),
        ("pattern_import_jobs", text_null("cancelled_by").take()),
        // With the lease, since a pause is that of a worker.
        ("import_leases", timestamp_with_time_zone_null("paused_until").take()),
        ("import_leases", text_null("pause_reason").take()),
    ]
}
