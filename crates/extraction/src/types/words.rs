//! The words of a text as cues compare them.

use crate::recognizers::RECOGNIZERS;
use crate::text::Words;

/// The words of `text` in lowercase, without accents, which many people omit in messages. An elided French word is a
/// word, and so is the sign of a currency: `amount`, as in `{{amount}}`.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain = text.replace(['$', '€', '£'], " amount ");
    Words::of(&RECOGNIZERS.elision.replace_all(&plain, "$1 ")).into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_elisions_make_no_difference() {
        assert_eq!(words("L'HEURE d’été, déjà?"), ["l", "heure", "d", "ete", "deja"]);
        assert_eq!(words("I don't; we're at Zoë's"), ["i", "dont", "were", "at", "zoes"]);
        assert_eq!(words("$5 or {{amount}}"), ["amount", "5", "or", "amount"]);
    }
}
