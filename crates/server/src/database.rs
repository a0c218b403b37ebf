//! Opening the database with an up-to-date schema.

use anyhow::{Context, bail};
use gleaner_migration::Migrator;
use gleaner_persistence::{Database, library};
use sea_orm_migration::MigratorTrait;

/// The URL is not repeated in errors, since it may contain a password.
const CANNOT_OPEN: &str = "DATABASE_URL: the database cannot be opened";

/// Brings the schema and the index of the library up to date, on a separate connection.
pub(crate) async fn migrate(url: &str) -> anyhow::Result<()> {
    let db = Database::connect_for_migrations(url).await.context(CANNOT_OPEN)?;
    Migrator::up(db.connection(), None).await.context("the schema of the database cannot be updated")?;
    library::build_index(&db).await.context("the index of the library cannot be built")?;
    Ok(db.close().await?)
}

/// Connects to a database with an up-to-date schema. The schema of a SQLite file is updated here, and in
/// development that of any database. In production, `gleaner migrate` updates Postgres once for many processes.
pub(crate) async fn open(url: &str, dev: bool) -> anyhow::Result<Database> {
    let updates_schema = dev || url.starts_with("sqlite:");
    if updates_schema {
        migrate(url).await?;
    }
    let db = Database::connect(url).await.context(CANNOT_OPEN)?;
    if !updates_schema && !is_up_to_date(&db).await? {
        bail!("the schema of the database is out of date: please run `gleaner migrate`");
    }
    Ok(db)
}

async fn is_up_to_date(db: &Database) -> anyhow::Result<bool> {
    let is_pending = !Migrator::get_pending_migrations(db.connection()).await?.is_empty();
    Ok(!is_pending && library::is_index_current(db).await?)
}
