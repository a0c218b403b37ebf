//! The audit log: who did what, when, and by which request. An entry is written in the transaction of what it
//! records, and no statement changes or deletes one.

mod list;
mod record;

use gleaner_domain::UserId;
use gleaner_domain::pattern::Actor;

pub use list::{AuditEntry, AuditFilter, AuditPage, list};
pub(crate) use record::{Subject, record};

/// A person who changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The person.
    pub user: UserId,
    /// The id of the request in the log of the service; `None` on the command line.
    pub request: Option<String>,
}

impl Author {
    /// The person as the history of a pattern names them.
    pub fn actor(&self) -> Actor {
        Actor::User(self.user.clone())
    }
}

/// A person on the command line.
impl From<UserId> for Author {
    fn from(user: UserId) -> Self {
        Self { user, request: None }
    }
}
