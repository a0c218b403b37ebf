//! The numbers of tokens, in the order of their rarity. Common tokens are listed; all others are rarer.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use super::{hash, packed};
use crate::normal::stem;

/// Every number of a listed token is at least this; those of other tokens are smaller.
const COMMON: i64 = 0x11_0000 << 42;

type Ranks = HashMap<i64, i64, RandomState>;

/// Most frequent first, with `_` for a space. Made by `training/frequencies.py`.
static TRIGRAMS: LazyLock<Ranks> = LazyLock::new(|| {
    let listed = include_str!("common_trigrams.txt").split_whitespace();
    ranks(listed.map(|trigram| packed(&trigram.replace('_', " ").chars().collect::<Vec<_>>())))
});
/// Most frequent first. Made by `training/frequencies.py`.
static WORDS: LazyLock<Ranks> =
    LazyLock::new(|| ranks(include_str!("common_words.txt").split_whitespace().map(|word| hash(stem(word)))));

/// The first token of the list gets the largest number. Words may have the same stem.
fn ranks(most_frequent_first: impl Iterator<Item = i64>) -> Ranks {
    let tokens: Vec<i64> = most_frequent_first.collect();
    (COMMON..).zip(tokens.into_iter().rev()).map(|(rank, token)| (token, rank)).collect()
}

/// The number of a trigram.
pub(super) fn of_trigram(packed: i64) -> i64 {
    TRIGRAMS.get(&packed).copied().unwrap_or(packed)
}

/// The number of a word without its ending.
pub(super) fn of_word(stem: &str) -> i64 {
    let hash = hash(stem);
    WORDS.get(&hash).copied().unwrap_or(hash)
}

/// Whether a word without its ending is listed.
pub(super) fn is_frequent(stem: &str) -> bool {
    WORDS.contains_key(&hash(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequent_token_comes_after_a_less_frequent_one_and_after_all_others() {
        let trigram = |text: &str| of_trigram(packed(&text.chars().collect::<Vec<_>>()));
        let others = [trigram("xqz"), trigram("\u{10ffff}\u{10ffff}\u{10ffff}"), of_word("xylophone")];
        assert!(others.into_iter().all(|other| (0..COMMON).contains(&other)));
        assert!(trigram("  a") > trigram("ing") && trigram("ing") >= COMMON);
        assert!(of_word(stem("the")) > of_word(stem("price")) && of_word(stem("price")) >= COMMON);
    }
}
