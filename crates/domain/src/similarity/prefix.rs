//! The prefix filter of set-similarity joins (Bayardo, Ma, Srikant: Scaling Up All Pairs Similarity Search, 2007;
//! Xiao et al.: Efficient Similarity Joins for Near Duplicate Detection, 2008), for the Jaccard similarity.
//!
//! Two sets with a similarity of at least `t` have at least `k` tokens in common among the first
//! `len - ceil(t * len) + k` of each, if both are in the same order. The order is that of rarity, so few sets have these
//! tokens. A larger `k` needs more tokens and finds fewer other sets (Wang, Li, Feng: Can We Beat the Prefix Filtering?,
//! 2012).

use std::ops::RangeInclusive;

use super::TokenSet;

/// Products of thresholds and lengths are rounded up unless they exceed an integer by less than this, which is an error
/// of the floating-point numbers.
const EPSILON: f64 = 1e-9;

impl TokenSet {
    /// The tokens of which a set with a similarity of at least `threshold` has at least `shared` among its own.
    pub fn prefix(&self, threshold: f64, shared: usize) -> &[i64] {
        self.0.get(..prefix_len(self.len(), threshold, shared)).unwrap_or_default()
    }

    /// The number of tokens for [`Self::prefix`] with which an index of the prefixes for `indexed` and one token finds all
    /// sets with a similarity of at least `threshold`. At most `most`.
    pub fn shared_tokens(&self, threshold: f64, indexed: f64, most: usize) -> usize {
        let lengths = self.similar_lengths(threshold);
        let length = |share: f64, length: usize| ceil(share * length as f64);
        let shared = lengths.map(|of| (length(threshold, of) + 1).saturating_sub(length(indexed, of)));
        shared.min().unwrap_or(1).clamp(1, most)
    }

    /// The lengths of sets that can have a similarity of at least `threshold`.
    pub fn similar_lengths(&self, threshold: f64) -> RangeInclusive<usize> {
        let longest = (self.len() as f64 / threshold + EPSILON).floor() as usize;
        ceil(threshold * self.len() as f64)..=longest
    }
}

/// The number of tokens in the [prefix](TokenSet::prefix) of a set of `len` tokens.
pub fn prefix_len(len: usize, threshold: f64, shared: usize) -> usize {
    (len + shared).saturating_sub(ceil(threshold * len as f64).max(shared))
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
        fn similar_sets_share_tokens_of_their_prefixes_and_have_similar_lengths(
            a in any_set(), b in any_set(), percent in 5..=100_u32, indexed in 5..=100_u32
        ) {
            let (threshold, indexed) = (f64::from(percent) / 100.0, f64::from(percent.min(indexed)) / 100.0);
            if !a.is_empty() && a.similarity(&b) >= threshold {
                let needed = a.shared_tokens(threshold, indexed, 5);
                let in_index = b.prefix(indexed, 1);
                let shared = a.prefix(threshold, needed).iter().filter(|token| in_index.contains(token)).count();
                prop_assert!(shared >= needed, "{shared} of {needed}");
                prop_assert!(a.similar_lengths(threshold).contains(&b.len()));
            }
        }
    }
}
