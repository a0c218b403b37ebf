//! A text as words that can be compared.

/// The words of a text, in lowercase and without punctuation, so phrases match only whole words.
///
/// Apostrophes are removed: "don't" and "dont" are the same word. A phrase is lowercase words with single
/// spaces between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// Splits `text` into words.
    pub(crate) fn of(text: &str) -> Self {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, '\'' | '’' | '‘'))
            .flat_map(char::to_lowercase)
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        Self(plain.split_whitespace().map(str::to_owned).collect())
    }

    /// The number of words.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there is no word.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The words without the leading ones that are in `these`.
    pub(crate) fn skipping(&self, these: &[&str]) -> Self {
        Self(self.0.iter().skip_while(|word| these.contains(&word.as_str())).cloned().collect())
    }

    /// Returns true if the words begin with one of `phrases`.
    pub(crate) fn start_with(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.starts_at(0, phrase))
    }

    /// Returns true if one of `phrases` occurs anywhere in the words.
    pub(crate) fn contain(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.count(phrase) > 0)
    }

    /// Returns true if every word is in `these`.
    pub(crate) fn are_all_in(&self, these: &[&str]) -> bool {
        self.0.iter().all(|word| these.contains(&word.as_str()))
    }

    /// The number of times that `phrase` occurs in the words.
    pub(crate) fn count(&self, phrase: &str) -> usize {
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
    fn phrases_are_found_as_whole_words_in_any_spelling() {
        let words = Words::of("I DON’T  know, let me check.");
        assert!(words.contain(&["dont know"]) && words.contain(&["let me check"]));
        assert!(words.start_with(&["i dont"]));
        assert!(!words.contain(&["let me che", "now"]));
    }
}
