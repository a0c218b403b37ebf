//! The words of a text as cues compare them.

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::{Words, compile, static_regexes};

static_regexes! {
    /// A French article or pronoun that is joined to the next word, as in "l'heure".
    static ELISION: Regex = compile(r"(?i)\b(l|d|j|n|s|c|m|t|qu|jusqu)['’]\b");
}

/// The words of `text` in lowercase, without accents, which many people omit in messages. An elided French word is a
/// word, and so is the sign of a currency: `amount`, as in `{{amount}}`.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfd().filter(|character| !is_combining_mark(*character)).collect();
    let plain = plain.replace(['$', '€', '£'], " amount ");
    Words::of(&ELISION.replace_all(&plain, "$1 ")).iter().map(str::to_owned).collect()
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
