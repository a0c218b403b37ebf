//! The quality of patterns, and what it is computed from besides the pattern.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "decision_patterns";
const SORT_INDEX: &str = "decision_patterns_quality_score";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            manager.alter_table(Table::alter().table(TABLE).add_column(column).take()).await?;
        }
        for update in [COUNT_EVIDENCE, RETRACTED_ARE_NOT_INDEXED] {
            manager.get_connection().execute_unprepared(update).await?;
        }
        let sorted = Index::create()
            .name(SORT_INDEX)
            .table(TABLE)
            .col("is_deleted")
            .col(("quality_score", IndexOrder::Desc))
            .col("id")
            .take();
        manager.create_index(sorted).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(SORT_INDEX).table(TABLE).to_owned()).await?;
        for column in columns() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(TABLE).drop_column(name).take()).await?;
        }
        Ok(())
    }
}

fn columns() -> [ColumnDef; 6] {
    [
        integer("evidence_count").default(0).take(),
        // Whether a retracted pattern still has entries in `pattern_index`.
        boolean("is_indexed").default(true).take(),
        // Conversations of patterns that are in conflict with the pattern.
        integer("contradiction_count").default(0).take(),
        timestamp_with_time_zone_null("confirmed_at").take(),
        double("quality_score").default(0.0).take(),
        // Null until the quality is computed, which a worker does soon.
        timestamp_with_time_zone_null("quality_at").take(),
    ]
}

const COUNT_EVIDENCE: &str = "UPDATE decision_patterns SET \
    evidence_count = (SELECT COUNT(*) FROM pattern_evidence \
        WHERE pattern_id = decision_patterns.id AND NOT is_retracted), \
    confirmed_at = (SELECT MAX(created_at) FROM pattern_evidence \
        WHERE pattern_id = decision_patterns.id AND NOT is_retracted)";

const RETRACTED_ARE_NOT_INDEXED: &str = "UPDATE decision_patterns SET is_indexed = NOT is_retracted";
