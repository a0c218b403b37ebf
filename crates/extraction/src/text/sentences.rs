//! A text as sentences.

/// Words that end in a period without ending the sentence.
const ABBREVIATIONS: &[&str] = &["dr", "mr", "mrs", "ms", "st", "no", "vs", "approx", "e.g", "i.e", "etc"];

/// The maximum length that is read of one message, in characters. Carriers limit a text message to 1,600
/// characters; a longer one was not typed on a phone.
const MAX_READ_CHARS: usize = 4_000;

/// The part of a message that is read: its first [`MAX_READ_CHARS`] characters.
pub(crate) fn readable(body: &str) -> &str {
    body.char_indices().nth(MAX_READ_CHARS).map_or(body, |(end, _)| body.get(..end).unwrap_or(body))
}

/// The sentences of `text`, trimmed and in order, as slices of it.
///
/// A sentence ends at `.`, `!` or `?` before white space, and at a line break unless a lowercase letter
/// follows. Emoji and other marks without a letter or digit belong to the sentence before them.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut start = 0;
    for end in ends(text) {
        let Some(piece) = text.get(start..end).map(str::trim) else { continue };
        if piece.chars().any(char::is_alphanumeric) {
            found.push(piece);
        }
        start = end;
    }
    found
}

/// The byte offset of the end of each sentence. The last one is the end of the text.
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut word_start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let end = start + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        let ended = match character {
            '!' | '?' => next.is_none_or(char::is_whitespace),
            '.' => next.is_none_or(char::is_whitespace) && !is_abbreviation(text.get(word_start..start)),
            '\n' => next.is_none_or(|next| !next.is_lowercase()),
            _ => false,
        };
        if ended {
            ends.push(end);
        }
        if character.is_whitespace() {
            word_start = end;
        }
    }
    if ends.last() != Some(&text.len()) {
        ends.push(text.len());
    }
    ends
}

fn is_abbreviation(word: Option<&str>) -> bool {
    word.is_some_and(|word| ABBREVIATIONS.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_in_an_abbreviation_a_number_or_a_link_ends_no_sentence() {
        for (text, expected) in [
            ("Hi Ana! The door is open.", vec!["Hi Ana!", "The door is open."]),
            ("Dr. Mora is in at 5.30 today", vec!["Dr. Mora is in at 5.30 today"]),
            ("See club.example/faq. Bye", vec!["See club.example/faq.", "Bye"]),
            ("Thanks! 🎉\n- The desk", vec!["Thanks!", "- The desk"]),
            ("It opens\nat noon", vec!["It opens\nat noon"]),
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
