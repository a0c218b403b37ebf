//! How much a text still says once its particulars are variables.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::STOP_WORDS;
use super::regexes::compile;
use super::sentences::Words;

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| compile(r"\{\{[a-z_]+\}\}"));

/// The number of different words of a generalised text that carry meaning: no variables, no
/// numbers, no single letters, no words that every text has.
pub(super) fn meaning(text: &str) -> usize {
    let words = Words::of(&PLACEHOLDER.replace_all(text, " "));
    let carries = |word: &&str| {
        word.chars().count() > 1 && !STOP_WORDS.contains(word) && !word.chars().any(char::is_numeric)
    };
    words.iter().filter(carries).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_with_a_meaning_count() {
        assert_eq!(meaning("Your locker is {{number}}, your locker is ready"), 2);
        assert_eq!(meaning("ok, it is 5 {{time}} C"), 0);
    }
}
