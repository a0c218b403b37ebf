//! The words and phrases of a text by which its type is recognized.

use std::collections::BTreeSet;

use crate::recognizers::RECOGNIZERS;
use crate::specifics::{Names, generalize};
use crate::text::Words;

/// The number of letters at the beginning of a word that its inflected forms share.
const STEM_CHARS: usize = 5;

/// The words of `text` in lowercase, without accents, which many people omit in messages. An elided French word is a
/// word.
pub(super) fn words(text: &str) -> Vec<String> {
    Words::of(&RECOGNIZERS.elision.replace_all(text, "$1 ")).into_vec()
}

/// The words of `text`, with the names of variables in place of specifics: `amount` for a price and for `{{amount_2}}`.
pub(crate) fn general_words(text: &str) -> Vec<String> {
    let unnumbered = RECOGNIZERS.variable_number.replace_all(text, "}}");
    words(&generalize(&unnumbered, &Names::default()))
}

/// Each of `words`, each two in a row, and the beginning of each long word, such as `reser*`.
pub(crate) fn phrases(words: &[String]) -> BTreeSet<String> {
    let pairs = words.windows(2).map(|pair| pair.join(" "));
    let stems = words.iter().filter_map(|word| {
        let (end, _) = word.char_indices().nth(STEM_CHARS)?;
        Some(format!("{}*", word.get(..end)?))
    });
    words.iter().cloned().chain(pairs).chain(stems).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_elisions_make_no_difference() {
        assert_eq!(words("L'HEURE d’été, déjà?"), ["l", "heure", "d", "ete", "deja"]);
        assert_eq!(words("I don't; we're déjà là"), ["i", "dont", "were", "deja", "la"]);
    }

    #[test]
    fn a_specific_is_the_name_of_its_variable() {
        let words = general_words("$5 or {{amount_2}} at 9 am");
        assert_eq!(words, ["amount", "or", "amount", "at", "time"]);
    }

    #[test]
    fn phrases_are_words_pairs_of_words_and_beginnings_of_words() {
        let words = ["gift", "vouchers"].map(str::to_owned);
        let expected = ["gift", "gift vouchers", "vouch*", "vouchers"];
        assert_eq!(phrases(&words).into_iter().collect::<Vec<_>>(), expected);
    }
}
