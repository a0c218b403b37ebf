//! The answer to extract: the best of the candidates.

use std::sync::LazyLock;

use super::candidate::Candidate;
use crate::facts::Facts;
use crate::model::Model;

/// The model of the question whether a candidate answers the next customer as well.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_str!("../../weights/answers.toml")));

/// The minimum probability of the message before the answer to be its first part.
const MIN_FIRST_PART: f64 = 0.5;

/// A candidate, and how well it can be reused.
pub(super) struct Answer<'a> {
    /// The operator's message.
    pub(super) candidate: Candidate<'a>,
    /// How likely it can be reused, 0 to 1.
    pub(super) probability: f64,
    /// The minimum probability of an answer that can be reused.
    threshold: f64,
}

impl Answer<'_> {
    /// Returns true if it answers the next customer as well.
    pub(super) fn is_reusable(&self) -> bool {
        self.probability >= self.threshold
    }

    /// How far the probability is above the threshold: 0 to 1.
    pub(super) fn certainty(&self) -> f64 {
        (self.probability - self.threshold) / (1.0 - self.threshold)
    }
}

/// The candidates with their probabilities, in order.
pub(super) fn answers<'a>(candidates: Vec<Candidate<'a>>, facts: &Facts<'_>) -> Vec<Answer<'a>> {
    let threshold = MODEL.threshold(facts.has_few_customers());
    let answers = candidates.into_iter().map(|candidate| {
        let probability = MODEL.probability(&candidate.features, []);
        Answer { candidate, probability, threshold }
    });
    answers.collect()
}

/// The answer among `answers` to extract: one message, or two that the operator sent in a row. `None` if no message can
/// be reused.
pub(super) fn best<'s, 'a>(answers: &'s [Answer<'a>]) -> Option<&'s [Answer<'a>]> {
    let reusable = answers.iter().enumerate().filter(|(_, answer)| answer.is_reusable());
    let (index, last) = reusable.max_by(|(_, a), (_, b)| a.probability.total_cmp(&b.probability))?;
    let before = index.checked_sub(1).filter(|before| {
        answers.get(*before).is_some_and(|answer| {
            answer.probability >= MIN_FIRST_PART && answer.candidate.index + 1 == last.candidate.index
        })
    });
    answers.get(before.unwrap_or(index)..=index)
}
