//! The type of a pattern, by the cues in its question and its answer together.

use gleaner_domain::PatternType;

use super::PatternTypes;
use super::cues::{Side, Weight};

/// What the first strong cue of a type counts, in the question and in the answer. The question counts double: an
/// answer also mentions other subjects.
const STRONG: [u32; 2] = [6, 3];
/// What each further strong cue and each weak cue counts.
const WEAK: [u32; 2] = [2, 1];
/// The maximum number of further strong cues, and of weak cues, that count in a text. A long answer must not decide by
/// its length.
const MAX_CUES: u32 = 2;
/// The minimum score of a type. A single weak cue in the answer is not enough.
const MIN_SCORE: u32 = 2;
/// By what the scores of a broad type and of any other type are multiplied.
const BROAD: [u32; 2] = [2, 3];

#[derive(Debug, Clone, Copy, Default)]
struct Found {
    strong: u32,
    weak: u32,
}

impl Found {
    fn score(self, side: usize) -> u32 {
        let first = if self.strong > 0 { STRONG[side] } else { 0 };
        first + (self.strong.saturating_sub(1).min(MAX_CUES) + self.weak.min(MAX_CUES)) * WEAK[side]
    }
}

impl PatternTypes {
    /// The type that fits `question` and `answer` best. What fits no type is `general`, under the name that it has in
    /// this table.
    pub fn classify(&self, question: &str, answer: &str) -> PatternType {
        let found = [self.found(Side::Question, question), self.found(Side::Answer, answer)];
        let scores = self.types.iter().enumerate().map(|(index, described)| {
            let score = found[0][index].score(0) + found[1][index].score(1);
            if score < MIN_SCORE { 0 } else { score * BROAD[usize::from(!described.is_broad)] }
        });
        let mut best = (self.general, 0);
        for (index, score) in scores.enumerate() {
            if score > best.1 {
                best = (index, score);
            }
        }
        self.types.get(best.0).map_or(PatternType::General, |best| best.pattern_type)
    }

    /// The number of cues of each type in `text`.
    fn found(&self, side: Side, text: &str) -> Vec<Found> {
        let mut found = vec![Found::default(); self.types.len()];
        for (type_index, weight) in self.cues.find(text, side) {
            let Some(of_type) = found.get_mut(type_index) else { continue };
            match weight {
                Weight::Strong => of_type.strong += 1,
                Weight::Weak => of_type.weak += 1,
            }
        }
        found
    }
}
