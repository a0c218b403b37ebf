//! Which words an operator or a customer wrote, without regard to their inflection.

use std::collections::BTreeSet;

use crate::normal::{Word, stem, words};

/// The minimum length of the common beginning of two forms of a word, in letters. "reserve" and "reservation" are
/// such forms.
const MIN_COMMON: usize = 5;
/// The words of several texts.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: BTreeSet<String>,
    stems: BTreeSet<String>,
}

impl Vocabulary {
    /// Reads folded texts.
    pub(super) fn of(texts: &[String]) -> Self {
        let mut words_found = BTreeSet::new();
        for text in texts {
            let found = words(text);
            // "check in" is written as one word as well.
            let pairs = found.windows(2).filter_map(|pair| match pair {
                [a, b] => Some(format!("{}{}", a.text, b.text)),
                _ => None,
            });
            words_found.extend(pairs);
            words_found.extend(found.into_iter().flat_map(|word| word.parts.into_iter().chain([word.text])));
        }
        let stems = words_found.iter().map(|word| stem(word).to_owned()).collect();
        Self { words: words_found, stems }
    }

    /// Whether a form of `word` occurs, or each of its parts.
    pub(super) fn contains(&self, word: &Word) -> bool {
        self.contains_text(&word.text) || word.parts.iter().all(|part| self.contains_text(part))
    }

    /// Whether a form of a word of one part occurs.
    pub(super) fn contains_text(&self, word: &str) -> bool {
        self.words.contains(word) || self.stems.contains(stem(word)) || self.has_relative(word)
    }

    /// Whether a word occurs whose beginning is the same for three quarters of the shorter word's length.
    fn has_relative(&self, word: &str) -> bool {
        let Some((end, _)) = word.char_indices().nth(MIN_COMMON) else { return false };
        let beginning = &word[..end];
        let candidates =
            self.words.range(beginning.to_owned()..).take_while(|other| other.starts_with(beginning));
        candidates.into_iter().any(|other| are_related(word, other))
    }
}

fn are_related(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    4 * common >= 3 * a.chars().count().min(b.chars().count())
}
