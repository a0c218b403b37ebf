//! In which order running jobs were claimed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::timestamp_with_time_zone_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Null for a worker of an earlier version.
        let claimed_at = timestamp_with_time_zone_null("claimed_at");
        manager.alter_table(Table::alter().table("import_leases").add_column(claimed_at).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("import_leases").drop_column("claimed_at").take()).await
    }
}
