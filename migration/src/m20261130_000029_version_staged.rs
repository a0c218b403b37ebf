//! Revisions of staged patterns, so that two people who review at once do not overwrite each other.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STAGING: &str = "pattern_import_staging";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer("revision").default(1).take();
        manager.alter_table(Table::alter().table(STAGING).add_column(column).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table(STAGING).drop_column("revision").take()).await
    }
}
