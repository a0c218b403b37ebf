//! Proper nouns that are where names are. Most of those that one customer got are people.

use gleaner_domain::SentKey;

use crate::lexicon::Cue;
use crate::recognizers::RECOGNIZERS;
use crate::text::{Words, sentences};

/// The maximum number of words before the name of a person who is greeted, as in "No stress Femi!".
const MAX_COURTESY_WORDS: usize = 4;

/// The minimum number of lowercase letters before a capital letter within the name of a product.
const MIN_BRAND_LOWERCASE: usize = 3;

/// The key by which it is counted that operators used this proper noun, normalized by [`plain`](crate::text::plain).
pub(crate) fn proper_noun_key(word: &str) -> SentKey {
    SentKey::of(&["proper noun", word])
}

/// The capitalized words of `text` that are where names are: after a word such as "with" or "ok", between commas, after a
/// comma at the end of a sentence, before "'s" or a word such as "will", or near the start of a sentence before an
/// exclamation mark, a comma, an emoji or a long dash.
pub(crate) fn proper_nouns(text: &str) -> Vec<&str> {
    sentences(text).into_iter().flat_map(proper_nouns_of_sentence).collect()
}

/// The capitalized words of `text`, except those at the start of a sentence.
pub(crate) fn capitalized(text: &str) -> Vec<&str> {
    let words = |sentence| RECOGNIZERS.word.find_iter(sentence).skip(1);
    let words = sentences(text).into_iter().flat_map(words).map(|word| without_possessive(word.as_str()));
    words.filter(|word| is_proper(word)).collect()
}

fn proper_nouns_of_sentence(sentence: &str) -> Vec<&str> {
    let words: Vec<_> = RECOGNIZERS.word.find_iter(sentence).collect();
    let is_near = |index: Option<usize>, cue| {
        index.and_then(|index| words.get(index)).is_some_and(|word| Words::of(word.as_str()).are(cue))
    };
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate().skip(1) {
        let (before, after) = (sentence.get(..word.start()), sentence.get(word.end()..));
        let ends = after
            .is_some_and(|after| after.starts_with([':', ',']) || !after.contains(char::is_alphanumeric));
        let is_addressed = ends && before.is_some_and(|before| before.ends_with(", "));
        let is_early = index <= MAX_COURTESY_WORDS;
        let is_greeted = is_early && after.is_some_and(|after| after.starts_with('!'));
        // "All set Kurt, it is done", and not "In Quebec, it is free".
        let ends_first_clause = is_early
            && before.is_some_and(|before| !before.contains(','))
            && after.is_some_and(|after| after.starts_with(',') || starts_with_symbol(after))
            && !is_near(index.checked_sub(1), Cue::StopWords);
        let is_possessive = without_possessive(word.as_str()) != word.as_str();
        let follows_interjection = index == 1 && is_near(Some(0), Cue::Interjections);
        let is_where_names_are = is_addressed
            || is_greeted
            || ends_first_clause
            || follows_interjection
            || is_possessive
            || is_near(index.checked_sub(1), Cue::BeforeNames)
            || is_near(Some(index + 1), Cue::AfterNames);
        // The words of a product: "a Deep Clean".
        let run = words.get(1..index).unwrap_or_default().iter().rev();
        let first = index - run.take_while(|word| is_proper(word.as_str())).count();
        let is_thing = is_near(first.checked_sub(1), Cue::Determiners) || is_near(Some(first), Cue::Saints);
        let is_joined = before.is_some_and(|before| before.ends_with(' '));
        if is_joined && is_where_names_are && !is_thing && is_proper(without_possessive(word.as_str())) {
            found.push(without_possessive(word.as_str()));
        }
    }
    found
}

/// Returns true before an emoji, a long dash or another symbol that is not ASCII.
fn starts_with_symbol(text: &str) -> bool {
    text.trim_start().starts_with(|c: char| !c.is_ascii() && !c.is_alphanumeric())
}

fn is_proper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().skip(1).any(char::is_lowercase)
        && word.chars().count() > 2
        && !is_brand(word)
        && !Words::of(word).are(Cue::NotPlaces)
        && !Words::of(word).are(Cue::Products)
        && !word.split_once('-').is_some_and(|(first, _)| Words::of(first).are(Cue::Saints))
}

/// Returns true for words such as "ClearFit", which products have as names, and not for "McKay".
pub(super) fn is_brand(word: &str) -> bool {
    let mut lowercase = 0;
    word.chars().any(|c| {
        let follows = c.is_uppercase() && lowercase >= MIN_BRAND_LOWERCASE;
        lowercase = if c.is_lowercase() { lowercase + 1 } else { 0 };
        follows
    })
}

/// `word` without `'s` and the marks at its end.
pub(super) fn without_possessive(word: &str) -> &str {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.trim_end_matches(['\'', '’', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capitalized_word_counts_only_where_names_are() {
        for (text, expected) in [
            ("Your visit is with Anselm at 5.", vec!["Anselm"]),
            ("All set, Petra!", vec!["Petra"]),
            (
                "Ok Aminata it is gone, and your form is here, Normand, so come by.",
                vec!["Aminata", "Normand"],
            ),
            ("No stress Femi! It is done, Tamsin: bike 4 is yours.", vec!["Femi", "Tamsin"]),
            ("All set Kurt, it is done. You win Leif 🎉", vec!["Kurt", "Leif"]),
            ("In Quebec, it is free. Update it, open Wallet, tap it.", vec![]),
            ("We keep Okafor's file, and then Halina will call.", vec!["Okafor", "Halina"]),
            ("Tap \"Open door\" and choose Anytime.", vec![]),
            ("Upgrade from Basic, see the Motion Plan.", vec![]),
            ("Anselm", vec![]),
            ("Come by for a Deep Rinse, the display is with ClearFit.", vec![]),
            ("We also go to Saint-Lambert!", vec![]),
        ] {
            assert_eq!(proper_nouns(text), expected, "{text}");
        }
    }
}
