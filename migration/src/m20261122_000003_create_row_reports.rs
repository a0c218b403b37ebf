//! What became of the rows of an import's file. Apart from the jobs, which are read at every poll.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("import_row_reports")
                    .col(uuid("import_job_id").primary_key())
                    .col(json_binary("rows"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("import_row_reports", "import_job_id")
                            .to("pattern_import_jobs", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("import_row_reports").take()).await
    }
}
