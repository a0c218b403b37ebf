//! The phrases by which a type is recognized, and how they are found in a text.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use foldhash::fast::RandomState;

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

/// A text in which cues are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The customer's question.
    Question,
    /// The operator's answer.
    Answer,
}

/// How much a cue counts in a text in which it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// It occurs with the type.
    Weak,
    /// It names the type.
    Strong,
}

impl Strength {
    fn weight(self, side: Side) -> Option<Weight> {
        match (self, side) {
            (Self::Strong, _) | (Self::Question, Side::Question) | (Self::Answer, Side::Answer) => {
                Some(Weight::Strong)
            }
            (Self::Weak, _) => Some(Weight::Weak),
            (Self::Question | Self::Answer, _) => None,
        }
    }
}

/// A phrase that indicates a type.
#[derive(Debug)]
pub(super) struct Cue {
    /// The index of the type in the table.
    pub type_index: usize,
    pub strength: Strength,
    words: Vec<CueWord>,
}

#[derive(Debug)]
struct CueWord {
    text: String,
    /// Whether any ending may follow.
    is_stem: bool,
}

impl Cue {
    /// Reads a phrase. A `*` at the end of a word stands for any ending. Returns `None` if a word has no letter or
    /// digit, or if fewer than [`MIN_STEM_CHARS`] precede a `*`.
    pub fn parse(type_index: usize, strength: Strength, text: &str) -> Option<Self> {
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
        (!parsed.is_empty()).then_some(Self { type_index, strength, words: parsed })
    }

    fn starts(&self, words: &[String]) -> bool {
        let fits = |(cue, word): (&CueWord, &String)| match cue.is_stem {
            true => word.starts_with(&cue.text),
            false => *word == cue.text,
        };
        words.len() >= self.words.len() && self.words.iter().zip(words).all(fits)
    }
}

/// A cue in a text.
#[derive(Debug, Clone)]
struct Occurrence {
    /// The index of the cue.
    index: usize,
    type_index: usize,
    /// The indices of its words.
    words: Range<usize>,
    weight: Weight,
}

impl Occurrence {
    fn hides(&self, other: &Self) -> bool {
        self.type_index < other.type_index
            && self.words.len() > other.words.len()
            && self.words.start <= other.words.start
            && other.words.end <= self.words.end
    }
}

/// The cues of all types.
#[derive(Debug)]
pub(super) struct CueIndex {
    cues: Vec<Cue>,
    /// The indices of the cues by the beginning of their first word.
    by_start: HashMap<[u8; 2], Vec<usize>, RandomState>,
}

/// The first two bytes of a word. Two words with the same beginning have the same.
fn start(word: &str) -> [u8; 2] {
    let mut bytes = word.bytes();
    [bytes.next().unwrap_or_default(), bytes.next().unwrap_or_default()]
}

impl CueIndex {
    pub fn of(cues: impl Iterator<Item = Cue>) -> Self {
        let cues: Vec<Cue> = cues.collect();
        let mut by_start: HashMap<_, Vec<usize>, _> = HashMap::default();
        for (index, cue) in cues.iter().enumerate() {
            by_start
                .entry(cue.words.first().map_or([0; 2], |word| start(&word.text)))
                .or_default()
                .push(index);
        }
        Self { cues, by_start }
    }

    /// The cues in `text` that count on this side, each once, with the index of their type. Of one type, overlapping
    /// cues do not count twice. A cue inside a longer cue of an earlier type does not count, so "cancel my
    /// membership" does not contain "cancel my".
    pub fn find(&self, text: &str, side: Side) -> impl Iterator<Item = (usize, Weight)> {
        let words = words(text);
        let mut occurrences: Vec<Occurrence> = Vec::new();
        let mut ends: HashMap<usize, usize, RandomState> = HashMap::default();
        for begin in 0..words.len() {
            for (type_index, occurrence) in self.at(begin, &words, side) {
                let end = ends.entry(type_index).or_default();
                if *end <= begin {
                    *end = occurrence.words.end;
                    occurrences.push(occurrence);
                }
            }
        }
        let is_hidden = |found: &&Occurrence| occurrences.iter().any(|other| other.hides(found));
        let counted = occurrences.iter().filter(|found| !is_hidden(found));
        let by_cue: BTreeMap<usize, _> =
            counted.map(|found| (found.index, (found.type_index, found.weight))).collect();
        by_cue.into_values()
    }

