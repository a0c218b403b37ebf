//! A text as sentences.

use unicode_segmentation::UnicodeSegmentation;

/// Words that end in a period without ending the sentence.
const ABBREVIATIONS: &[&str] = &[
    "dr", "mr", "mrs", "ms", "mme", "st", "no", "vs", "approx", "e.g", "i.e", "etc", "sr", "sra", "av", "ap",
    "a.m", "p.m",
];

/// The maximum length that is read of one message, in characters. Carriers limit a text message to 1,600
/// characters; a longer one was not typed on a phone.
const MAX_READ_CHARS: usize = 4_000;

/// The part of a message that is read: its first [`MAX_READ_CHARS`] characters.
pub(crate) fn readable(body: &str) -> &str {
    body.char_indices().nth(MAX_READ_CHARS).map_or(body, |(end, _)| body.get(..end).unwrap_or(body))
}

/// The sentences of `text`, trimmed and in order, as slices of it.
///
/// They are the sentences of Unicode (UAX #29), with the habits of text messages: a sentence may also begin in
/// lowercase, a line that continues in lowercase is the same sentence, and an abbreviation does not end one. Emoji and
/// other marks without a letter or digit belong to the sentence before them.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for bound in text.split_sentence_bounds().flat_map(lowercase_starts) {
        end += bound.len();
        let piece = text.get(start..end).unwrap_or_default();
        let rest = text.get(end..).unwrap_or_default();
        if !continues(piece, rest) {
            push(&mut found, piece);
            start = end;
        }
    }
    push(&mut found, text.get(start..).unwrap_or_default());
    found
}

fn push<'a>(found: &mut Vec<&'a str>, piece: &'a str) {
    let piece = piece.trim();
    if piece.chars().any(char::is_alphanumeric) {
        found.push(piece);
    }
}

/// Splits a sentence of Unicode where one in lowercase begins: `We do. it is free`.
fn lowercase_starts(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split_inclusive(". ")
        .flat_map(|piece| piece.split_inclusive("! "))
        .flat_map(|piece| piece.split_inclusive("? "))
}

/// Returns true if `piece` does not end a sentence that `rest` follows.
fn continues(piece: &str, rest: &str) -> bool {
    let said = piece.trim_end();
    if piece.ends_with(['\n', '\r']) && !said.ends_with(['.', '!', '?']) {
        return rest.starts_with(char::is_lowercase);
    }
    said.strip_suffix('.').is_some_and(|said| {
        let last = said.rsplit(char::is_whitespace).next().unwrap_or_default();
        // "Bonjour M. Lemire"; in lowercase it is the unit of length.
        let is_monsieur = last == "M";
        let last = last.to_lowercase();
        is_monsieur || ABBREVIATIONS.contains(&last.trim_start_matches(|c: char| !c.is_alphabetic()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_in_an_abbreviation_a_number_or_a_link_ends_no_sentence() {
        for (text, expected) in [
            ("Hi Ana! The door is open.", vec!["Hi Ana!", "The door is open."]),
            ("Dr. Mora is in at 5.30 today", vec!["Dr. Mora is in at 5.30 today"]),
            ("Bonjour M. Lemire! It has 25 m. Bye", vec!["Bonjour M. Lemire!", "It has 25 m.", "Bye"]),
            ("See club.example/faq. Bye", vec!["See club.example/faq.", "Bye"]),
            ("Thanks! 🎉\n- The desk", vec!["Thanks!", "- The desk"]),
            ("It opens\nat noon", vec!["It opens\nat noon"]),
            ("we do. it is free! come in", vec!["we do.", "it is free!", "come in"]),
            ("Open until 9 p.m. on Friday. Bye", vec!["Open until 9 p.m. on Friday.", "Bye"]),
            ("We close\nDoors lock", vec!["We close", "Doors lock"]),
            ("👍 …", vec![]),
        ] {
            assert_eq!(sentences(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        let long = "ü".repeat(MAX_READ_CHARS + 1);
        assert_eq!(readable(&long).chars().count(), MAX_READ_CHARS);
        assert_eq!(readable("short"), "short");
    }
}
