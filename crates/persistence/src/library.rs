//! The library of reply patterns.

pub(crate) mod merge;
mod read;

pub use read::{
    LearntPattern, Overview, PatternSource, StoredPattern, TypeCount, find, learnt_by, list, overview,
};
