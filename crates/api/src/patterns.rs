//! The library of reply patterns.

mod candidates;
pub(crate) mod conflicts;
pub(crate) mod create;
pub(crate) mod detail;
pub(crate) mod edit;
pub(crate) mod etag;
pub(crate) mod exchange;
pub(crate) mod export;
pub(crate) mod feedback;
pub(crate) mod fields;
pub(crate) mod list;
pub(crate) mod matches;
mod quality;
pub(crate) mod regroup;
pub(crate) mod remove;
pub(crate) mod split;
pub(crate) mod stats;
pub(crate) mod test;
pub(crate) mod undo_merge;
pub(crate) mod view;