    /// For each type, its longest cue that begins at the word `begin`. Of cues with the same words, it is the one that
    /// counts most.
    fn at(&self, begin: usize, words: &[String], side: Side) -> BTreeMap<usize, Occurrence> {
        let rest = words.get(begin..).unwrap_or_default();
        let mut best: BTreeMap<usize, Occurrence> = BTreeMap::new();
        let starting = rest.first().into_iter().flat_map(|first| self.starting(first));
        for (index, cue) in starting.filter(|(_, cue)| cue.starts(rest)) {
            let Some(weight) = cue.strength.weight(side) else { continue };
            let (type_index, words) = (cue.type_index, begin..begin + cue.words.len());
            let found = Occurrence { index, type_index, words, weight };
            let best = best.entry(type_index).or_insert_with(|| found.clone());
            if (best.words.len(), best.weight) < (found.words.len(), weight) {
                *best = found;
            }
        }
        best
    }

    /// The cues whose first word can begin like `word`, with their indices.
    fn starting(&self, word: &str) -> impl Iterator<Item = (usize, &Cue)> {
        let indices = self.by_start.get(&start(word)).into_iter().flatten().copied();
        indices.filter_map(|index| Some((index, self.cues.get(index)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The indices of the cues in `text`, each of which is the cue of a type.
    fn found(cues: &[&str], text: &str) -> Vec<usize> {
        let cues = cues.iter().enumerate();
        let index = CueIndex::of(cues.filter_map(|(index, cue)| Cue::parse(index, Strength::Weak, cue)));
        index.find(text, Side::Question).map(|(type_index, _)| type_index).collect()
    }

    /// The number of the cues of one type in `text`.
    fn count(cues: &[&str], text: &str) -> usize {
        let index = CueIndex::of(cues.iter().filter_map(|cue| Cue::parse(0, Strength::Weak, cue)));
        index.find(text, Side::Question).count()
    }

    #[test]
    fn a_cue_matches_whole_words_and_any_ending_after_a_stem() {
        let cues = ["gift card*", "réserv*", "open", "carte-cadeau"];
        assert_eq!(found(&cues, "Two GIFT CARDS, please"), [0]);
        assert_eq!(found(&cues, "je voudrais reserver"), [1]);
        assert_eq!(found(&cues, "an opening"), [0; 0]);
        assert_eq!(found(&cues, "une carte cadeau"), [3]);
    }

    #[test]
    fn of_overlapping_cues_the_longest_counts_and_counts_once() {
        let cues = ["order", "order status", "status"];
        assert_eq!(count(&cues, "What is my order status? The order status!"), 1);
        assert_eq!(count(&cues, "The status of my order"), 2);
    }

    #[test]
    fn a_longer_cue_of_an_earlier_type_hides_a_shorter_one() {
        let cues = ["cancel my membership", "cancel my", "how do i cancel my membership"];
        assert_eq!(found(&cues, "How do I cancel my membership?"), [0, 2]);
        assert_eq!(found(&cues, "How do I cancel my visit?"), [1]);
    }

    #[test]
    fn a_cue_counts_on_its_side_and_as_the_strongest_of_its_kind() {
        let cues = [(Strength::Weak, "open"), (Strength::Question, "open"), (Strength::Answer, "closed")];
        let index = CueIndex::of(cues.iter().filter_map(|(strength, cue)| Cue::parse(0, *strength, cue)));
        let weights = |text, side| index.find(text, side).map(|(_, weight)| weight).collect::<Vec<_>>();
        assert_eq!(weights("open or closed", Side::Question), [Weight::Strong]);
        assert_eq!(weights("open or closed", Side::Answer), [Weight::Weak, Weight::Strong]);
    }

    #[test]
    fn a_phrase_without_words_or_with_a_short_stem_is_no_cue() {
        for text in ["", "  ", "?", "a ?", "*", "ab*", "in a*"] {
            assert!(Cue::parse(0, Strength::Weak, text).is_none(), "{text:?}");
        }
    }
}
