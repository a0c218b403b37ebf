//! The library of reply patterns.

mod candidates;
pub(crate) mod detail;
pub(crate) mod feedback;
pub(crate) mod list;
pub(crate) mod matches;
pub(crate) mod regroup;
pub(crate) mod stats;
pub(crate) mod test;
pub(crate) mod undo_merge;
mod view;
