//! The logistic model of the probability that a draft and a pattern are the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Features;

/// Made by `training/train_merging.py`.
static MODEL: LazyLock<Model> = LazyLock::new(read);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    bias: f64,
    weights: HashMap<String, f64>,
}

#[expect(clippy::expect_used, reason = "the file is a part of this crate, and a test reads it")]
fn read() -> Model {
    toml::from_str(include_str!("../../weights/merging.toml")).expect("weights/merging.toml is valid")
}

/// The probability that a draft and a pattern with these features are the same, 0 to 1.
pub(super) fn probability(features: &Features) -> f64 {
    let weighted = features.weighted().map(|(name, value)| MODEL.weights.get(name).unwrap_or(&0.0) * value);
    let logit = MODEL.bias + weighted.iter().sum::<f64>();
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Features =
        Features { question: 0.0, answer: 0.0, same_type: 0.0, shared_facts: 0.0, only_one_asks: 0.0 };

    #[test]
    fn the_file_has_a_weight_for_each_feature_and_for_nothing_else() {
        let mut known = NONE.weighted().map(|(name, _)| name.to_owned()).to_vec();
        let mut weights: Vec<_> = read().weights.into_keys().collect();
        known.sort();
        weights.sort();
        assert_eq!(weights, known);
    }

    #[test]
    fn what_two_patterns_have_in_common_raises_the_probability_and_a_question_in_only_one_lowers_it() {
        assert!(probability(&NONE) < 0.05);
        for more in [
            Features { answer: 0.5, ..NONE },
            Features { same_type: 1.0, ..NONE },
            Features { shared_facts: 1.0 / 3.0, ..NONE },
        ] {
            assert!(probability(&more) > probability(&NONE), "{more:?}");
        }
        let same = Features { answer: 1.0, same_type: 1.0, ..NONE };
        assert!(probability(&same) > 0.9);
        assert!(probability(&Features { only_one_asks: 1.0, ..same }) < probability(&same));
    }
}
