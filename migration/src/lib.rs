//! The database's schema, for Postgres and SQLite. Append-only: a migration that has landed is
//! never changed, each can be taken back.

use sea_orm_migration::prelude::*;

mod m20261122_000001_create_imports;
mod m20261122_000002_create_library;
mod m20261122_000003_create_row_reports;
mod m20261124_000004_list_patterns;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_imports::Migration),
            Box::new(m20261122_000002_create_library::Migration),
            Box::new(m20261122_000003_create_row_reports::Migration),
            Box::new(m20261124_000004_list_patterns::Migration),
        ]
    }
}
