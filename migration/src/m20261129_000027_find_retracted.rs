//! An index of the patterns that a search must leave out. There are few: a worker deletes their entries.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "decision_patterns_retracted_but_indexed";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let create =
            format!("CREATE INDEX {INDEX} ON decision_patterns (id) WHERE is_retracted AND is_indexed");
        manager.get_connection().execute_unprepared(&create).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).table("decision_patterns").to_owned()).await
    }
}
