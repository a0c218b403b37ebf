//! The type of a pattern, by its question and its answer together.

use gleaner_domain::PatternType;

use super::cues;
use super::model::MODEL;
use super::words::{general_words, words};
use super::{DescribedType, PatternTypes};

/// The minimum score of a type. What fits no type so well is of the general type.
const MIN_SCORE: f64 = 0.8;

impl PatternTypes {
    /// The type that fits `question` and `answer` best, at a tie the first one. What fits no type is `general`, under the name that it has in
    /// this table.
    pub fn classify(&self, question: &str, answer: &str) -> PatternType {
        let scores = MODEL.scores(&general_words(question), &general_words(answer));
        let (question, answer) = (words(question), words(answer));
        let score = |described: &DescribedType| {
            let cues = cues::score(&described.cues, [&question, &answer]);
            // A type that a business added has only cues.
            cues + scores.get(&described.key).copied().unwrap_or_default()
        };
        // Of equal ones, `max_by` returns the last.
        let best = self.types.iter().rev().map(|described| (described, score(described)));
        let best = best.max_by(|(_, one), (_, other)| one.total_cmp(other));
        let best = best.filter(|(_, score)| *score >= MIN_SCORE).map(|(described, _)| described);
        let general = || self.types.iter().find(|described| described.key == PatternType::General);
        best.or_else(general).map_or(PatternType::General, |described| described.pattern_type)
    }
}
