//! Whether the words of a sentence are those of an operator.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_security::confusable_detection::skeleton;

use super::Ungrounded;
use super::spelled;
use super::vocabulary::Vocabulary;
use crate::normal::{Word, listed, words};

/// A sentence with fewer content words may contain one that no source contains.
const MIN_FOR_TWO: usize = 6;
/// A longer sentence may contain one such word for this number of content words.
const WORDS_PER_NEW: usize = 3;
/// The number of a customer's words in a sentence that no operator used.
const MAX_CUSTOMER_WORDS: usize = 1;

static FUNCTION_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("function_words.txt")));
static DIRECTIVES: LazyLock<HashSet<String>> =
    LazyLock::new(|| listed(include_str!("directives.txt")).into_iter().map(shape).collect());

/// What a word looks like, so that a letter of another script or a `0` in place of an `o` makes no difference.
fn shape(word: &str) -> String {
    skeleton(word).collect()
}

/// The words that a sentence is compared with.
pub(super) struct Speakers {
    /// Those of the messages that a template must be taken from.
    pub sources: Vocabulary,
    /// Those of all operators' messages.
    pub operators: Vocabulary,
    /// Those of the customers' messages.
    pub customers: Vocabulary,
}

/// Checks one sentence of a template, folded and without variables.
pub(super) fn check(sentence: &str, speakers: &Speakers) -> Result<(), Ungrounded> {
    let content = content_words(sentence);
    let is_new = |word: &&Word| !speakers.sources.contains(word);
    let is_customers = |word: &Word| speakers.customers.contains(word) && !speakers.operators.contains(word);
    let new: Vec<&Word> = content.iter().filter(is_new).collect();
    let of_customers = new.iter().filter(|word| is_customers(word)).count();
    let forbidden = new.iter().find(|word| is_directive(word));
    if of_customers > MAX_CUSTOMER_WORDS || forbidden.is_some_and(|word| is_customers(word)) {
        return Err(Ungrounded::CustomerWords);
    }
    let is_new_word = |word: &Word| is_new(&word) && !word.is_unspaced();
    let adjacent = content.chunk_by(|a, b| is_new_word(a) && is_new_word(b)).any(|run| run.len() > 1);
    let is_long = content.len() >= MIN_FOR_TWO;
    if forbidden.is_some() || new.len() > permitted(content.len()) || (is_long && adjacent) {
        return Err(Ungrounded::Words);
    }
    Ok(())
}

/// The number of new words that a sentence with this number of content words may contain.
fn permitted(content_words: usize) -> usize {
    match content_words {
        0 | 1 => 0,
        2..MIN_FOR_TWO => 1,
        more => more / WORDS_PER_NEW,
    }
}

/// The words that carry the content: neither function words nor numbers, which are checked by themselves.
pub(super) fn content_words(sentence: &str) -> Vec<Word> {
    let all = words(sentence);
    let is_courtesy = |index: usize| {
        let before = index.checked_sub(1).and_then(|before| all.get(before));
        all[index].text == "free" && before.is_some_and(|word| word.text == "feel")
    };
    let found = all.iter().enumerate().filter(|(index, word)| is_content(word) && !is_courtesy(*index));
    found.map(|(_, word)| word.clone()).collect()
}

fn is_content(word: &Word) -> bool {
    let is_plain =
        |text: &str| FUNCTION_WORDS.contains(text) || spelled::is_number(text) || text.chars().count() < 2;
    !(word.text.chars().any(char::is_numeric)
        || is_plain(&word.text)
        || word.parts.iter().all(|part| is_plain(part)))
}

fn is_directive(word: &Word) -> bool {
    let is_listed = |text: &str| DIRECTIVES.contains(&shape(text));
    is_listed(&word.text) || word.parts.iter().any(|part| is_listed(part))
}
