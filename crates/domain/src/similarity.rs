//! Trigram similarity as PostgreSQL's `pg_trgm` defines it.
//!
//! <https://www.postgresql.org/docs/current/pgtrgm.html>: each word (a run of letters and digits,
//! in lower case) is padded with two spaces before and one behind; the similarity of two texts is
//! the number of trigrams they share divided by the number they have together.

use std::collections::HashSet;

/// The set of a text's trigrams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigrams(HashSet<[char; 3]>);

impl Trigrams {
    /// The trigrams of `text`; none where it has no letter and no digit.
    pub fn of(text: &str) -> Self {
        let mut set = HashSet::new();
        let lower = text.to_lowercase();
        for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let padded: Vec<char> = "  ".chars().chain(word.chars()).chain(" ".chars()).collect();
            set.extend(padded.windows(3).map(|three| [three[0], three[1], three[2]]));
        }
        Self(set)
    }

    /// 0 (nothing in common) to 1 (the same set). Two empty sets have nothing in common.
    pub fn similarity(&self, other: &Self) -> f64 {
        let shared = self.0.intersection(&other.0).count();
        let together = self.0.len() + other.0.len() - shared;
        if together == 0 { 0.0 } else { shared as f64 / together as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similarity(a: &str, b: &str) -> f64 {
        Trigrams::of(a).similarity(&Trigrams::of(b))
    }

    /// Read off PostgreSQL 15 with `select similarity(a, b)`, printed to six digits; the
    /// end-to-end tests ask the running database again.
    #[test]
    fn it_is_what_postgres_computes() {
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
    fn texts_without_words_are_not_alike() {
        assert_eq!(similarity("🏌️", "🏌️"), 0.0);
        assert_eq!(similarity("", ""), 0.0);
    }
}
