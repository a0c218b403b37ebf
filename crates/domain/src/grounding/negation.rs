//! Whether a sentence denies what an operator affirmed, or affirms what an operator denied.

use std::collections::BTreeSet;

use super::normal::{Word, sentences, words};
use super::vocabulary::Vocabulary;
use super::words::content_words;

/// Words that deny a sentence, without accents and apostrophes. "No" and "non" are left out: they also reply to a
/// question.
const NEGATIONS: [&str; 24] = [
    "not", "never", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "wont",
    "wouldnt", "shouldnt", "couldnt", "havent", "hasnt", "mustnt", "pas", "jamais", "aucun", "aucune",
    "nunca", "tampoco",
];
/// Words before which "no" denies a Spanish verb.
const SPANISH_SUBJECTS: [&str; 8] = ["que", "yo", "usted", "ustedes", "nosotros", "se", "pero", "hoy"];
/// The minimum number of content words that two sentences must have in common to say the same.
const MIN_COMMON: usize = 3;
/// The minimum share of the content words of a sentence that the other one must have, as a numerator and a denominator.
const MIN_SHARE: (usize, usize) = (4, 5);

/// A sentence of an operator.
pub(super) struct Sentence {
    vocabulary: Vocabulary,
    is_denied: bool,
}

/// The sentences of folded texts.
pub(super) fn sentences_of(texts: &[String]) -> Vec<Sentence> {
    let sentences = texts.iter().flat_map(|text| sentences(text));
    let read = sentences.map(|sentence| Sentence {
        vocabulary: Vocabulary::of(&[sentence.to_owned()]),
        is_denied: is_denied(sentence),
    });
    read.collect()
}

/// Returns true if `sentence` says the opposite of an operator's sentence, and no operator's sentence supports it.
pub(super) fn is_reversed(sentence: &str, sources: &[Sentence]) -> bool {
    let content = content_words(sentence);
    let says_the_same = |source: &&Sentence| {
        let common = content.iter().filter(|word| source.vocabulary.contains(word)).count();
        common >= MIN_COMMON && common * MIN_SHARE.1 >= content.len() * MIN_SHARE.0
    };
    let is_denied = is_denied(sentence);
    let verdicts: BTreeSet<bool> =
        sources.iter().filter(says_the_same).map(|source| source.is_denied == is_denied).collect();
    verdicts == BTreeSet::from([false])
}

fn is_denied(sentence: &str) -> bool {
    let words = words(sentence);
    let is = |word: &Word, list: &[&str]| list.contains(&word.text.as_str());
    let is_spanish = |pair: &[Word]| is(&pair[0], &SPANISH_SUBJECTS) && pair[1].text == "no";
    words.iter().any(|word| is(word, &NEGATIONS)) || words.windows(2).any(is_spanish)
}
