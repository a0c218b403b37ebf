//! One relation for each pair of patterns instead of one conflict for each pattern, and which patterns have to be compared
//! with the library again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const RELATION_COLUMNS: &str = "pattern_id, relation, other_id, probability, created_at";
const CHANGED: &str = "decision_patterns_changed";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // Also on SQLite, since the rows are in another table for a moment.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace_relations(manager, relations().col(pk_auto("id")).take(), "").await?;
        let pair =
            Index::create().name("pattern_relations_pair").col("pattern_id").col("other_id").unique().take();
        let other = Index::create().name("pattern_relations_other").col("other_id").take();
        for mut index in [pair, other] {
            manager.create_index(index.table("pattern_relations").take()).await?;
        }
        let is_compared = boolean("is_compared").default(true).take();
        manager.alter_table(Table::alter().table("decision_patterns").add_column(is_compared).take()).await?;
        let create = format!("CREATE INDEX {CHANGED} ON decision_patterns (id) WHERE NOT is_compared");
        manager.get_connection().execute_unprepared(&create).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(CHANGED).table("decision_patterns").to_owned()).await?;
        manager
            .alter_table(Table::alter().table("decision_patterns").drop_column("is_compared").take())
            .await?;
        let key = Index::create().col("pattern_id").col("relation").take();
        let one_of_each = "WHERE relation <> 'both_right' AND id IN \
            (SELECT MIN(id) FROM relations_before GROUP BY pattern_id, relation)";
        replace_relations(manager, relations().primary_key(&mut key.clone()).take(), one_of_each).await
    }
}

/// Creates the table again, with the rows that `condition` selects. SQLite cannot change a primary key.
async fn replace_relations(
    manager: &SchemaManager<'_>,
    table: TableCreateStatement,
    condition: &str,
) -> Result<(), DbErr> {
    let db = manager.get_connection();
    db.execute_unprepared("CREATE TABLE relations_before AS SELECT * FROM pattern_relations").await?;
    manager.drop_table(Table::drop().table("pattern_relations").take()).await?;
    manager.create_table(table).await?;
    let insert = format!(
        "INSERT INTO pattern_relations ({RELATION_COLUMNS}) SELECT {RELATION_COLUMNS} FROM relations_before {condition} \
         ORDER BY created_at, pattern_id, relation"
    );
    db.execute_unprepared(&insert).await?;
    manager.drop_table(Table::drop().table("relations_before").take()).await
}

fn relations() -> TableCreateStatement {
    Table::create()
        .table("pattern_relations")
        .col(integer("pattern_id"))
        .col(text("relation"))
        .col(integer("other_id"))
        .col(double("probability"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut to_pattern("pattern_id"))
        .foreign_key(&mut to_pattern("other_id"))
        .take()
}

fn to_pattern(column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from("pattern_relations", column)
        .to("decision_patterns", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
