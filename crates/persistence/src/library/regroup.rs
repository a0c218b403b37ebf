//! Merging patterns of the library with each other: what is proposed, the merge, and its undo. Splitting a pattern.

mod combine;
mod proposals;
mod separate;
mod split;

pub(super) use combine::combine_within;
pub use combine::{CombineError, combine};
pub use proposals::{Proposal, ProposalPage, proposals};
pub use separate::{SeparateError, Separated, separate};
pub use split::{Split, SplitError, split};
