//! What lists of patterns and their statistics need: when a pattern was last used, and an index in the
//! order of the list. Also an index to count the jobs of a file by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const LIST_INDEX: &str = "decision_patterns_list";
const FILE_INDEX: &str = "pattern_import_jobs_file_hash";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("decision_patterns")
                    .add_column(timestamp_with_time_zone_null("last_used"))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name(LIST_INDEX)
                    .table("decision_patterns")
                    .col(("confidence_score", IndexOrder::Desc))
                    .col("id")
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name(FILE_INDEX).table("pattern_import_jobs").col("file_hash").take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(FILE_INDEX).table("pattern_import_jobs").to_owned()).await?;
        manager.drop_index(Index::drop().name(LIST_INDEX).table("decision_patterns").to_owned()).await?;
        manager.alter_table(Table::alter().table("decision_patterns").drop_column("last_used").take()).await
    }
}
