//! The logistic model of the built-in types.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState;
use gleaner_domain::PatternType;
use serde::Deserialize;

use super::words::phrases;

pub(super) static MODEL: LazyLock<TypeModel> = LazyLock::new(read);

/// The weights of words, pairs of words and beginnings of words, from `weights/types.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeModel {
    /// The names of the types, in the order of the weights.
    types: Vec<String>,
    question: HashMap<String, Vec<f64>, RandomState>,
    answer: HashMap<String, Vec<f64>, RandomState>,
}

#[expect(clippy::expect_used, reason = "the file is a part of this crate, and a test reads it")]
fn read() -> TypeModel {
    toml::from_str(include_str!("../../weights/types.toml")).expect("weights/types.toml is valid")
}

impl TypeModel {
    /// The score of each built-in type, by the words of a question and its answer. The average of the scores is zero.
    pub fn scores(&self, question: &[String], answer: &[String]) -> HashMap<PatternType, f64> {
        let mut scores = vec![0.0; self.types.len()];
        for (weights, words) in [(&self.question, question), (&self.answer, answer)] {
            for found in phrases(words).iter().filter_map(|phrase| weights.get(phrase)) {
                scores.iter_mut().zip(found).for_each(|(score, weight)| *score += weight);
            }
        }
        let scores = self.types.iter().zip(scores);
        scores.filter_map(|(name, score)| Some((name.parse().ok()?, score))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_a_weight_for_each_built_in_type() {
        let model = read();
        let scores = model.scores(&[], &[]);
        assert!(PatternType::BUILT_IN.iter().all(|built_in| scores.contains_key(built_in)));
        let mut weights = model.question.values().chain(model.answer.values());
        assert!(weights.all(|weights| weights.len() == PatternType::BUILT_IN.len()));
    }
}
