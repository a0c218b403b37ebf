//! The indexes by which the patterns like a draft or a message are found.

mod blocks;
mod build;
mod packed;
mod retracted;
mod rows;
mod search;

use std::collections::BTreeSet;

use gleaner_domain::Pattern;
use gleaner_domain::index::{Search, entries};
use sea_orm::ConnectionTrait;

use crate::Database;
use crate::error::Error;

pub use build::{build_index, is_index_current};
pub use retracted::delete_entries_of_retracted;

/// The ids of the patterns of the library that any of the searches finds.
///
/// # Errors
/// The database failed, or a block of the index cannot be read.
pub async fn search(db: &Database, searches: &[Search]) -> Result<BTreeSet<i32>, Error> {
    PatternIndex::Library.search(db.reader(), searches).await
}

/// An index of patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatternIndex {
    /// Of the patterns of the library: blocks of packed postings.
    Library,
    /// Of the staged patterns, which are few: a row for each posting.
    Staging,
}

/// A pattern with what it said before and what it says after. `None` is a pattern that has no entries.
pub(crate) type Change<'a> = (i32, Option<&'a Pattern>, Option<&'a Pattern>);

impl PatternIndex {
    /// Replaces the entries of patterns. The caller holds the [`lock`](super::lock()) of the library.
    pub async fn replace(self, db: &impl ConnectionTrait, changes: &[Change<'_>]) -> Result<(), Error> {
        let (mut obsolete, mut new) = (Vec::new(), Vec::new());
        for (id, before, after) in changes {
            let entries_of = |pattern: &Option<&Pattern>| pattern.map(|pattern| entries(*id, pattern));
            let (before, after) =
                (entries_of(before).unwrap_or_default(), entries_of(after).unwrap_or_default());
            obsolete.extend(before.difference(&after).copied());
            // All of them: another program may have changed the row, and the index has what was written here.
            new.extend(after);
        }
        match self {
            Self::Library => blocks::replace(db, &obsolete, &new).await,
            Self::Staging => rows::replace(db, &obsolete, &new).await,
        }
    }

    /// The ids of the patterns that any of the searches finds.
    pub async fn search(
        self,
        db: &impl ConnectionTrait,
        searches: &[Search],
    ) -> Result<BTreeSet<i32>, Error> {
        match self {
            Self::Library => search::search(db, searches).await,
            Self::Staging => rows::search(db, searches).await,
        }
    }
}
