//! Where the people of a conversation are mentioned in a text.

use std::collections::BTreeMap;

use gleaner_domain::Variable;

use super::{is_candidate, is_contraction};
use crate::lexicon::Cue;
use crate::recognizers::RECOGNIZERS;
use crate::specifics::proper_nouns::without_possessive;
use crate::specifics::spans::Spans;
use crate::text::{Words, plain};

/// Claims the words of `text` that are names, except those directly after a phrase of `not_after`.
pub(super) fn claim(
    names: &BTreeMap<String, Variable>,
    text: &str,
    spans: &mut Spans,
    not_after: Option<Cue>,
) {
    if names.is_empty() {
        return;
    }
    let mut starts_sentence = true;
    let mut last: Option<(usize, Variable)> = None;
    let mut excluded = None;
    for word in RECOGNIZERS.word.find_iter(text) {
        let name = without_possessive(word.as_str());
        let surname = last.filter(|(end, _)| text.get(*end..word.start()) == Some(" ") && is_surname(name));
        let is_excluded = excluded.is_some_and(|end| text.get(end..word.start()) == Some(" "));
        excluded = not_after.filter(|cue| Words::of(name).are(*cue)).map(|_| word.end());
        let named = variable(names, name, starts_sentence).filter(|_| !is_excluded);
        let found = named.or(surname.map(|(_, variable)| variable));
        last = named.map(|variable| (word.end(), variable));
        if let Some(variable) = found {
            spans.claim(word.start()..word.start() + name.len(), Some(variable));
        }
        let after = text.get(word.end()..).unwrap_or_default();
        starts_sentence = after.starts_with(['.', '!', '?', '\n']);
    }
}

/// Whose name `word` is. A common word at the start of a sentence or in lowercase is nobody's.
fn variable(names: &BTreeMap<String, Variable>, word: &str, starts_sentence: bool) -> Option<Variable> {
    let name = plain(word)?;
    let variable = names.get(&name).copied()?;
    let doubtful = starts_sentence || !word.starts_with(char::is_uppercase);
    (!doubtful || !Words::of(word).are(Cue::AlsoWords)).then_some(variable)
}

/// Returns true for a word that can be a surname, if it is directly after a name.
fn is_surname(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().skip(1).any(char::is_lowercase)
        && !is_contraction(word)
        && plain(word).is_some_and(|name| is_candidate(&name))
        && !Words::of(word).are(Cue::NotPlaces)
}
