//! The phrases by which a business has its types recognized.

use super::words::words;

/// The minimum number of letters before a `*`. A shorter one would match too many words.
const MIN_STEM_CHARS: usize = 3;

/// How much a cue counts, and in which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// Names the type, in the question or the answer.
    Strong,
    /// Occurs with the type, in the question or the answer.
    Weak,
    /// Names the type in the question, and counts nothing in the answer.
    Question,
    /// Names the type in the answer, and counts nothing in the question.
    Answer,
}

impl Strength {
    /// What a cue adds to the score of its type if it occurs in the question, and in the answer. The model gives a
    /// question that is clearly of one type a score of about three.
    fn weights(self) -> [f64; 2] {
        match self {
            Self::Strong => [6.0, 4.0],
            Self::Weak => [1.5, 1.0],
            Self::Question => [6.0, 0.0],
            Self::Answer => [0.0, 4.0],
        }
    }
}

/// A phrase that indicates a type.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    strength: Strength,
    words: Vec<CueWord>,
}

#[derive(Debug, Clone)]
struct CueWord {
    text: String,
    /// Whether any ending may follow.
    is_stem: bool,
}

impl Cue {
    /// Reads a phrase. A `*` at the end of a word stands for any ending. Returns `None` if a word has no letter or
    /// digit, or if fewer than [`MIN_STEM_CHARS`] precede a `*`.
    pub fn parse(strength: Strength, text: &str) -> Option<Self> {
        let mut parsed = Vec::new();
        for part in text.split_whitespace() {
            let is_stem = part.ends_with('*');
            let mut parts = words(part.trim_end_matches('*'));
            let last = parts.pop()?;
            if is_stem && last.chars().count() < MIN_STEM_CHARS {
                return None;
            }
            parsed.extend(parts.into_iter().map(|text| CueWord { text, is_stem: false }));
            parsed.push(CueWord { text: last, is_stem });
        }
        (!parsed.is_empty()).then_some(Self { strength, words: parsed })
    }

    /// What the cue adds to the score of its type, by the words of the question and of the answer.
    pub fn score(&self, texts: [&[String]; 2]) -> f64 {
        let weights = self.strength.weights().into_iter().zip(texts);
        weights.filter(|(_, words)| self.occurs_in(words)).map(|(weight, _)| weight).sum()
    }

    fn occurs_in(&self, words: &[String]) -> bool {
        let fits = |(cue, word): (&CueWord, &String)| match cue.is_stem {
            true => word.starts_with(&cue.text),
            false => *word == cue.text,
        };
        words.windows(self.words.len()).any(|part| self.words.iter().zip(part).all(fits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occurs(cue: &str, text: &str) -> bool {
        Cue::parse(Strength::Weak, cue).unwrap().occurs_in(&words(text))
    }

    #[test]
    fn a_cue_matches_whole_words_and_any_ending_after_a_stem() {
        assert!(occurs("gift card*", "Two GIFT CARDS, please"));
        assert!(occurs("réserv*", "je voudrais reserver"));
        assert!(!occurs("open", "an opening"));
        assert!(occurs("carte-cadeau", "une carte cadeau"));
    }

    #[test]
    fn a_cue_counts_on_its_side() {
        let open = words("open");
        for (strength, in_question, in_answer) in [
            (Strength::Strong, 6.0, 4.0),
            (Strength::Weak, 1.5, 1.0),
            (Strength::Question, 6.0, 0.0),
            (Strength::Answer, 0.0, 4.0),
        ] {
            let cue = Cue::parse(strength, "open").unwrap();
            assert_eq!(cue.score([&open, &[]]), in_question, "{strength:?}");
            assert_eq!(cue.score([&[], &open]), in_answer, "{strength:?}");
        }
    }

    #[test]
    fn a_phrase_without_words_or_with_a_short_stem_is_no_cue() {
        for text in ["", "  ", "?", "a ?", "*", "ab*", "in a*"] {
            assert!(Cue::parse(Strength::Weak, text).is_none(), "{text:?}");
        }
    }
}
