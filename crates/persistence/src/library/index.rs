//! The indexes by which the patterns like a draft or a message are found.

mod blocks;
mod build;
mod packed;
mod retracted;
mod rows;
mod search;

use std::collections::BTreeSet;

use gleaner_domain::Pattern;
use gleaner_domain::index::{Entry, Search, entries};
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

/// A pattern that has other entries after a change. `None` is a pattern that has no entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexChange<'a> {
    /// The id of the pattern.
    pub id: i32,
    /// What its row says before the change.
    pub before: Option<&'a Pattern>,
    /// Whether the index has all entries of `before`.
    pub is_indexed: bool,
    /// What it says after the change.
    pub after: Option<&'a Pattern>,
}

impl<'a> IndexChange<'a> {
    /// A pattern that is added to the index.
    pub fn add(id: i32, pattern: &'a Pattern) -> Self {
        Self { id, before: None, is_indexed: false, after: Some(pattern) }
    }

    /// A pattern of which the index has all entries.
    pub fn replace(id: i32, before: &'a Pattern, after: &'a Pattern) -> Self {
        Self { id, before: Some(before), is_indexed: true, after: Some(after) }
    }

    /// A pattern that is removed from the index.
    pub fn remove(id: i32, pattern: &'a Pattern) -> Self {
        Self { id, before: Some(pattern), is_indexed: true, after: None }
    }

    /// The entries to remove, and those to add if they are not there.
    fn entries(&self) -> (Vec<Entry>, Vec<Entry>) {
        let entries_of = |pattern: Option<&Pattern>| pattern.map(|pattern| entries(self.id, pattern));
        let before = entries_of(self.before).unwrap_or_default();
        let mut after = entries_of(self.after).unwrap_or_default();
        let obsolete = before.difference(&after).copied().collect();
        if self.is_indexed {
            after.retain(|entry| !before.contains(entry));
        }
        (obsolete, after.into_iter().collect())
    }
}

impl PatternIndex {
    /// Replaces the entries of patterns. The caller holds the [`lock`](super::lock()) of the library.
    pub async fn replace(self, db: &impl ConnectionTrait, changes: &[IndexChange<'_>]) -> Result<(), Error> {
        let (mut obsolete, mut new) = (Vec::new(), Vec::new());
        for change in changes {
            let (removed, added) = change.entries();
            obsolete.extend(removed);
            new.extend(added);
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
