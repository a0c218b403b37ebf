//! Connecting to either engine.

use std::path::Path;
use std::time::Duration;

use sea_orm::ConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;

use super::Database;
use crate::error::Error;
use crate::revisions::Revisions;

/// How long a unit of work waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections to Postgres. A small multiple of the cores gives more throughput than many.
const POSTGRES_CONNECTIONS: u32 = 10;
/// Connections to a SQLite file that only read. It has one writer at a time, so one more connection writes.
const SQLITE_READERS: u32 = 4;

/// Timeouts of a connection. Zero is no timeout. Only the first one applies to SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// How long a statement waits for a lock.
    pub lock: Duration,
    /// How long a statement may take.
    pub statement: Duration,
    /// How long a transaction may be idle, perhaps because its process is gone.
    pub idle_transaction: Duration,
}

impl Timeouts {
    /// No timeouts.
    pub const NONE: Self =
        Self { lock: Duration::ZERO, statement: Duration::ZERO, idle_transaction: Duration::ZERO };

    fn postgres_options(self) -> [(&'static str, String); 3] {
        [
            ("lock_timeout", self.lock),
            ("statement_timeout", self.statement),
            ("idle_in_transaction_session_timeout", self.idle_transaction),
        ]
        // Postgres takes milliseconds.
        .map(|(name, timeout)| (name, timeout.as_millis().to_string()))
    }
}

/// No statement of the service takes this long unless it is blocked.
impl Default for Timeouts {
    fn default() -> Self {
        Self {
            lock: Duration::from_secs(15),
            statement: Duration::from_secs(60),
            idle_transaction: Duration::from_secs(60),
        }
    }
}

impl Database {
    /// Connects with the default timeouts. A SQLite file and its folder are created if they do not exist.
    ///
    /// # Errors
    /// The URL is of neither engine, or the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Self::connect_with(url, Timeouts::default(), None).await
    }

    /// Connects for migrations: with a single connection, since other connections to a SQLite file do not notice
    /// at once that an index was dropped, and without timeouts, since changing a large table takes long.
    ///
    /// # Errors
    /// The URL is of neither engine, or the database cannot be reached.
    pub async fn connect_for_migrations(url: &str) -> Result<Self, Error> {
        Self::connect_with(url, Timeouts::NONE, Some(1)).await
    }

    /// Connects with these timeouts, and with at most this many connections, or the default number for the engine.
    ///
    /// # Errors
    /// The URL is of neither engine, or the database cannot be reached.
    pub async fn connect_with(
        url: &str,
        timeouts: Timeouts,
        max_connections: Option<u32>,
    ) -> Result<Self, Error> {
        let mut options = ConnectOptions::new(url);
        // Statements are not logged: a slow one would be written with its whole text.
        options.sqlx_logging(false).acquire_timeout(ACQUIRE_TIMEOUT);
        match url.strip_prefix("sqlite:") {
            Some(rest) => {
                create_folder_of(rest.trim_start_matches("//"))?;
                return Self::connect_to_sqlite(options, timeouts.lock, max_connections).await;
            }
            None if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                options
                    .max_connections(max_connections.unwrap_or(POSTGRES_CONNECTIONS))
                    .map_sqlx_postgres_opts(move |postgres| postgres.options(timeouts.postgres_options()));
            }
            None => return Err(Error::UnknownEngine),
        }
        let pool = sea_orm::Database::connect(options).await?;
        Ok(Self { writer: pool.clone(), reader: pool, revisions: Revisions::default() })
    }

    async fn connect_to_sqlite(
        mut options: ConnectOptions,
        busy_timeout: Duration,
        max_connections: Option<u32>,
    ) -> Result<Self, Error> {
        let options_with = |query_only: &'static str| {
            move |sqlite: SqliteConnectOptions| {
                sqlite
                    .create_if_missing(true)
                    .busy_timeout(busy_timeout)
                    .foreign_keys(true)
                    .pragma("journal_mode", "wal")
                    // With a write-ahead log, safe against a crash of the process.
                    .pragma("synchronous", "normal")
                    .pragma("query_only", query_only)
            }
        };
        options.max_connections(1).map_sqlx_sqlite_opts(options_with("off"));
        let writer = sea_orm::Database::connect(options.clone()).await?;
        if max_connections == Some(1) {
            return Ok(Self { reader: writer.clone(), writer, revisions: Revisions::default() });
        }
        options
            .max_connections(max_connections.unwrap_or(SQLITE_READERS))
            .map_sqlx_sqlite_opts(options_with("on"));
        Ok(Self {
            writer,
            reader: sea_orm::Database::connect(options).await?,
            revisions: Revisions::default(),
        })
    }
}

fn create_folder_of(file: &str) -> Result<(), Error> {
    let path = Path::new(file.split('?').next().unwrap_or(file));
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !file.starts_with(":memory:") => {
            std::fs::create_dir_all(folder).map_err(|error| {
                sea_orm::DbErr::Custom(format!("cannot create the folder of the database: {error}")).into()
            })
        }
        _ => Ok(()),
    }
}
