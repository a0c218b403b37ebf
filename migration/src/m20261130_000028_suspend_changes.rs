//! Which changes do not count, since their pattern is merged into another one, and where evidence was before a merge.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            let name = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
        }
        Ok(())
    }
}

fn columns() -> [(&'static str, ColumnDef); 2] {
    [
        ("pattern_changes", boolean("is_suspended").default(false).take()),
        // NULL for a merge by an earlier version, whose changes are not suspended.
        ("moved_evidence", big_integer_null("position").take()),
    ]
}
