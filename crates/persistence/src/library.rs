//! The library of reply patterns.

mod list;
pub(crate) mod merge;
mod read;
mod stats;

pub use list::{PatternPage, PatternPosition, candidates, list};
pub use read::{LearntPattern, PatternSource, StoredPattern, find, learnt_by};
pub use stats::{Overview, TypeCount, overview};
