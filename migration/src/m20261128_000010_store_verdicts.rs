//! What a language model said of two patterns that may be the same, so that it is never asked again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("pattern_verdicts")
            // SHA-256 of the texts of both patterns, as hexadecimal digits.
            .col(text("pair").primary_key())
            .col(boolean("is_same"))
            .col(text("model"))
            .col(timestamp_with_time_zone("created_at"))
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("pattern_verdicts").take()).await
    }
}
