//! An index of the library by the tokens of questions, answers and facts, so that a draft is compared with the patterns
//! of every type without reading all of them. One lock for the library replaces one lock for each type.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const REVISION_INDEX: &str = "decision_patterns_type_revision";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(library()).await?;
        let row = Query::insert()
            .into_table("library")
            .columns(["id", "index_version"])
            .values_panic([1.into(), 0.into()])
            .take();
        manager.execute(row).await?;
        manager.create_table(pattern_index(manager.get_database_backend())).await?;
        manager.create_table(pattern_relations()).await?;
        for column in [
            text_null("language").take(),
            // A person wrote the trigger or the template, so evidence does not change it.
            boolean("is_trigger_edited").default(false).take(),
            boolean("is_template_edited").default(false).take(),
        ] {
            manager.alter_table(Table::alter().table("decision_patterns").add_column(column).take()).await?;
        }
        manager.drop_index(Index::drop().name(REVISION_INDEX).table("decision_patterns").to_owned()).await?;
        manager
            .alter_table(Table::alter().table("decision_patterns").drop_column("type_revision").take())
            .await?;
        manager.drop_table(Table::drop().table("pattern_types").take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(pattern_types()).await?;
        let revision = big_integer("type_revision").default(0).take();
        manager.alter_table(Table::alter().table("decision_patterns").add_column(revision).take()).await?;
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
        for column in ["language", "is_trigger_edited", "is_template_edited"] {
            manager.alter_table(Table::alter().table("decision_patterns").drop_column(column).take()).await?;
        }
        for table in ["pattern_relations", "pattern_index", "library"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

/// One row, locked while a pattern is merged or changed.
fn library() -> TableCreateStatement {
    Table::create()
        .table("library")
        .col(integer("id").primary_key())
        // The version of the entries in `pattern_index`. Zero: they have to be made.
        .col(integer("index_version"))
        .take()
}

/// The primary key is in the order of the search, and contains all columns, so that a search reads nothing else.
fn pattern_index(backend: DbBackend) -> TableCreateStatement {
    const COLUMNS: [&str; 6] = ["field", "token", "size", "pattern_id", "text", "position"];
    let mut table = Table::create()
        .table("pattern_index")
        .col(small_integer("field"))
        .col(big_integer("token"))
        .col(integer("size"))
        .col(integer("pattern_id"))
        .col(integer("text"))
        .col(integer("position"))
        .primary_key(COLUMNS.iter().fold(&mut Index::create(), |index, column| index.col(*column)))
        .foreign_key(&mut to_pattern("pattern_index", "pattern_id"))
        .take();
    if backend == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

/// Which other pattern may be the same as a pattern, or is in conflict with it.
fn pattern_relations() -> TableCreateStatement {
    Table::create()
        .table("pattern_relations")
        .col(integer("pattern_id"))
        .col(text("relation"))
        .col(integer("other_id"))
        .col(double("probability"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("pattern_id").col("relation"))
        .foreign_key(&mut to_pattern("pattern_relations", "pattern_id"))
        .foreign_key(&mut to_pattern("pattern_relations", "other_id"))
        .take()
}

fn to_pattern(table: &'static str, column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to("decision_patterns", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

fn pattern_types() -> TableCreateStatement {
    Table::create()
        .table("pattern_types")
        .col(text("pattern_type").primary_key())
        .col(big_integer("revision"))
        .take()
}
