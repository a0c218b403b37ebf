//! What lists of patterns are searched in and sorted by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const LIST_INDEX: &str = "decision_patterns_list";
/// Indexes of present or removed patterns in the order of a list. Reversed, each is the index of the other order.
const SORT_INDEXES: [(&str, &str); 4] = [
    ("decision_patterns_confidence_score", "confidence_score"),
    ("decision_patterns_created_at", "created_at"),
    ("decision_patterns_updated_at", "updated_at"),
    ("decision_patterns_execution_count", "execution_count"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The texts in lower case.
        let column = text("search_text").default("").take();
        manager.alter_table(Table::alter().table("decision_patterns").add_column(column).take()).await?;
        // The index is built again, which also writes the new column.
        let outdated = Query::update().table("library").value("index_version", 0).take();
        manager.execute(outdated).await?;
        manager.drop_index(Index::drop().name(LIST_INDEX).table("decision_patterns").to_owned()).await?;
        for (name, column) in SORT_INDEXES {
            let index = Index::create()
                .name(name)
                .table("decision_patterns")
                .col("is_deleted")
                .col((column, IndexOrder::Desc))
                .col("id")
                .take();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in SORT_INDEXES {
            manager.drop_index(Index::drop().name(name).table("decision_patterns").to_owned()).await?;
        }
        let index = Index::create()
            .name(LIST_INDEX)
            .table("decision_patterns")
            .col(("confidence_score", IndexOrder::Desc))
            .col("id")
            .take();
        manager.create_index(index).await?;
        let table = Table::alter().table("decision_patterns").drop_column("search_text").take();
        manager.alter_table(table).await
    }
}
