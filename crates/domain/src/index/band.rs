//! Which entries of a token are stored apart from the others, so that most searches do not read them.

use std::ops::RangeInclusive;

use super::{Entry, Field, MAX_SHARED, Search};
use crate::similarity::prefix_len;

/// The similarity of questions from which a search only needs the near entries, 0 to 1.
pub const NEAR_SIMILARITY: f64 = 0.70;

/// The entries that every search needs.
const NEAR: i16 = 0;
/// Those that only a search for a similarity below [`NEAR_SIMILARITY`] needs. They are those of the most frequent tokens of
/// their texts.
const FAR: i16 = 1;

impl Entry {
    /// The band of the entries of its token that it is in.
    pub fn band(&self) -> i16 {
        let (size, position) = (self.posting.size as usize, self.posting.position as usize);
        let is_near = position < prefix_len(size, NEAR_SIMILARITY, MAX_SHARED);
        if self.field != Field::Question || is_near { NEAR } else { FAR }
    }
}

impl Search {
    /// The bands that contain every entry that the search needs.
    pub fn bands(&self) -> RangeInclusive<i16> {
        let is_near = self.field != Field::Question || self.min_similarity >= NEAR_SIMILARITY;
        NEAR..=if is_near { NEAR } else { FAR }
    }
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
        search.tokens.contains(&entry.token) && search.bands().contains(&entry.band())
    }

    proptest! {
        #[test]
        fn a_search_finds_every_similar_question_in_the_bands_that_it_needs(
            (a, b) in similar_sets(), percent in 30..=100_u32
        ) {
            let similarity = f64::from(percent) / 100.0;
            let search = Search::like_question(&a, similarity);
            let entries = of(Field::Question, 7, &b, b.prefix(MIN_QUESTION_SIMILARITY, 1));
            let needed = entries.iter().filter(|entry| is_needed(&search, entry)).map(|entry| entry.posting);
            let found = search.select(needed.collect(), |_| false);
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
