//! Patterns that an import has staged for a review: nothing of them is in the library until they are approved. A staged
//! pattern is the fold of its evidence, as a pattern of the library is, and then of a reviewer's edit.

mod conversations;
mod edit;
mod error;
mod like;
mod list;
mod review;
mod row;
mod stage;
mod transaction;

pub use edit::{StagedEdit, edit};
pub use error::ReviewError;
pub(crate) use like::is_rejected;
pub use list::{StagedPage, evidence, list};
pub use review::{Approved, approve, reject, reopen};
pub use row::{Original, StagedPattern};
pub(crate) use stage::{Staged, stage};
