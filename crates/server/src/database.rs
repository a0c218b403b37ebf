//! Opening the database with its schema up to date.

use anyhow::{Context, bail};
use gleaner_migration::Migrator;
use gleaner_persistence::Database;
use sea_orm_migration::MigratorTrait;

/// Connects to the database.
pub(crate) async fn connect(url: &str) -> anyhow::Result<Database> {
    // The error does not repeat the URL, which may contain a password.
    Database::connect(url).await.context("DATABASE_URL: the database cannot be opened")
}

/// Brings the schema up to date.
pub(crate) async fn migrate(db: &Database) -> anyhow::Result<()> {
    Migrator::up(db.connection(), None).await.context("the database's schema cannot be brought up to date")
}

/// Connects to a database whose schema is up to date.
///
/// Migrates a SQLite file, and any database if `dev` is set. A Postgres database in production is migrated once
/// by `gleaner migrate`, before its processes start.
///
/// # Errors
/// The database cannot be opened, or its schema is out of date.
pub(crate) async fn open(url: &str, dev: bool) -> anyhow::Result<Database> {
    let db = connect(url).await?;
    if dev || url.starts_with("sqlite:") {
        migrate(&db).await?;
    } else if !Migrator::get_pending_migrations(db.connection()).await?.is_empty() {
        bail!("the database's schema is out of date: please run `gleaner migrate`");
    }
    Ok(db)
}
