//! The prefix filter of set-similarity joins (Bayardo, Ma, Srikant: Scaling Up All Pairs Similarity Search, 2007;
//! Xiao et al.: Efficient Similarity Joins for Near Duplicate Detection, 2008), for the Jaccard similarity.
//!
//! Two sets with a similarity of at least `t` have at least one token in common among the first
//! `len - ceil(t * len) + 1` of each, if both are in the same order. The order is that of rarity, so few sets have
//! these tokens.

use std::ops::RangeInclusive;

use super::TokenSet;

/// Products of thresholds and lengths are rounded up unless they exceed an integer by less than this, which is an error
/// of the floating-point numbers.
const EPSILON: f64 = 1e-9;

impl TokenSet {
    /// The tokens of which a set with a similarity of at least `threshold` has at least one among its own.
    pub fn prefix(&self, threshold: f64) -> &[i64] {
        let rest = ceil(threshold * self.len() as f64);
        let length = (self.len() + 1).saturating_sub(rest.max(1));
        self.0.get(..length).unwrap_or_default()
    }

    /// The lengths of sets that can have a similarity of at least `threshold`.
    pub fn similar_lengths(&self, threshold: f64) -> RangeInclusive<usize> {
        let longest = (self.len() as f64 / threshold + EPSILON).floor() as usize;
        ceil(threshold * self.len() as f64)..=longest
    }
}

fn ceil(value: f64) -> usize {
    (value - EPSILON).ceil() as usize
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    fn any_set() -> impl Strategy<Value = TokenSet> {
        btree_set(0..30_i64, 0..20).prop_map(|tokens| tokens.into_iter().collect())
    }

    proptest! {
        #[test]
        fn similar_sets_share_a_token_of_their_prefixes_and_have_similar_lengths(
            a in any_set(), b in any_set(), percent in 5..=100_u32
        ) {
            let threshold = f64::from(percent) / 100.0;
            if !a.is_empty() && a.similarity(&b) >= threshold {
                prop_assert!(a.prefix(threshold).iter().any(|token| b.prefix(threshold).contains(token)));
                prop_assert!(a.similar_lengths(threshold).contains(&b.len()));
            }
        }
    }
}
