//! The connection, and everything that differs by engine.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use gleaner_domain::JobId;
use sea_orm::sea_query::Expr;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    IdenStatic, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

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

/// A pool of connections to Postgres (`postgres://…`) or to a SQLite file (`sqlite://path`).
#[derive(Debug, Clone)]
pub struct Database {
    writer: DatabaseConnection,
    /// The same pool on Postgres. On SQLite, reads do not wait for those who wait for the writer.
    reader: DatabaseConnection,
    revisions: Revisions,
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
        let pool = |query_only: &'static str| {
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
        options.max_connections(1).map_sqlx_sqlite_opts(pool("off"));
        let writer = sea_orm::Database::connect(options.clone()).await?;
        if max_connections == Some(1) {
            return Ok(Self { reader: writer.clone(), writer, revisions: Revisions::default() });
        }
        options.max_connections(max_connections.unwrap_or(SQLITE_READERS)).map_sqlx_sqlite_opts(pool("on"));
        Ok(Self {
            writer,
            reader: sea_orm::Database::connect(options).await?,
            revisions: Revisions::default(),
        })
    }

    /// The SeaORM connection that writes, for migrations.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// How often this process has changed a job through this connection or a clone of it. What was read of the job while
    /// it had another revision may be out of date. Outcomes of a running job count at most a few times a second.
    /// The number says nothing about changes by other processes.
    pub fn revision_of(&self, job: JobId) -> u64 {
        self.revisions.of(job)
    }

    /// Counts a change of a job. Called after the commit, so that a reader who sees the new revision also reads the
    /// change.
    pub(crate) fn has_changed(&self, job: JobId) {
        self.revisions.count(job);
    }

    /// Counts an outcome of a running job after the commit, at most a few times a second.
    pub(crate) fn has_progressed(&self, job: JobId) {
        self.revisions.count_progress(job);
    }

    /// Sends an empty statement.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.reader.ping().await?)
    }

    /// Closes all connections.
    ///
    /// # Errors
    /// A connection cannot be closed.
    pub async fn close(self) -> Result<(), Error> {
        self.writer.close().await?;
        Ok(self.reader.close().await?)
    }

    /// Begins a transaction that will write. On SQLite it takes the write lock at once, since a transaction that
    /// begins with reading fails when it writes after another has written.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Begins a transaction that only reads, and in which all statements see the same data.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction, Error> {
        // On SQLite every transaction is isolated like this.
        let is_postgres = self.reader.get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: is_postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: is_postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        Ok(self.reader.begin_with_options(options).await?)
    }

    /// A column as a key to sort by, so that texts are compared by their bytes, whatever the locale of the database.
    pub(crate) fn in_byte_order(&self, column: impl IdenStatic) -> Expr {
        let collation = match self.reader.get_database_backend() {
            DbBackend::Postgres => "\"C\"",
            _ => "BINARY",
        };
        Expr::cust(format!("\"{}\" COLLATE {collation}", column.as_str()))
    }

    /// How many rows of `columns` values one statement may contain: Postgres allows 65,535 values, SQLite 32,766.
    pub(crate) fn rows_per_statement(columns: usize) -> usize {
        30_000 / columns
    }

    /// For reading outside a transaction.
    pub(crate) fn reader(&self) -> &impl ConnectionTrait {
        &self.reader
    }

    /// For writing by a single statement.
    pub(crate) fn writer(&self) -> &impl ConnectionTrait {
        &self.writer
    }
}

/// The time, by the clock of the database. Workers compare leases with this clock, since their own may differ.
pub(crate) async fn now(db: &impl ConnectionTrait) -> Result<DateTime<Utc>, Error> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now",
        _ => "SELECT clock_timestamp() AS now",
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let row = row.ok_or(Error::Corrupt("now"))?;
    Ok(row.try_get("", "now")?)
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
