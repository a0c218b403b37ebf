//! Trigram similarity as PostgreSQL's `pg_trgm` defines it.
//!
//! <https://www.postgresql.org/docs/current/pgtrgm.html>: each word (a run of letters and digits, in lowercase)
//! is padded with two spaces before and one after it. The similarity of two texts is the number of distinct
//! trigrams in both divided by the number of distinct trigrams in either.

use std::cmp::Ordering;

/// The set of the trigrams of a text, sorted, so that two sets are compared in one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigrams(Vec<[char; 3]>);

impl Trigrams {
    /// The trigrams of `text`. Empty if it has no letter and no digit.
    pub fn of(text: &str) -> Self {
        let mut set = Vec::with_capacity(text.len() + 2);
        let lower = text.to_lowercase();
        for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let padded: Vec<char> = "  ".chars().chain(word.chars()).chain(" ".chars()).collect();
            set.extend(padded.windows(3).map(|three| [three[0], three[1], three[2]]));
        }
        set.sort_unstable();
        set.dedup();
        Self(set)
    }

    /// The similarity, from 0 (no common trigram) to 1 (the same set). That of two empty sets is 0.
    pub fn similarity(&self, other: &Self) -> f64 {
        let shared = self.shared_with(other);
        let either = self.0.len() + other.0.len() - shared;
        if either == 0 { 0.0 } else { shared as f64 / either as f64 }
    }

    fn shared_with(&self, other: &Self) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn similarity(a: &str, b: &str) -> f64 {
        Trigrams::of(a).similarity(&Trigrams::of(b))
    }

    /// From PostgreSQL 15 with `select similarity(a, b)`, to six digits. The end-to-end tests compare with the
    /// running database.
    #[test]
    fn the_similarity_is_the_one_that_postgres_computes() {
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
}
