//! The type of a pattern, by the cues in its question and its answer together.

use gleaner_domain::PatternType;

use super::PatternTypes;
use super::cues::Strength;

/// What a strong cue counts in the question and in the answer. The question counts double: an answer also mentions
/// other subjects.
const STRONG: [u32; 2] = [6, 3];
/// What a weak cue counts in the question and in the answer.
const WEAK: [u32; 2] = [2, 1];
/// The maximum number of weak cues that count in a text. A long answer must not decide by its length.
const MAX_WEAK: u32 = 3;
/// The minimum score of a type. A single weak cue in the answer is not enough.
const MIN_SCORE: u32 = 2;

#[derive(Debug, Clone, Copy, Default)]
struct Score {
    strong: u32,
    weak: u32,
}

impl PatternTypes {
    /// The type that fits `question` and `answer` best. What fits no type is `general`, under the name that it has in
    /// this table.
    pub fn classify(&self, question: &str, answer: &str) -> PatternType {
        let mut total = vec![0; self.types.len()];
        for (side, text) in [question, answer].into_iter().enumerate() {
            for (total, score) in total.iter_mut().zip(self.score(side, text)) {
                *total += score.strong * STRONG[side] + score.weak.min(MAX_WEAK) * WEAK[side];
            }
        }
        let mut best = (self.general, MIN_SCORE - 1);
        for (index, score) in total.into_iter().enumerate() {
            if score > best.1 {
                best = (index, score);
            }
        }
        self.types.get(best.0).map_or(PatternType::General, |best| best.pattern_type)
    }

    /// The number of cues of each type in `text`, which is the question (0) or the answer (1).
    fn score(&self, side: usize, text: &str) -> Vec<Score> {
        let mut scores = vec![Score::default(); self.types.len()];
        for cue in self.cues.find(text) {
            let Some(score) = scores.get_mut(cue.type_index) else { continue };
            match (cue.strength, side) {
                (Strength::Strong, _) | (Strength::Question, 0) | (Strength::Answer, 1) => score.strong += 1,
                (Strength::Weak, _) => score.weak += 1,
                (Strength::Question | Strength::Answer, _) => {}
            }
        }
        scores
    }
}
