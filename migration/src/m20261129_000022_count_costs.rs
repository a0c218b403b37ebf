//! What calls of a language model cost, and which of their tokens the provider had cached.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 2] = ["pattern_import_jobs", "import_conversations"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            for column in columns() {
                manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            for column in columns() {
                let name = column.get_column_name();
                manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
            }
        }
        Ok(())
    }
}

fn columns() -> [ColumnDef; 4] {
    [
        text_null("model").take(),
        // Calls whose response never arrived, so that their tokens are not known.
        integer("unmeasured_calls").default(0).take(),
        big_integer("cached_tokens").default(0).take(),
        // In billionths of a US dollar.
        big_integer("cost_nanos").default(0).take(),
    ]
}
