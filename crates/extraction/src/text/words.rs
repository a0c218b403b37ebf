//! A text as words that can be compared.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::lexicon::{Cue, phrases};

/// The words of a text, in lowercase and without punctuation, accents and apostrophes: "don't", "Don’t" and "dont" are
/// the same word, so that the phrases of a [`Cue`] match every spelling, and only whole words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// Splits `text` into words.
    pub(crate) fn of(text: &str) -> Self {
        Self(
            text.unicode_words()
                .flat_map(|word| word.split(['.', ':', '_', ',']))
                .filter_map(plain)
                .collect(),
        )
    }

    /// The words in order.
    pub(crate) fn into_vec(self) -> Vec<String> {
        self.0
    }

    /// The number of words.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there is no word.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The words without the leading ones that are phrases of `cue`.
    pub(crate) fn skipping(mut self, cue: Cue) -> Self {
        let mut skipped = 0;
        while let Some(length) = self.0.get(skipped..).and_then(|rest| phrases(cue).prefix(rest)) {
            skipped += length;
        }
        self.0.drain(..skipped);
        self
    }

    /// The number of words of the longest phrase of `cue` that the words begin with.
    pub(crate) fn prefix(&self, cue: Cue) -> Option<usize> {
        phrases(cue).prefix(&self.0)
    }

    /// Returns true if the words begin with a phrase of `cue`.
    pub(crate) fn start_with(&self, cue: Cue) -> bool {
        self.prefix(cue).is_some()
    }

    /// Returns true if a phrase of `cue` occurs anywhere in the words.
    pub(crate) fn contain(&self, cue: Cue) -> bool {
        self.count(cue) > 0
    }

    /// The number of times that phrases of `cue` occur in the words.
    pub(crate) fn count(&self, cue: Cue) -> usize {
        let phrases = phrases(cue);
        (0..self.0.len())
            .filter(|start| self.0.get(*start..).is_some_and(|rest| phrases.prefix(rest).is_some()))
            .count()
    }

    /// The distinct words that carry content: without numbers, single letters, stop words and the names of variables.
    pub(crate) fn content(&self) -> BTreeSet<&str> {
        let has_content = |word: &&str| {
            word.chars().count() > 1
                && !word.chars().any(char::is_numeric)
                && phrases(Cue::StopWords).prefix(&[(*word).to_owned()]).is_none()
        };
        self.iter().filter(has_content).collect()
    }

    /// Returns true if the words are one phrase of `cue`.
    pub(crate) fn are(&self, cue: Cue) -> bool {
        self.prefix(cue) == Some(self.0.len())
    }

    /// Returns true if the words are phrases of `cue` one after another.
    pub(crate) fn are_all_in(&self, cue: Cue) -> bool {
        self.clone().skipping(cue).is_empty()
    }
}

/// `word` in lowercase and without accents and apostrophes. `None` if nothing is left.
pub(crate) fn plain(word: &str) -> Option<String> {
    let letters = |c: &char| c.is_alphanumeric();
    let plain: String = match word.is_ascii() {
        true => word.chars().filter(letters).map(|c| c.to_ascii_lowercase()).collect(),
        false => word
            .nfkd()
            .filter(|c| !is_combining_mark(*c))
            .flat_map(char::to_lowercase)
            .filter(letters)
            .collect(),
    };
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words_in_any_spelling() {
        let words = Words::of("I’M  looking, LET me check.");
        assert!(words.contain(Cue::Needs) && words.contain(Cue::Holding) && words.start_with(Cue::Needs));
        assert!(!Words::of("let me checkout").contain(Cue::Holding));
        assert!(Words::of("Désolé, je VÉRIFIE").contain(Cue::Holding));
    }

    #[test]
    fn words_are_counted_and_skipped_by_cue() {
        let words = Words::of("Ok, well, yes: you're welcome");
        assert_eq!(
            words.clone().skipping(Cue::Interjections).iter().collect::<Vec<_>>(),
            ["youre", "welcome"]
        );
        assert!(Words::of("ok great").are_all_in(Cue::Interjections));
        assert!(Words::of("that is all").are(Cue::SocialWhole) && !words.are(Cue::SocialWhole));
    }

    #[test]
    fn numbers_and_letters_of_any_script_are_words() {
        let words = |text: &str| Words::of(text).into_vec();
        assert_eq!(words("24/7, 5.30 pm, l'été & Łódź_x"), ["24", "7", "5", "30", "pm", "lete", "łodz", "x"]);
        assert!(words("👍 … ?!").is_empty());
    }
}
