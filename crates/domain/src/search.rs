//! Finding patterns by words.

use crate::normal::fold;
use crate::pattern::{Pattern, Trigger};

/// The maximum length of a text that is searched, in characters.
pub const MAX_SEARCH_CHARS: usize = 200;

/// The texts of a pattern in the form in which words are found in them: the trigger, the examples and the template.
pub fn search_text(pattern: &Pattern) -> String {
    let questions = std::iter::once(&pattern.trigger).chain(&pattern.examples).map(Trigger::as_str);
    let texts = questions.chain([pattern.template.as_str()]).map(normal);
    texts.collect::<Vec<_>>().join("\n")
}

/// Folded, and with one form of the Greek sigma, which has two in lower case.
fn normal(text: &str) -> String {
    fold(text).replace('ς', "σ")
}

/// Words, each of which must occur in the [`search_text`] of a pattern. A blank text has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchWords(Vec<String>);

impl SearchWords {
    /// The words of a text; `None` if it is longer than [`MAX_SEARCH_CHARS`].
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().count() > MAX_SEARCH_CHARS {
            return None;
        }
        let mut words: Vec<String> = text
            .split(|character: char| character.is_whitespace() || character.is_control())
            .map(normal)
            .flat_map(|word| word.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        words.sort_unstable();
        words.dedup();
        Some(Self(words))
    }

    /// The words, each once.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Confidence, PatternDraft, PatternType};
    use crate::template::ResponseTemplate;

    #[test]
    fn words_are_found_whatever_their_case_and_width() {
        let draft = PatternDraft {
            pattern_type: PatternType::Faq,
            trigger: Trigger::parse("Où est l’Été ÉTOILÉ?").unwrap(),
            template: ResponseTemplate::parse("ΣΟΦΟΣ is at the DOOR").unwrap(),
            confidence: Confidence::draft(0.7).unwrap(),
            question: vec![],
            answer: vec![],
        };
        let text = search_text(&Pattern::from_draft(&draft));
        let finds = |words: &str| {
            let words = SearchWords::parse(words).unwrap();
            words.as_slice().iter().all(|word| text.contains(word))
        };
        for words in ["étoilé", "L'ÉTÉ  door", "σοφος", "ｄｏｏｒ", "", " \n\u{0}"] {
            assert!(finds(words), "{words}");
        }
        for words in ["etoile door", "window", "door window"] {
            assert!(!finds(words), "{words}");
        }
    }

    #[test]
    fn a_long_text_is_not_searched() {
        assert!(SearchWords::parse(&"é".repeat(MAX_SEARCH_CHARS)).is_some());
        assert_eq!(SearchWords::parse(&"é".repeat(MAX_SEARCH_CHARS + 1)), None);
    }
}
