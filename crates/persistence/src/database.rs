//! The connection, and everything that differs by engine.

use std::path::Path;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use crate::error::Error;

/// How long a statement waits for another writer of the same SQLite file.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a request waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections to Postgres: a small multiple of the cores serves better than many.
const POSTGRES_CONNECTIONS: u32 = 10;
/// Nothing of ours takes this long: a statement or a transaction that does is stuck, perhaps behind
/// a process that is gone, and must not keep others waiting for ever. In milliseconds.
const POSTGRES_TIMEOUTS: [(&str, &str); 3] = [
    ("lock_timeout", "15000"),
    ("statement_timeout", "60000"),
    ("idle_in_transaction_session_timeout", "60000"),
];
/// SQLite has one writer at a time; the others are readers.
const SQLITE_CONNECTIONS: u32 = 4;

/// A pool of connections to Postgres (`postgres://…`) or to a SQLite file (`sqlite://path`).
#[derive(Debug, Clone)]
pub struct Database(DatabaseConnection);

impl Database {
    /// Connects; a SQLite file and its folder are created where they do not exist.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let mut options = ConnectOptions::new(url);
        // Statements are not logged: a slow one would be written with its whole text.
        options.sqlx_logging(false).acquire_timeout(ACQUIRE_TIMEOUT);
        match url.strip_prefix("sqlite:") {
            Some(rest) => {
                create_folder_of(rest.trim_start_matches("//"))?;
                options.max_connections(SQLITE_CONNECTIONS).map_sqlx_sqlite_opts(|sqlite| {
                    sqlite
                        .create_if_missing(true)
                        .busy_timeout(SQLITE_BUSY_TIMEOUT)
                        .foreign_keys(true)
                        .pragma("journal_mode", "wal")
                        // With a write-ahead log, safe against a crash of the process.
                        .pragma("synchronous", "normal")
                });
            }
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                options
                    .max_connections(POSTGRES_CONNECTIONS)
                    .map_sqlx_postgres_opts(|postgres| postgres.options(POSTGRES_TIMEOUTS));
            }
            None => return Err(Error::UnknownEngine),
        }
        Ok(Self(sea_orm::Database::connect(options).await?))
    }

    /// For the migrations, which speak SeaORM themselves.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0
    }

    /// Answers if the database does. Writes nothing.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.0.ping().await?)
    }

    /// Closes all connections.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.0.close().await?)
    }

    /// A transaction that will write. On SQLite it takes the write lock at once: one that began as
    /// a reader could not become a writer behind another's back.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        Ok(self.0.begin_with_options(options).await?)
    }

    /// How many rows of `columns` values one statement may carry: Postgres takes 65,535 values,
    /// SQLite 32,766.
    pub(crate) fn rows_per_statement(columns: usize) -> usize {
        30_000 / columns
    }

    pub(crate) fn reader(&self) -> &impl ConnectionTrait {
        &self.0
    }
}

fn create_folder_of(file: &str) -> Result<(), Error> {
    let path = Path::new(file.split('?').next().unwrap_or(file));
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !file.starts_with(":memory:") => {
            std::fs::create_dir_all(folder).map_err(|error| {
                sea_orm::DbErr::Custom(format!("cannot create the database's folder: {error}")).into()
            })
        }
        _ => Ok(()),
    }
}
