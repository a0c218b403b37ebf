//! Merges of two patterns, which can be undone: the evidence that each moved.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(pattern_merges()).await?;
        manager.create_table(moved_evidence()).await?;
        let index = Index::create()
            .name("moved_evidence_evidence_id")
            .table("moved_evidence")
            .col("evidence_id")
            .take();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["moved_evidence", "pattern_merges"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

fn pattern_merges() -> TableCreateStatement {
    Table::create()
        .table("pattern_merges")
        .col(big_pk_auto("id"))
        // The pattern that is gone, and the one that has its evidence now.
        .col(integer("pattern_id"))
        .col(integer("into_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("undone_at"))
        .foreign_key(&mut foreign_key("pattern_merges", "pattern_id", "decision_patterns"))
        .foreign_key(&mut foreign_key("pattern_merges", "into_id", "decision_patterns"))
        .take()
}

fn moved_evidence() -> TableCreateStatement {
    Table::create()
        .table("moved_evidence")
        .col(big_integer("merge_id"))
        .col(big_integer("evidence_id"))
        .primary_key(Index::create().col("merge_id").col("evidence_id"))
        .foreign_key(&mut foreign_key("moved_evidence", "merge_id", "pattern_merges"))
        .foreign_key(&mut foreign_key("moved_evidence", "evidence_id", "pattern_evidence"))
        .take()
}

fn foreign_key(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(target, "id").on_delete(ForeignKeyAction::Cascade).take()
}
