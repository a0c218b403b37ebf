//! Which patterns a search finds among the postings of its tokens.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{Posting, Search};

/// The minimum number of counters for each posting. The more texts share a counter, the fewer postings are removed.
const COUNTERS_PER_POSTING: usize = 2;

/// What a text of a pattern has of the tokens that are searched.
#[derive(Debug, Clone, Copy, Default)]
struct Shared {
    tokens: u32,
    /// The largest position of these tokens.
    last: u32,
}

/// A text of a pattern, and its size.
type Text = (i32, i32, u32);

impl Search {
    /// The ids of the patterns that the search finds, in ascending order. `postings` are those of its tokens in its bands,
    /// each once. Patterns for which `is_left_out` returns true take no places of others.
    pub fn select(&self, mut postings: Vec<Posting>, is_left_out: impl Fn(i32) -> bool) -> Vec<i32> {
        postings.retain(|posting| self.sizes.contains(&(posting.size as usize)));
        self.retain_shared(&mut postings);
        let mut texts: HashMap<Text, Shared, RandomState> = HashMap::default();
        texts.reserve(postings.len());
        for Posting { pattern, text, size, position } in postings {
            let shared = texts.entry((pattern, text, size)).or_default();
            shared.tokens += 1;
            shared.last = shared.last.max(position);
        }
        let found = texts.into_iter().filter(|((_, _, size), shared)| self.can_reach(*size, *shared));
        let mut found: Vec<_> =
            found.map(|((pattern, ..), shared)| (Reverse(shared.tokens), pattern)).collect();
        found.retain(|(_, pattern)| !is_left_out(*pattern));
        self.best(found)
    }

    /// Removes most postings of texts that share fewer tokens than the search requires. Nearly all texts do, and a counter is
    /// much faster than a map. Several texts may have one counter, so some of their postings remain.
    fn retain_shared(&self, postings: &mut Vec<Posting>) {
        if self.shared <= 1 {
            return;
        }
        let size = (COUNTERS_PER_POSTING * postings.len()).next_power_of_two();
        let mut counters = vec![0_u8; size];
        let counter_of = |posting: &Posting| (posting.pattern ^ posting.text) as usize & (size - 1);
        for posting in postings.iter() {
            let counter = &mut counters[counter_of(posting)];
            *counter = counter.saturating_add(1);
        }
        postings.retain(|posting| usize::from(counters[counter_of(posting)]) >= self.shared);
    }

    /// Of a text, the tokens that were found are the first ones that it has in common with what is searched, so it can have
    /// at most as many more in common as it has tokens after the last of them.
    fn can_reach(&self, size: u32, shared: Shared) -> bool {
        let most = f64::from(shared.tokens) + f64::from(size) - 1.0 - f64::from(shared.last);
        let both = self.size as f64 + f64::from(size);
        // Without the error of the floating-point numbers.
        let needed = self.min_similarity * both - 1e-9;
        shared.tokens as usize >= self.shared && most * (1.0 + self.min_similarity) >= needed
    }

    /// The patterns with the most tokens, and of those with equally many, the ones with the smallest ids.
    fn best(&self, mut found: Vec<(Reverse<u32>, i32)>) -> Vec<i32> {
        // A pattern with several such texts counts by the one with the most tokens.
        found.sort_unstable_by_key(|(tokens, pattern)| (*pattern, *tokens));
        found.dedup_by_key(|(_, pattern)| *pattern);
        found.sort_unstable();
        found.truncate(self.limit);
        let mut ids: Vec<i32> = found.into_iter().map(|(_, pattern)| pattern).collect();
        ids.sort_unstable();
        ids
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::Field;
    use super::*;

    fn any_postings() -> impl Strategy<Value = BTreeSet<Posting>> {
        // Each text has one size, and a token at each of its positions at most.
        let posting = (1..12_i32, 0..3_i32, 0..12_u32).prop_map(|(pattern, text, position)| {
            let size = 12 + (pattern as u32 + text as u32) % 6;
            Posting { pattern, text, size, position }
        });
        vec(posting, 0..120).prop_map(|postings| postings.into_iter().collect())
    }

    fn any_search() -> impl Strategy<Value = Search> {
        (1..5_usize, 10..20_usize, 12..16_usize, 0..3_usize, 0..=10_u32, 1..6_usize).prop_map(
            |(shared, size, shortest, longer, tenths, limit)| Search {
                field: Field::Question,
                tokens: vec![],
                shared,
                size,
                sizes: shortest..=shortest + longer,
                min_similarity: f64::from(tenths) / 10.0,
                limit,
            },
        )
    }

    /// As the selection, but pattern after pattern and text after text.
    fn scan(search: &Search, postings: &BTreeSet<Posting>, left_out: i32) -> Vec<i32> {
        let mut most_tokens = BTreeMap::new();
        for pattern in (1..12).filter(|pattern| *pattern != left_out) {
            for text in 0..3 {
                let of_text: Vec<_> =
                    postings.iter().filter(|one| one.pattern == pattern && one.text == text).collect();
                let Some(last) = of_text.iter().max_by_key(|one| one.position) else { continue };
                let (tokens, size) = (of_text.len(), last.size as usize);
                let common = (tokens + size - 1 - last.position as usize) as f64;
                let either = search.size as f64 + size as f64 - common;
                let reaches = common + 1e-9 >= search.min_similarity * either;
                if tokens >= search.shared && search.sizes.contains(&size) && reaches {
                    let most = most_tokens.entry(pattern).or_insert(0);
                    *most = tokens.max(*most);
                }
            }
        }
        let mut ranked: Vec<_> = most_tokens.into_iter().collect();
        ranked.sort_by_key(|(pattern, tokens)| (Reverse(*tokens), *pattern));
        let ids: BTreeSet<_> = ranked.into_iter().take(search.limit).map(|(pattern, _)| pattern).collect();
        ids.into_iter().collect()
    }

    proptest! {
        #[test]
        fn the_selection_is_what_a_scan_of_all_texts_finds(
            search in any_search(), postings in any_postings(), left_out in 0..12_i32
        ) {
            let selected = search.select(postings.iter().copied().collect(), |pattern| pattern == left_out);
            prop_assert_eq!(selected, scan(&search, &postings, left_out));
        }
    }
}
