//! Why an import is not undone or done again.

use gleaner_domain::JobId;
use thiserror::Error;

use crate::error::Error;

/// Why an import was not undone, or not done again.
#[derive(Debug, Error)]
pub enum UndoError {
    /// There is no such import.
    #[error("there is no such import")]
    NotFound,
    /// The import has not ended.
    #[error("the import has not ended")]
    Running,
    /// The import was undone before.
    #[error("the import was undone before")]
    Undone,
    /// The import was not undone, so it cannot be done again.
    #[error("the import was not undone")]
    NotUndone,
    /// The file or some of its messages were imported again since, by this import.
    #[error("messages of the import were imported again by the import {0}")]
    ImportedAgain(JobId),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}
