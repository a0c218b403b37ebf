//! The connection, and everything that differs by engine.

mod connect;

use chrono::{DateTime, Utc};
use gleaner_domain::JobId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IdenStatic,
    IsolationLevel, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::error::Error;
use crate::revisions::Revisions;

pub use connect::Timeouts;

/// A pool of connections to Postgres (`postgres://…`) or to a SQLite file (`sqlite://path`).
#[derive(Debug, Clone)]
pub struct Database {
    writer: DatabaseConnection,
    /// The same pool on Postgres. On SQLite, reads do not wait for those who wait for the writer.
    reader: DatabaseConnection,
    revisions: Revisions,
}

impl Database {
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
        begin(&self.writer, options).await
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
        begin(&self.reader, options).await
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

/// Begins a transaction in a task of its own. If the caller is dropped meanwhile, for example since a client has
/// disconnected, the task ends the transaction. sqlx 0.9 would return the connection to its pool with an open transaction, in
/// which later statements would be lost.
async fn begin(db: &DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction, Error> {
    let db = db.clone();
    let begun = tokio::spawn(async move { db.begin_with_options(options).await }).await;
    begun
        .unwrap_or_else(|_| Err(DbErr::Conn(RuntimeErr::Internal("the runtime has ended".to_owned()))))
        .map_err(Error::from)
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
