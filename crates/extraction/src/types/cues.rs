//! The phrases by which a type is recognized, and how they are found in a text.

use std::collections::{BTreeSet, HashMap};

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

    /// The cues in `text`, each once. Of the cues of one type that overlap, the longest of those that begin first is
    /// found.
    pub fn find(&self, text: &str) -> impl Iterator<Item = &Cue> {
        let words = words(text);
        let mut found = BTreeSet::new();
        // By type, the position of the word after its last cue.
        let mut ends: HashMap<usize, usize, RandomState> = HashMap::default();
        for (position, word) in words.iter().enumerate() {
            let mut longest: HashMap<usize, usize, RandomState> = HashMap::default();
            for index in self.by_start.get(&start(word)).into_iter().flatten().copied() {
                let cue = &self.cues[index];
                let is_free = ends.get(&cue.type_index).is_none_or(|end| *end <= position);
                if is_free && words.get(position..).is_some_and(|rest| cue.starts(rest)) {
                    let best = longest.entry(cue.type_index).or_insert(index);
                    if self.cues[*best].words.len() < cue.words.len() {
                        *best = index;
                    }
                }
            }
            for (type_index, index) in longest {
                ends.insert(type_index, position + self.cues[index].words.len());
                found.insert(index);
            }
        }
        found.into_iter().filter_map(|index| self.cues.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cues: &[&str], text: &str) -> Vec<usize> {
        let index = CueIndex::of(cues.iter().filter_map(|cue| Cue::parse(0, Strength::Weak, cue)));
        let found = index.find(text);
        found.map(|cue| index.cues.iter().position(|known| std::ptr::eq(known, cue)).unwrap()).collect()
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
        assert_eq!(found(&cues, "What is my order status? The order status!"), [1]);
        assert_eq!(found(&cues, "The status of my order"), [0, 2]);
    }

    #[test]
    fn a_phrase_without_words_or_with_a_short_stem_is_no_cue() {
        for text in ["", "  ", "?", "a ?", "*", "ab*", "in a*"] {
            assert!(Cue::parse(0, Strength::Weak, text).is_none(), "{text:?}");
        }
    }
}
