//! The history of patterns: one piece of evidence per conversation, with its whole draft, and changes by
//! people. The snapshots in the earlier `pattern_changes` are converted.

mod changes;
mod convert;
mod statements;
mod tables;

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const REVISION_INDEX: &str = "decision_patterns_type_revision";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // The number of entries in the history of the pattern.
            big_integer("revision").default(0).take(),
            // The revision of the pattern type after the last change of the pattern.
            big_integer("type_revision").default(0).take(),
            boolean("is_retracted").default(false).take(),
        ] {
            manager.alter_table(Table::alter().table("decision_patterns").add_column(column).take()).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name(REVISION_INDEX)
                    .table("decision_patterns")
                    .col("pattern_type")
                    .col("type_revision")
                    .take(),
            )
            .await?;
        manager.create_table(tables::pattern_evidence()).await?;
        for column in ["pattern_id", "import_job_id"] {
            manager.create_index(tables::index("pattern_evidence", column)).await?;
        }
        convert::evidence(manager).await?;
        manager.drop_table(Table::drop().table("pattern_changes").take()).await?;
        manager.create_table(tables::pattern_changes()).await?;
        manager.create_index(tables::index("pattern_changes", "pattern_id")).await?;
        changes::unrecorded_changes(manager).await
    }

    /// The history is lost: the earlier table cannot contain it.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["pattern_changes", "pattern_evidence"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        manager.create_table(tables::earlier_pattern_changes()).await?;
        for column in ["pattern_id", "import_job_id"] {
            manager.create_index(tables::index("pattern_changes", column)).await?;
        }
        manager.drop_index(Index::drop().name(REVISION_INDEX).table("decision_patterns").to_owned()).await?;
        for column in ["revision", "type_revision", "is_retracted"] {
            manager.alter_table(Table::alter().table("decision_patterns").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
