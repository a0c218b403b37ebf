//! Why a staged pattern was not changed.

use gleaner_domain::pattern::StagedStatus;
use thiserror::Error as ThisError;

use crate::error::Error;

/// Why a staged pattern was not changed.
#[derive(Debug, ThisError)]
pub enum ReviewError {
    /// There is no such staged pattern.
    #[error("there is no such staged pattern")]
    NotFound,
    /// The staged pattern does not have the status that the change needs.
    #[error("the staged pattern is {}", .0.as_str())]
    Status(StagedStatus),
    /// The staged pattern has another revision than the one that the author has seen.
    #[error("the staged pattern was changed in the meantime")]
    Stale,
    /// The import was undone.
    #[error("the import was undone")]
    Undone,
    /// A person removed the pattern of the library that it would confirm.
    #[error("a person removed the same pattern from the library")]
    Removed,
    /// A person took the pattern of the library that it would confirm out of use.
    #[error("a person took pattern {0} of the library, which is the same, out of use")]
    Inactive(i32),
    /// A person wrote a text of the pattern of the library that it would confirm, or allowed that its reply is sent without
    /// asking, so the text that the reviewer wrote would be lost.
    #[error(
        "a person wrote pattern {0} of the library, which is the same, or allowed to send it without asking"
    )]
    Written(i32),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}
