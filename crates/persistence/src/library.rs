//! The library of reply patterns.

mod list;
pub(crate) mod merge;
mod read;
mod stats;

pub use list::{PatternPage, PatternPosition, candidates, list};
pub use read::{ImportedPattern, PatternSource, StoredPattern, find, patterns_of_import};
pub use stats::{Overview, TypeCount, overview};
