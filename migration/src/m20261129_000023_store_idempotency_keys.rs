//! The idempotency keys of uploads, so that a repeated request gets the response of the first one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("idempotency_keys")
            .col(text("user_id"))
            .col(text("idempotency_key"))
            // SHA-256 of what the request asks for, as hexadecimal digits.
            .col(text("fingerprint"))
            // The request that has the key: another one may take it after it has expired.
            .col(uuid("request_id"))
            // NULL while the request is being processed.
            .col(uuid_null("job_id"))
            .col(timestamp_with_time_zone("expires_at"))
            .primary_key(Index::create().col("user_id").col("idempotency_key"))
            .foreign_key(
                ForeignKey::create()
                    .from("idempotency_keys", "job_id")
                    .to("pattern_import_jobs", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency_keys").take()).await
    }
}
