//! The vectors of the questions of patterns, by which a message in other words is matched.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const EMBEDDING_INDEX: &str = "decision_patterns_embedding_model";
const REVISION_INDEX: &str = "pattern_vectors_revision";
const TEXT_INDEX: &str = "pattern_vectors_text";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(embedding_models()).await?;
        manager.create_table(pattern_vectors()).await?;
        for (name, column) in [(REVISION_INDEX, "revision"), (TEXT_INDEX, "text")] {
            manager
                .create_index(
                    Index::create().name(name).table("pattern_vectors").col("model").col(column).take(),
                )
                .await?;
        }
        // The model of the pattern's vectors; null if its questions may have changed since.
        let model = text_null("embedding_model").take();
        manager.alter_table(Table::alter().table("decision_patterns").add_column(model).take()).await?;
        let index = Index::create()
            .name(EMBEDDING_INDEX)
            .table("decision_patterns")
            .col("is_deleted")
            .col("embedding_model")
            .col("id")
            .take();
        manager.create_index(index).await?;
        let revision = big_integer("vectors_revision").default(0).take();
        manager.alter_table(Table::alter().table("library").add_column(revision).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("library").drop_column("vectors_revision").take()).await?;
        manager.drop_index(Index::drop().name(EMBEDDING_INDEX).table("decision_patterns").to_owned()).await?;
        manager
            .alter_table(Table::alter().table("decision_patterns").drop_column("embedding_model").take())
            .await?;
        for table in ["pattern_vectors", "embedding_models"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn embedding_models() -> TableCreateStatement {
    Table::create()
        .table("embedding_models")
        .col(text("model").primary_key())
        // The mean cosine of unrelated texts.
        .col(double("unrelated"))
        .col(big_integer("calls"))
        .col(big_integer("tokens"))
        .take()
}

fn pattern_vectors() -> TableCreateStatement {
    Table::create()
        .table("pattern_vectors")
        .col(integer("pattern_id"))
        // Identifies the question.
        .col(big_integer("text"))
        .col(text("model"))
        // One byte for each dimension.
        .col(blob("vector"))
        // `library.vectors_revision` when the row was written.
        .col(big_integer("revision"))
        .primary_key(Index::create().col("pattern_id").col("text"))
        .foreign_key(
            ForeignKey::create()
                .from("pattern_vectors", "pattern_id")
                .to("decision_patterns", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
