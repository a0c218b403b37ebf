//! Whether a clause denies what an operator affirmed, or affirms what an operator denied.

use super::vocabulary::Vocabulary;
use super::words::content_words;
use crate::normal::{Word, sentences, words};

/// Words that deny a clause, without accents and apostrophes. "No" replies to a question if it is a clause by itself.
const NEGATIONS: [&str; 33] = [
    "no", "non", "not", "never", "nobody", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "arent",
    "wasnt", "werent", "wont", "wouldnt", "shouldnt", "couldnt", "havent", "hasnt", "mustnt", "without",
    "pas", "jamais", "aucun", "aucune", "sans", "nunca", "tampoco", "ningun", "ninguna", "nadie", "sin",
];
/// Words that reply to a question if they are a clause by themselves, without accents.
const REPLIES: [(&str, bool); 8] = [
    ("yes", true),
    ("yeah", true),
    ("yep", true),
    ("oui", true),
    ("si", true),
    ("no", false),
    ("nope", false),
    ("non", false),
];
/// Words that deny nothing, since they reassure or remind.
const COURTESIES: [&[&str]; 14] = [
    &["dont", "worry"],
    &["dont", "hesitate"],
    &["dont", "forget"],
    &["not", "a", "problem"],
    &["no", "worries"],
    &["no", "problem"],
    &["no", "stress"],
    &["no", "hassle"],
    &["pas", "de", "souci"],
    &["pas", "de", "probleme"],
    &["pas", "de", "soucis"],
    &["sin", "problema"],
    &["no", "hay", "problema"],
    &["no", "te", "preocupes"],
];
/// Words before which a clause ends, besides at commas.
const CONTRASTS: [&str; 4] = [" but ", " mais ", " pero ", " sino "];
/// With at least this number of content words in common, a clause may leave out words of the other one.
const MIN_COMMON: usize = 3;
/// The minimum share of the content words of a clause that the other one must have, as a numerator and a denominator.
const MIN_SHARE: (usize, usize) = (4, 5);

/// A clause of an operator.
pub(super) struct Clause {
    vocabulary: Vocabulary,
    content_words: usize,
    is_denied: bool,
}

/// The clauses of folded texts.
pub(super) fn clauses_of(texts: &[String]) -> Vec<Clause> {
    let clauses = texts.iter().flat_map(|text| sentences(text)).flat_map(clauses);
    let read = clauses.map(|clause| Clause {
        vocabulary: Vocabulary::of(&[clause.to_owned()]),
        content_words: content_words(clause).len(),
        is_denied: is_denied(clause),
    });
    read.collect()
}

/// Returns true if a clause of `sentence` says the opposite of an operator's clause, and no operator's clause supports it.
pub(super) fn is_reversed(sentence: &str, sources: &[Clause]) -> bool {
    clauses(sentence).into_iter().any(|clause| is_clause_reversed(clause, sources))
}

fn is_clause_reversed(clause: &str, sources: &[Clause]) -> bool {
    let content = content_words(clause);
    let says_the_same = |source: &&Clause| {
        let common = content.iter().filter(|word| source.vocabulary.contains(word)).count();
        let is_most = |all: usize| common * MIN_SHARE.1 >= all * MIN_SHARE.0;
        let is_enough = common >= MIN_COMMON || (common > 1 && is_most(source.content_words));
        is_enough && is_most(content.len())
    };
    let is_denied = is_denied(clause);
    let mut agreements =
        sources.iter().filter(says_the_same).map(|source| source.is_denied == is_denied).peekable();
    agreements.peek().is_some() && agreements.all(|agrees| !agrees)
}

/// Whether the first clause of a folded text that is nothing but "yes" or "no" says yes.
pub(super) fn says_yes(folded: &str) -> Option<bool> {
    sentences(folded).flat_map(clauses).find_map(|clause| match words(clause).as_slice() {
        [word] => REPLIES.iter().find(|(reply, _)| *reply == word.text).map(|(_, says_yes)| *says_yes),
        _ => None,
    })
}

fn clauses(sentence: &str) -> Vec<&str> {
    CONTRASTS.iter().fold(sentence.split([',', ':']).collect(), |parts: Vec<&str>, contrast| {
        parts.into_iter().flat_map(|part| part.split(contrast)).collect()
    })
}

fn is_denied(clause: &str) -> bool {
    let words = words(clause);
    let starts_courtesy = |rest: &[Word]| {
        COURTESIES.iter().any(|courtesy| {
            rest.len() >= courtesy.len() && courtesy.iter().zip(rest).all(|(word, other)| *word == other.text)
        })
    };
    let denies = |word: &Word| {
        let is_listed = |text: &str| NEGATIONS.contains(&text);
        is_listed(&word.text) || word.parts.first().is_some_and(|part| part == "non")
    };
    (0..words.len()).any(|index| {
        let rest = words.get(index..).unwrap_or_default();
        rest.first().is_some_and(denies) && !starts_courtesy(rest)
    })
}
