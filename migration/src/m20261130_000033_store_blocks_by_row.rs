//! The blocks of the index in a table with row ids. SQLite stores rows of more than about 1,000 bytes of a table without row ids on
//! pages of their own: then reading and writing a block takes about twice as long.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m20261130_000032_pack_index::{blocks, replace_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => replace_index(manager, blocks()).await,
            _ => Ok(()),
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => replace_index(manager, blocks().extra("WITHOUT ROWID").take()).await,
            _ => Ok(()),
        }
    }
}
