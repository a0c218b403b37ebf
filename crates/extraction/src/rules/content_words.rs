//! The words of a generalized text that carry its content.

use std::collections::BTreeSet;

use regex::Regex;

use super::lexicon::STOP_WORDS;
use crate::text::{Words, compile, static_regexes};

static_regexes! {
    static PLACEHOLDER: Regex = compile(r"\{\{[a-z_]+\}\}");
}

/// The number of distinct content words in a generalized text: its words without variables, numbers,
/// single letters and stop words.
pub(super) fn content_words(text: &str) -> usize {
    let words = Words::of(&PLACEHOLDER.replace_all(text, " "));
    let has_content = |word: &&str| {
        word.chars().count() > 1 && !STOP_WORDS.contains(word) && !word.chars().any(char::is_numeric)
    };
    words.iter().filter(has_content).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_numbers_and_stop_words_do_not_count() {
        assert_eq!(content_words("Your locker is {{number}}, your locker is ready"), 2);
        assert_eq!(content_words("ok, it is 5 {{time}} C"), 0);
    }
}
