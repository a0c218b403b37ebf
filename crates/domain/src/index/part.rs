//! Which entries of a token are stored together, so that a search reads few of those that it does not need.

use std::ops::RangeInclusive;

use super::{Entry, Field, MAX_SHARED, Search};
use crate::similarity::prefix_len;

/// The similarity of questions from which a search only needs the near entries, 0 to 1.
pub const NEAR_SIMILARITY: f64 = 0.70;

/// The smallest sizes of each size class but the first. Each is 1.4 times the one before: a search for a similarity of
/// 0.7 needs the sizes from 0.7 to 1.4 times its own.
const SIZE_CLASSES: [u32; 8] = [12, 16, 23, 32, 45, 64, 91, 128];

/// A part of the entries of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// 0: the near entries, which every search needs. 1: those that only a search for a similarity below
    /// [`NEAR_SIMILARITY`] needs. They are those of the most frequent tokens of their texts.
    pub band: i16,
    /// The range of the sizes of the texts.
    pub size_class: i16,
}

/// The parts that a search needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The bands.
    pub bands: RangeInclusive<i16>,
    /// The size classes.
    pub size_classes: RangeInclusive<i16>,
}

impl Entry {
    /// The part of the entries of its token that it is in.
    pub fn part(&self) -> Part {
        if self.field != Field::Question {
            return Part { band: 0, size_class: 0 };
        }
        let (size, position) = (self.posting.size, self.posting.position);
        let is_near = (position as usize) < prefix_len(size as usize, NEAR_SIMILARITY, MAX_SHARED);
        Part { band: i16::from(!is_near), size_class: size_class(size) }
    }
}

impl Search {
    /// The parts that contain every entry that the search needs.
    pub fn parts(&self) -> Parts {
        if self.field != Field::Question {
            return Parts { bands: 0..=0, size_classes: 0..=0 };
        }
        let class = |size: usize| size_class(u32::try_from(size).unwrap_or(u32::MAX));
        Parts {
            bands: 0..=i16::from(self.min_similarity < NEAR_SIMILARITY),
            size_classes: class(*self.sizes.start())..=class(*self.sizes.end()),
        }
    }
}

fn size_class(size: u32) -> i16 {
    SIZE_CLASSES.partition_point(|smallest| *smallest <= size) as i16
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::super::{MIN_QUESTION_SIMILARITY, of};
    use super::*;
    use crate::similarity::TokenSet;

    fn any_set() -> impl Strategy<Value = TokenSet> {
        btree_set(0..60_i64, 0..50).prop_map(|tokens| tokens.into_iter().collect())
    }

    /// A set, and one that differs from it in a few tokens.
    fn similar_sets() -> impl Strategy<Value = (TokenSet, TokenSet)> {
        (any_set(), btree_set(0..60_i64, 0..15)).prop_map(|(a, changed)| {
            let b = (0..60).filter(|token| a.as_slice().contains(token) != changed.contains(token));
            (a.clone(), b.collect())
        })
    }

    fn is_needed(search: &Search, entry: &Entry) -> bool {
        let (parts, part) = (search.parts(), entry.part());
        search.tokens.contains(&entry.token)
            && parts.bands.contains(&part.band)
            && parts.size_classes.contains(&part.size_class)
    }

    proptest! {
        #[test]
        fn a_search_finds_every_similar_question_in_the_parts_that_it_needs(
            (a, b) in similar_sets(), percent in 30..=100_u32
        ) {
            let similarity = f64::from(percent) / 100.0;
            let search = Search::like_question(&a, similarity);
            let entries = of(Field::Question, 7, &b, b.prefix(MIN_QUESTION_SIMILARITY, 1));
            let needed = entries.iter().filter(|entry| is_needed(&search, entry)).map(|entry| entry.posting);
            let found = search.select(needed, |_| false);
            prop_assert!(found == [7] || a.similarity(&b) < similarity, "{found:?}");
        }
    }

    #[test]
    fn a_search_for_the_same_question_does_not_need_the_entries_of_frequent_tokens() {
        let set: TokenSet = (0..40).collect();
        let entries = of(Field::Question, 7, &set, set.prefix(MIN_QUESTION_SIMILARITY, 1));
        let needed = |similarity: f64| {
            let search = Search::like_question(&set, similarity);
            let search = Search { tokens: set.as_slice().to_vec(), ..search };
            entries.iter().filter(|entry| is_needed(&search, entry)).count()
        };
        assert_eq!((needed(NEAR_SIMILARITY), needed(MIN_QUESTION_SIMILARITY), entries.len()), (18, 29, 29));
    }
}
