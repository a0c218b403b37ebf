//! The library of reply patterns.

pub(crate) mod detail;
pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod regroup;
pub(crate) mod stats;
pub(crate) mod test;
pub(crate) mod undo_merge;
mod view;
