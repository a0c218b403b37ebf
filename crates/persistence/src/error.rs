//! What can go wrong in the database.

use thiserror::Error;

/// Why a unit of work did not happen.
#[derive(Debug, Error)]
pub enum Error {
    /// Another worker has the job now; this one must write nothing more.
    #[error("the lease on the job is lost")]
    LeaseLost,
    /// Conversations of the job still await their outcome: it cannot end.
    #[error("the job is not finished")]
    Unfinished,
    /// The URL names neither of the two engines. It is not repeated: it may hold a password.
    #[error("the URL begins neither with postgres:// nor with sqlite:")]
    UnknownEngine,
    /// A row holds what this program never writes.
    #[error("the column {0} holds an unknown value")]
    Corrupt(&'static str),
    /// The database refused or could not be reached.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
}

impl Error {
    /// The database broke a tie between two transactions, or was busy: again, and it may go well.
    pub fn is_transient(&self) -> bool {
        // 40P01 deadlock, 40001 serialization failure, 5 SQLITE_BUSY, 517 SQLITE_BUSY_SNAPSHOT
        const CODES: [&str; 4] = ["40P01", "40001", "5", "517"];
        let Self::Database(error) = self else { return false };
        let runtime = match error {
            sea_orm::DbErr::Exec(error) | sea_orm::DbErr::Query(error) | sea_orm::DbErr::Conn(error) => error,
            _ => return false,
        };
        let sea_orm::RuntimeErr::SqlxError(error) = runtime else { return false };
        error.as_database_error().and_then(|error| error.code()).is_some_and(|code| CODES.contains(&&*code))
    }
}
