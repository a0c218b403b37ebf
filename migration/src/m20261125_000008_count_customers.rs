//! To which customers operators sent a sentence, a link, an amount or an address. The keys are hashes; no text of a
//! message and no number of a customer is stored.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "sent_to_customers";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sent_to_customers()).await?;
        // To delete the rows of an import.
        let by_job =
            Index::create().name("sent_to_customers_import_job_id").table(TABLE).col("import_job_id").take();
        manager.create_index(by_job).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TABLE).take()).await
    }
}

/// The primary key is in the order of the lookup: the customers of a key in ascending order.
fn sent_to_customers() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(big_integer("sent_key"))
        .col(big_integer("customer_key"))
        .col(uuid("import_job_id"))
        .primary_key(Index::create().col("sent_key").col("customer_key").col("import_job_id"))
        .foreign_key(
            ForeignKey::create()
                .from(TABLE, "import_job_id")
                .to("pattern_import_jobs", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
