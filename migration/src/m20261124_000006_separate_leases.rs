//! The lease of a job moves to a separate row, so extending it does not wait for the job's row.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(import_leases()).await?;
        let move_leases = "INSERT INTO import_leases (job_id, fencing_token, owner, expires_at) \
            SELECT id, fencing_token, COALESCE(lease_owner, ''), lease_expires_at FROM pattern_import_jobs \
            WHERE status = 'processing' AND lease_expires_at IS NOT NULL";
        manager.get_connection().execute_unprepared(move_leases).await?;
        for column in ["lease_owner", "lease_expires_at"] {
            let drop = Table::alter().table("pattern_import_jobs").drop_column(column).take();
            manager.alter_table(drop).await?;
        }
        rename(manager, "fruitless_claims", "failed_attempts").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rename(manager, "failed_attempts", "fruitless_claims").await?;
        for column in [text_null("lease_owner"), timestamp_with_time_zone_null("lease_expires_at")] {
            let add = Table::alter().table("pattern_import_jobs").add_column(column).take();
            manager.alter_table(add).await?;
        }
        let move_leases = "UPDATE pattern_import_jobs SET \
            lease_owner = (SELECT owner FROM import_leases WHERE job_id = pattern_import_jobs.id), \
            lease_expires_at = (SELECT expires_at FROM import_leases WHERE job_id = pattern_import_jobs.id)";
        manager.get_connection().execute_unprepared(move_leases).await?;
        manager.drop_table(Table::drop().table("import_leases").take()).await
    }
}

async fn rename(manager: &SchemaManager<'_>, from: &'static str, to: &'static str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table("pattern_import_jobs").rename_column(from, to).take()).await
}

/// One row per claimed job.
fn import_leases() -> TableCreateStatement {
    Table::create()
        .table("import_leases")
        .col(uuid("job_id").primary_key())
        .col(big_integer("fencing_token"))
        .col(text("owner"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(
            ForeignKey::create()
                .from("import_leases", "job_id")
                .to("pattern_import_jobs", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
