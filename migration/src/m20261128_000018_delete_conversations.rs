//! When the texts of an import's conversations were deleted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "pattern_import_jobs";
const COLUMN: &str = "texts_deleted_at";
const INDEX: &str = "pattern_import_jobs_texts";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null(COLUMN).take();
        manager.alter_table(Table::alter().table(TABLE).add_column(column).take()).await?;
        let index = Index::create()
            .name(INDEX)
            .table(TABLE)
            .col("completed_at")
            .and_where(Expr::col(COLUMN).is_null())
            .take();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).table(TABLE).to_owned()).await?;
        manager.alter_table(Table::alter().table(TABLE).drop_column(COLUMN).take()).await
    }
}
