//! Opening the database with its schema in place.

use anyhow::{Context, bail};
use gleaner_migration::Migrator;
use gleaner_persistence::Database;
use sea_orm_migration::MigratorTrait;

/// Connects.
pub(crate) async fn connect(url: &str) -> anyhow::Result<Database> {
    // The URL may hold a password; it is not repeated.
    Database::connect(url).await.context("DATABASE_URL: the database cannot be opened")
}

/// Brings the schema up to date.
pub(crate) async fn migrate(db: &Database) -> anyhow::Result<()> {
    Migrator::up(db.connection(), None).await.context("the database's schema cannot be brought up to date")
}

/// Connects to a database that is up to date. A SQLite file is brought up to date here, as is any
/// in development; a Postgres in production by `gleaner migrate`, once, before its many processes.
pub(crate) async fn open(url: &str, dev: bool) -> anyhow::Result<Database> {
    let db = connect(url).await?;
    if dev || url.starts_with("sqlite:") {
        migrate(&db).await?;
    } else if !Migrator::get_pending_migrations(db.connection()).await?.is_empty() {
        bail!("the database's schema is out of date: please run `gleaner migrate`");
    }
    Ok(db)
}
