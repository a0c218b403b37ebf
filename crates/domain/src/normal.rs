//! The normal form in which texts are compared.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Endings of inflected words in English, French and Spanish, longest first.
const ENDINGS: [&str; 12] = ["ings", "ing", "ons", "ent", "ed", "es", "er", "ez", "en", "s", "e", "d"];
/// The minimum length of a word without its ending, in letters.
const MIN_STEM: usize = 3;

/// Removes what makes no difference to a reader: case, compatibility forms such as full-width letters, and the
/// many forms of hyphens, apostrophes and dots.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase().replace('`', "'");
    }
    let unified: String = text.chars().filter_map(unified).collect();
    let lower: Vec<char> = unified.nfkc().flat_map(char::to_lowercase).collect();
    let at = |index: Option<usize>| index.and_then(|index| lower.get(index)).copied();
    let is_dot = |index: usize| {
        let (before, after) = (at(index.checked_sub(1)), at(Some(index + 1)));
        // A Japanese sentence may follow another without a space; a host name ends in letters.
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(|after| after.is_ascii_alphanumeric())
    };
    let dotted = lower.iter().enumerate().map(|(index, character)| match character {
        '。' | '·' | '•' | '‧' | '∙' | '⋅' | '۔' | '٫' | '।' if is_dot(index) => '.',
        other => *other,
    });
    dotted.collect()
}

/// One form for each kind of punctuation; `None` for the joiner of emoji.
fn unified(character: char) -> Option<char> {
    match character {
        '\u{200d}' => None,
        '’' | '‘' | 'ʼ' | '`' | '´' | '′' => Some('\''),
        '‐' | '‑' | '‒' | '–' | '—' | '−' => Some('-'),
        other => Some(other),
    }
}

/// `text` without accents.
pub(crate) fn without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfd().filter(|character| !is_combining_mark(*character)).nfc().collect()
}

/// The sentences of a folded text. A sentence ends at a line break, and at `.`, `!`, `?` or `;` before white space.
pub(crate) fn sentences(folded: &str) -> impl Iterator<Item = &str> {
    let ends = |character: char| matches!(character, '\n' | '\r' | ';' | '。' | '!' | '?' | '…');
    folded
        .split(ends)
        .flat_map(|part| part.split(". "))
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// The words of a folded text, with compounds such as `check-in` as one word. See [`Word`].
pub(crate) fn words(folded: &str) -> Vec<Word> {
    let plain = without_accents(folded);
    let tokens = plain.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
    let words = tokens.flat_map(elided).flat_map(|token| Word::all_of(&token)).collect();
    join_spelled_letters(words)
}

/// A word in lowercase and without accents and apostrophes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The word, without its hyphens.
    pub text: String,
    /// The parts between its hyphens.
    pub parts: Vec<String>,
}

impl Word {
    fn of(parts: Vec<String>) -> Option<Self> {
        (!parts.is_empty()).then(|| Self { text: parts.concat(), parts })
    }

    /// The word that a token is, or, in a script that is written without spaces, each pair of its letters.
    fn all_of(token: &str) -> Vec<Self> {
        let letters: Vec<char> = token.chars().filter(|c| !matches!(c, '\'' | '-')).collect();
        if letters.iter().any(|letter| is_unspaced(*letter)) {
            return letters.windows(2).filter_map(|pair| Self::of(vec![pair.iter().collect()])).collect();
        }
        let plain = token.replace('\'', "");
        let parts = plain.split('-').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self::of(parts).into_iter().collect()
    }

    /// Whether it is a pair of letters of a script that is written without spaces.
    pub(crate) fn is_unspaced(&self) -> bool {
        self.text.chars().any(is_unspaced)
    }
}

/// Whether `letter` belongs to a script that is written without spaces between words: Thai, Lao, Burmese, Khmer,
/// Chinese or Japanese.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// A token, without the article or pronoun that French writes before an apostrophe.
fn elided(token: &str) -> Option<String> {
    const ELIDED: [&str; 12] = ["l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu"];
    match token.split_once('\'') {
        Some((before, after)) if ELIDED.contains(&before) && after.chars().count() > 2 => {
            Some(after.to_owned())
        }
        _ => Some(token.to_owned()),
    }
}

/// Joins three or more single letters to the word that they spell.
fn join_spelled_letters(words: Vec<Word>) -> Vec<Word> {
    let is_letter = |word: &Word| word.text.chars().count() == 1;
    let mut joined = Vec::with_capacity(words.len());
    for run in words.chunk_by(|a, b| is_letter(a) && is_letter(b)) {
        if run.len() < 3 {
            joined.extend_from_slice(run);
        } else {
            let text: String = run.iter().map(|word| word.text.as_str()).collect();
            joined.push(Word { parts: vec![text.clone()], text });
        }
    }
    joined
}

/// The words of a data file: those on each line that is not a comment.
pub(crate) fn listed(file: &'static str) -> HashSet<&'static str> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
}

/// `word` without its ending, and without the doubled consonant before it: "stopping" and "stop" have the same stem.
pub(crate) fn stem(word: &str) -> &str {
    let stem = ENDINGS
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.chars().count() >= MIN_STEM));
    let stem = stem.unwrap_or(word);
    let mut last = stem.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && stem.len() < word.len() => &stem[..stem.len() - a.len_utf8()],
        _ => stem,
    }
}
