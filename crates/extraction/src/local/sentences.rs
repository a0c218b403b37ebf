//! Text to sentences, and sentences to words that can be compared.

/// Words that end in a full stop without ending the sentence.
const ABBREVIATIONS: &[&str] = &["dr", "mr", "mrs", "ms", "st", "no", "vs", "approx", "e.g", "i.e", "etc"];

/// Most characters read of one message. Carriers cut a text message at 1,600; what is longer was
/// not typed on a phone.
const MAX_READ_CHARS: usize = 4_000;

/// The part of a message that the rules read.
pub(super) fn readable(body: &str) -> &str {
    body.char_indices().nth(MAX_READ_CHARS).map_or(body, |(end, _)| body.get(..end).unwrap_or(body))
}

/// The sentences of `text`, trimmed and in order; they are slices of it. One ends at `.`, `!` or
/// `?` before white space, and at a line break before a new thought. Emoji and other marks without
/// a letter or digit stay with the sentence before them.
pub(super) fn sentences(text: &str) -> Vec<&str> {
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

/// The byte offsets behind each sentence, the last one at the end of the text.
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut word_start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let after = at + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        let ended = match character {
            '!' | '?' => next.is_none_or(char::is_whitespace),
            '.' => next.is_none_or(char::is_whitespace) && !is_abbreviation(text.get(word_start..at)),
            '\n' => next.is_none_or(|next| !next.is_lowercase()),
            _ => false,
        };
        if ended {
            ends.push(after);
        }
        if character.is_whitespace() {
            word_start = after;
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

/// The words of a text in lower case, without punctuation and apostrophes ("don't" and "dont" are
/// one word), so that phrases can be looked for as whole words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, '\'' | '’' | '‘'))
            .flat_map(char::to_lowercase)
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        Self(plain.split_whitespace().map(str::to_owned).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Without the leading words that are in `these`.
    pub(super) fn skipping(&self, these: &[&str]) -> Self {
        Self(self.0.iter().skip_while(|word| these.contains(&word.as_str())).cloned().collect())
    }

    /// Do the words begin with one of `phrases`?
    pub(super) fn start_with(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.starts_at(0, phrase))
    }

    /// Does one of `phrases` stand anywhere among the words?
    pub(super) fn contain(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.count(phrase) > 0)
    }

    /// Are all of the words in `these`?
    pub(super) fn is_any_of(&self, these: &[&str]) -> bool {
        self.0.iter().all(|word| these.contains(&word.as_str()))
    }

    /// How often `phrase` stands among the words.
    pub(super) fn count(&self, phrase: &str) -> usize {
        (0..self.0.len()).filter(|start| self.starts_at(*start, phrase)).count()
    }

    fn starts_at(&self, start: usize, phrase: &str) -> bool {
        let mut words = self.0.iter().skip(start);
        phrase.split(' ').all(|expected| words.next().is_some_and(|word| word == expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
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
    fn phrases_are_found_as_whole_words_in_any_spelling() {
        let words = Words::of("I DON’T  know, let me check.");
        assert!(words.contain(&["dont know"]) && words.contain(&["let me check"]));
        assert!(words.start_with(&["i dont"]));
        assert!(!words.contain(&["let me che", "now"]));
    }

    #[test]
    fn reading_stops_at_a_character_border() {
        let long = "ü".repeat(MAX_READ_CHARS + 1);
        assert_eq!(readable(&long).chars().count(), MAX_READ_CHARS);
        assert_eq!(readable("short"), "short");
    }
}
