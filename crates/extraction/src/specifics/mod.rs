//! What is specific in a text: people, links, e-mail addresses, street addresses, numbers, times and places. Whether a
//! specific belongs to one case or to the business is not decided here.
//!
//! The order of the calls matters: a part of the text keeps the first variable that claims it.

mod links;
mod names;
mod proper_nouns;
mod spans;
mod value;

use gleaner_domain::Variable;
use regex::Regex;

use crate::lexicon::Cue;
use crate::recognizers::RECOGNIZERS;
use crate::text::Words;

pub(crate) use links::{website_key, website_keys};
pub(crate) use names::{Names, person_key};
pub(crate) use proper_nouns::{capitalized, proper_noun_key};
pub(crate) use spans::{Placeholders, Span, Spans};
pub(crate) use value::{counted, normalized};

/// Every specific of `text`. The run time is linear in the length of the text.
pub(crate) fn specifics(text: &str, names: &Names) -> Spans {
    let mut spans = Spans::default();
    links::claim(text, &mut spans);
    claim_forms(text, &mut spans);
    let mut places = RECOGNIZERS.places.iter();
    places.by_ref().take(1).for_each(|place| claim_places(place, text, &mut spans));
    names.claim(text, &mut spans);
    places.for_each(|place| claim_places(place, text, &mut spans));
    for found in RECOGNIZERS.number.find_iter(text) {
        spans.claim(found.range(), Some(Variable::Number));
    }
    spans
}

/// `text` in general terms: `Bay 3 at 5 PM` becomes `Bay {{bay_number}} at {{time}}`.
pub(crate) fn generalize(text: &str, names: &Names) -> String {
    let mut spans = specifics(text, names);
    names.claim_elsewhere(text, &mut spans);
    Placeholders::default().write(text, &spans.of(text))
}

/// The specifics of `text` that may be personal data. The run time is linear in the length of the text.
pub(crate) fn personal(text: &str, names: &Names) -> Spans {
    let mut spans = Spans::default();
    links::claim(text, &mut spans);
    claim_forms(text, &mut spans);
    names.claim(text, &mut spans);
    names.claim_elsewhere(text, &mut spans);
    for found in RECOGNIZERS.long_number.find_iter(text) {
        spans.claim(found.range(), Some(Variable::Number));
    }
    spans.keep_only(PERSONAL);
    spans
}

/// The variables that stand for personal data. The others, such as a time or a price, are needed to understand a
/// conversation.
pub(crate) const PERSONAL: &[Variable] = &[
    Variable::AccessCode,
    Variable::AccountNumber,
    Variable::Address,
    Variable::CustomerName,
    Variable::Email,
    Variable::Link,
    Variable::Number,
    Variable::OperatorName,
    Variable::OrderNumber,
    Variable::PhoneNumber,
];

fn claim_forms(text: &str, spans: &mut Spans) {
    for (variable, expression) in &RECOGNIZERS.forms {
        for found in expression.captures_iter(text) {
            let part = found.iter().skip(1).flatten().next().or_else(|| found.get(0));
            if let Some(part) = part {
                spans.claim(part.range(), *variable);
            }
        }
    }
}

/// Claims the names of places: of each match, the first run of words that can belong to a name.
fn claim_places(place: &Regex, text: &str, spans: &mut Spans) {
    let is_name = |word: &&str| !Words::of(word).are(Cue::NotPlaces);
    for found in place.captures_iter(text).filter_map(|found| found.get(1)) {
        let words: Vec<&str> = found.as_str().split(' ').collect();
        let skipped: usize = words.iter().take_while(|word| !is_name(word)).map(|word| word.len() + 1).sum();
        let name: Vec<&str> =
            words.iter().copied().skip_while(|word| !is_name(word)).take_while(is_name).collect();
        let ends_in_joint = name.last().is_some_and(|word| word.starts_with(char::is_lowercase));
        let kept = name.get(..name.len() - usize::from(ends_in_joint)).unwrap_or_default();
        if kept.last().is_some_and(|word| Words::of(word).are(Cue::Products)) {
            continue;
        }
        let length = kept.iter().map(|word| word.len() + 1).sum::<usize>();
        if length > 0 {
            let start = found.start() + skipped;
            spans.claim(start..start + length - 1, Some(Variable::Location));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_followed_by_a_key_is_an_access_code() {
        for (text, expected) in [
            ("It is 3391 and then #.", "It is {{access_code}} and then #."),
            ("Tapez 70925, suivi du #", "Tapez {{access_code}}, suivi du #"),
            ("Marque 2859 seguido de #.", "Marque {{access_code}} seguido de #."),
            ("We have 3391 of them.", "We have {{number}} of them."),
        ] {
            assert_eq!(generalize(text, &Names::default()), expected);
        }
    }

    #[test]
    fn a_place_is_replaced_whole_and_a_product_is_no_place() {
        for (text, expected) in [
            ("The other shop is in New York", "The other shop is in {{location}}"),
            ("Lessons are free in the Spoke Club", "Lessons are free in the Spoke Club"),
            ("Lessons are free in the Spoke Club and here", "Lessons are free in the Spoke Club and here"),
        ] {
            assert_eq!(generalize(text, &Names::default()), expected);
        }
    }
}
