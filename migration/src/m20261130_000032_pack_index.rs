//! The index of the library as blocks of packed postings instead of a row for each of them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "pattern_index";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace_index(manager, without_row_ids(manager, blocks())).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace_index(manager, without_row_ids(manager, rows())).await
    }
}

/// Creates the table again, without content. The index is then built again.
pub(crate) async fn replace_index(
    manager: &SchemaManager<'_>,
    table: TableCreateStatement,
) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table(INDEX).take()).await?;
    manager.create_table(table).await?;
    let outdated = Query::update().table("library").value("index_version", 0).take();
    manager.execute(outdated).await
}

fn without_row_ids(manager: &SchemaManager<'_>, mut table: TableCreateStatement) -> TableCreateStatement {
    if manager.get_database_backend() == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

/// The postings of a token in a band. A block contains the patterns from its first id up to that of the next.
pub(crate) fn blocks() -> TableCreateStatement {
    const KEY: [&str; 4] = ["field", "token", "band", "first_id"];
    Table::create()
        .table(INDEX)
        .col(small_integer("field"))
        .col(big_integer("token"))
        .col(small_integer("band"))
        .col(integer("first_id"))
        .col(blob("postings"))
        .primary_key(KEY.iter().fold(&mut Index::create(), |index, column| index.col(*column)))
        .take()
}

/// As migration 9 created it.
fn rows() -> TableCreateStatement {
    const COLUMNS: [&str; 6] = ["field", "token", "size", "pattern_id", "text", "position"];
    Table::create()
        .table(INDEX)
        .col(small_integer("field"))
        .col(big_integer("token"))
        .col(integer("size"))
        .col(integer("pattern_id"))
        .col(integer("text"))
        .col(integer("position"))
        .primary_key(COLUMNS.iter().fold(&mut Index::create(), |index, column| index.col(*column)))
        .foreign_key(
            &mut ForeignKey::create()
                .from(INDEX, "pattern_id")
                .to("decision_patterns", "id")
                .on_delete(ForeignKeyAction::Cascade)
                .take(),
        )
        .take()
}
