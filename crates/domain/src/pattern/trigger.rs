//! The generalized question of a pattern.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest, Sha256};

use super::PatternType;
use crate::similarity::TokenSet;
use crate::template::{self, TemplateError};

/// Maximum length of a trigger, in characters.
pub const MAX_TRIGGER_CHARS: usize = 500;
/// Maximum number of keywords kept of a trigger.
const MAX_KEYWORDS: usize = 8;
/// Minimum length of a keyword, in characters; shorter words carry little information.
const MIN_KEYWORD_CHARS: usize = 4;

/// A generalized customer question, which may contain variables. At most [`MAX_TRIGGER_CHARS`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger(String);

impl Trigger {
    /// Checks the text and collapses its white space.
    ///
    /// # Errors
    /// The text is empty, too long, or not a valid template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        template::check(&folded, MAX_TRIGGER_CHARS).map(|(text, _)| Self(text))
    }

    /// A trigger as it was stored, which may have been written by another program. It is not checked.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The trigrams by which questions are compared. Variables are left out, since they match any value.
    pub fn trigrams(&self) -> TokenSet {
        TokenSet::trigrams(&template::without_variables(&self.0))
    }

    /// The first 8 distinct words of at least 4 characters, in lower case and in order of appearance.
    pub fn keywords(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        template::without_variables(&self.0)
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= MIN_KEYWORD_CHARS)
            .filter(|word| seen.insert((*word).to_owned()))
            .take(MAX_KEYWORDS)
            .map(str::to_owned)
            .collect()
    }

    /// The signature of a pattern of `pattern_type` with this trigger: SHA-256 of the type and the words of
    /// the trigger in lower case, as 64 hexadecimal digits. No two patterns have the same one.
    pub fn signature(&self, pattern_type: PatternType) -> String {
        let lower = self.0.to_lowercase();
        let words: Vec<_> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        hex::encode(Sha256::digest(format!("{}|{}", pattern_type.as_str(), words.join(" "))))
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_the_longer_words_without_variables() {
        let trigger =
            Trigger::parse("The simulator in bay {{bay_number}} is frozen at {{location}}, frozen again")
                .unwrap();
        assert_eq!(trigger.keywords(), ["simulator", "frozen", "again"]);
    }

    #[test]
    fn a_signature_ignores_case_and_punctuation_but_not_the_type() {
        let signature = |text: &str, pattern_type| Trigger::parse(text).unwrap().signature(pattern_type);
        assert_eq!(
            signature("Door is locked!", PatternType::Access),
            signature("door is  locked", PatternType::Access)
        );
        assert_ne!(
            signature("door is locked", PatternType::Access),
            signature("door is locked", PatternType::General)
        );
    }
}
