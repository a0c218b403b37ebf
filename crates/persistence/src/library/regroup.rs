//! Merging patterns of the library with each other: what is proposed, the merge, and its undo.

mod combine;
mod proposals;
mod separate;

pub(super) use combine::combine_within;
pub use combine::{CombineError, combine};
pub use proposals::{Proposal, ProposalPage, proposals};
pub use separate::{SeparateError, Separated, separate};
