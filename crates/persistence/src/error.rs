//! What can go wrong in the database.

use gleaner_domain::job::InvalidTransition;
use sea_orm::{DbErr, RuntimeErr, SqlErr};
use thiserror::Error;

/// Why a unit of work failed. None of it is stored.
#[derive(Debug, Error)]
pub enum Error {
    /// Another worker has claimed the job, or the job has ended. This worker must not write anymore.
    #[error("the lease on the job is lost")]
    LeaseLost,
    /// Conversations of the job are pending, so it cannot end.
    #[error("the job is not finished")]
    Unfinished,
    /// The status of a job cannot change in this way.
    #[error(transparent)]
    InvalidTransition(#[from] InvalidTransition),
    /// Another pattern has the same type and trigger.
    #[error("another pattern has the same trigger")]
    DuplicateSignature,
    /// The URL names neither Postgres nor SQLite. It is not repeated, since it may contain a password.
    #[error("the URL begins neither with postgres:// nor with sqlite:")]
    UnknownEngine,
    /// A row contains a value that this program does not write.
    #[error("the column {0} contains an unknown value")]
    Corrupt(&'static str),
    /// The database has not responded for so long that the connection must be dead.
    #[error("the database does not respond")]
    NoResponse,
    /// The database refused the statement, or could not be reached.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl Error {
    /// Whether the same unit of work may succeed if it is tried again: the database resolved a deadlock, could
    /// not serialize a transaction, or canceled a statement that waited too long.
    pub fn is_transient(&self) -> bool {
        // Postgres: 40P01 deadlock_detected, 40001 serialization_failure, 55P03 lock_not_available, 57014
        // query_canceled, which is what a statement timeout raises.
        // SQLite: 5 BUSY, 6 LOCKED, 261 BUSY_RECOVERY, 262 LOCKED_SHAREDCACHE, 517 BUSY_SNAPSHOT, 773
        // BUSY_TIMEOUT.
        const CODES: [&str; 10] = ["40P01", "40001", "55P03", "57014", "5", "6", "261", "262", "517", "773"];
        self.code().is_some_and(|code| CODES.contains(&&*code))
    }

    /// Whether the same unit of work fails every time, because of the data that it writes or reads.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Corrupt(_) | Self::DuplicateSignature => true,
            Self::Database(error) => error.sql_err().is_some() || self.is_refused_value(),
            _ => false,
        }
    }

    /// Whether a row with the same unique value exists.
    pub fn is_duplicate(&self) -> bool {
        let Self::Database(error) = self else { return false };
        matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
    }

    /// Whether the database cannot be used at the moment, whatever the unit of work.
    pub fn is_outage(&self) -> bool {
        let error = match self {
            Self::NoResponse => return true,
            Self::Database(error) => error,
            _ => return false,
        };
        // Postgres: class 08 connection exceptions, 53 insufficient resources, 57 operator intervention, 58 system
        // errors, and 25006 read_only_sql_transaction. SQLite: the primary codes 8 READONLY, 10 IOERR, 13 FULL, 14
        // CANTOPEN.
        match (error, self.code()) {
            (DbErr::Conn(_) | DbErr::ConnectionAcquire(_), _) => true,
            (_, Some(code)) if code.len() == 5 => {
                code == "25006" || ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
            }
            (_, Some(code)) => code.parse().is_ok_and(|code: u32| matches!(code & 0xff, 8 | 10 | 13 | 14)),
            // An error of the driver that the database did not send, such as a broken connection.
            (DbErr::Exec(error) | DbErr::Query(error), None) => is_broken_connection(error),
            _ => false,
        }
    }

    /// Postgres: class 22 data exceptions, class 23 integrity constraint violations. SQLite: the primary codes
    /// 18 TOOBIG, 19 CONSTRAINT, 20 MISMATCH, in the low byte of an extended code.
    fn is_refused_value(&self) -> bool {
        let Some(code) = self.code() else { return false };
        let is_sqlite = |code: u32| matches!(code & 0xff, 18..=20);
        match code.len() {
            5 => code.starts_with("22") || code.starts_with("23"),
            _ => code.parse().is_ok_and(is_sqlite),
        }
    }

    /// The error code of the engine.
    fn code(&self) -> Option<String> {
        let Self::Database(DbErr::Exec(error) | DbErr::Query(error) | DbErr::Conn(error)) = self else {
            return None;
        };
        let RuntimeErr::SqlxError(error) = error else { return None };
        error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
    }

    /// The error of a write to `decision_patterns`, whose only unique column is the signature.
    pub(crate) fn of_pattern_write(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::DuplicateSignature,
            _ => Self::Database(error),
        }
    }
}

fn is_broken_connection(error: &RuntimeErr) -> bool {
    use sea_orm::sqlx::Error::{Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
    let RuntimeErr::SqlxError(error) = error else { return false };
    matches!(**error, Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | Tls(_) | WorkerCrashed)
}
