//! The similarity of texts as sets of tokens: the number of tokens in both divided by the number of tokens in either.

mod prefix;
mod rarity;

use std::cmp::Ordering;

use sha2::{Digest, Sha256};

use crate::normal;
pub(crate) use prefix::prefix_len;

/// A set of tokens, in ascending order: the rarest first. The number of a token is the same in every process, so it
/// can be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenSet(Vec<i64>);

impl TokenSet {
    /// The trigrams of `text`, as PostgreSQL's `pg_trgm` defines them.
    ///
    /// <https://www.postgresql.org/docs/current/pgtrgm.html>: each word (a run of letters and digits, in lowercase) is
    /// padded with two spaces before and one after it. A text without letters and digits has none.
    pub fn trigrams(text: &str) -> Self {
        let mut tokens = Vec::with_capacity(text.len() + 2);
        let lower = text.to_lowercase();
        for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let padded: Vec<char> = "  ".chars().chain(word.chars()).chain(" ".chars()).collect();
            tokens.extend(padded.windows(3).map(|three| rarity::of_trigram(packed(three))));
        }
        tokens.into_iter().collect()
    }

    /// The words of `text` and its numbers, without accents and inflections.
    pub fn words(text: &str) -> Self {
        let words = normal::words(&normal::fold(text));
        words.iter().map(|word| rarity::of_word(normal::stem(&word.text))).collect()
    }

    /// These texts, each as one token.
    pub fn exact<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        texts.into_iter().map(hash).collect()
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tokens, the rarest first.
    pub fn as_slice(&self) -> &[i64] {
        &self.0
    }

    /// A number that differs for nearly all other sets.
    pub fn digest(&self) -> i32 {
        let bytes: Vec<u8> = self.0.iter().flat_map(|token| token.to_be_bytes()).collect();
        hash(bytes) as i32
    }

    /// The similarity, from 0 (no common token) to 1 (the same set). That of two empty sets is 0.
    pub fn similarity(&self, other: &Self) -> f64 {
        let shared = self.shared_with(other);
        let either = self.len() + other.len() - shared;
        if either == 0 { 0.0 } else { shared as f64 / either as f64 }
    }

    /// The number of tokens in both sets.
    pub fn shared_with(&self, other: &Self) -> usize {
        let (mut ours, mut theirs) = (self.0.as_slice(), other.0.as_slice());
        let mut shared = 0;
        while let ([one, our_rest @ ..], [another, their_rest @ ..]) = (ours, theirs) {
            let order = one.cmp(another);
            shared += usize::from(order == Ordering::Equal);
            if order != Ordering::Greater {
                ours = our_rest;
            }
            if order != Ordering::Less {
                theirs = their_rest;
            }
        }
        shared
    }
}

impl FromIterator<i64> for TokenSet {
    fn from_iter<I: IntoIterator<Item = i64>>(tokens: I) -> Self {
        let mut tokens: Vec<i64> = tokens.into_iter().collect();
        tokens.sort_unstable();
        tokens.dedup();
        Self(tokens)
    }
}

/// Whether a word is one of the most frequent ones.
pub fn is_frequent_word(word: &str) -> bool {
    rarity::is_frequent(normal::stem(word))
}

/// Three characters as one number. A character has 21 bits.
fn packed(three: &[char]) -> i64 {
    three.iter().fold(0, |packed, character| (packed << 21) | i64::from(u32::from(*character)))
}

/// A number from 0 to 2^62 - 1 that is the same for the same bytes.
pub(crate) fn hash(bytes: impl AsRef<[u8]>) -> i64 {
    let digest = Sha256::digest(bytes);
    let number = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    (number >> 2) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similarity(a: &str, b: &str) -> f64 {
        TokenSet::trigrams(a).similarity(&TokenSet::trigrams(b))
    }

    /// From PostgreSQL 15 with `select similarity(a, b)`, to six digits. The end-to-end tests compare with the
    /// running database.
    #[test]
    fn the_similarity_of_trigrams_is_the_one_that_postgres_computes() {
        for (a, b, expected) in [
            ("word", "two words", 0.363_636),
            ("hello world", "hello world", 1.0),
            ("How do I open the door?", "how do i open the door", 1.0),
            ("the bay is frozen", "my bay froze", 0.409_091),
        ] {
            let got = similarity(a, b);
            assert!((got - expected).abs() < 1e-6, "{a} / {b}: {got}");
        }
    }

    #[test]
    fn texts_without_words_have_no_similarity() {
        assert_eq!(similarity("🏌️", "🏌️"), 0.0);
        assert_eq!(similarity("", ""), 0.0);
    }

    #[test]
    fn words_are_compared_without_accents_and_inflections() {
        let words = TokenSet::words("We're opening at 9, réservez!");
        assert_eq!(words, TokenSet::words("reserves: we're opened 9 at"));
        assert_eq!(words.similarity(&TokenSet::words("Open at 10")), 2.0 / 6.0);
    }
}
