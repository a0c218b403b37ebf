//! The phrases by which a business has its types recognized.

use super::words::words;

/// The minimum number of letters before a `*`. A shorter one would match too many words.
const MIN_STEM_CHARS: usize = 3;

/// What strong cues add to the score of their type in the question, and in the answer: more than the model gives almost
/// any question or answer.
const STRONG: [f64; 2] = [8.0, 6.0];
/// What each weak cue adds. A single one in an answer decides nothing.
const WEAK: [f64; 2] = [1.5, 0.5];
/// The maximum number of weak cues of a text that count.
const MAX_WEAK: usize = 2;

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
    /// Whether it names the type in the question, and in the answer. `None` where it counts nothing.
    fn names_type(self) -> [Option<bool>; 2] {
        match self {
            Self::Strong => [Some(true), Some(true)],
            Self::Weak => [Some(false), Some(false)],
            Self::Question => [Some(true), None],
            Self::Answer => [None, Some(true)],
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

    fn occurs_in(&self, words: &[String]) -> bool {
        let fits = |(cue, word): (&CueWord, &String)| match cue.is_stem {
            true => word.starts_with(&cue.text),
            false => *word == cue.text,
        };
        words.windows(self.words.len()).any(|part| self.words.iter().zip(part).all(fits))
    }
}

/// What `cues` of one type add to its score, by the words of the question and of the answer.
pub(super) fn score(cues: &[Cue], texts: [&[String]; 2]) -> f64 {
    let side = |side: usize| {
        let words = texts.get(side).copied().unwrap_or_default();
        let found = cues.iter().filter(|cue| cue.occurs_in(words));
        let (strong, weak): (Vec<bool>, Vec<bool>) =
            found.filter_map(|cue| cue.strength.names_type()[side]).partition(|names_type| *names_type);
        let strong = if strong.is_empty() { 0.0 } else { STRONG[side] };
        strong + weak.len().min(MAX_WEAK) as f64 * WEAK[side]
    };
    side(0) + side(1)
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
            (Strength::Strong, 8.0, 6.0),
            (Strength::Weak, 1.5, 0.5),
            (Strength::Question, 8.0, 0.0),
            (Strength::Answer, 0.0, 6.0),
        ] {
            let cues = [Cue::parse(strength, "open").unwrap()];
            assert_eq!(score(&cues, [&open, &[]]), in_question, "{strength:?}");
            assert_eq!(score(&cues, [&[], &open]), in_answer, "{strength:?}");
        }
    }

    #[test]
    fn strong_cues_count_once_and_weak_ones_twice() {
        let text = words("print the return label and return it");
        let cues = |strength, texts: &[&str]| {
            let cues = texts.iter().map(|text| Cue::parse(strength, text).unwrap());
            score(&cues.collect::<Vec<_>>(), [&text, &[]])
        };
        assert_eq!(cues(Strength::Strong, &["return*", "return label", "label"]), 8.0);
        assert_eq!(cues(Strength::Weak, &["return*", "return label", "label"]), 3.0);
    }

    #[test]
    fn a_phrase_without_words_or_with_a_short_stem_is_no_cue() {
        for text in ["", "  ", "?", "a ?", "*", "ab*", "in a*"] {
            assert!(Cue::parse(Strength::Weak, text).is_none(), "{text:?}");
        }
    }
}
