//! How often people used, edited and rejected the replies of a pattern.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [&str; 3] = ["feedback_used", "feedback_edited", "feedback_rejected"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let column = integer(name).default(0).take();
            manager.alter_table(Table::alter().table("decision_patterns").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            manager.alter_table(Table::alter().table("decision_patterns").drop_column(name).take()).await?;
        }
        Ok(())
    }
}
