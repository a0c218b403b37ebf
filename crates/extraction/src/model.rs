//! A logistic model over named features and words, with its weights in a file.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::Deserialize;

/// A feature and its value.
pub type Feature = (&'static str, f64);

/// The value of a feature that is present or not.
pub(crate) fn flag(is_set: bool) -> f64 {
    f64::from(u8::from(is_set))
}

/// A logistic model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    /// The probability from which the model says yes, 0 to 1.
    threshold: f64,
    /// The same where few customers were counted, if it differs.
    #[serde(default)]
    threshold_of_few: Option<f64>,
    /// Added to the sum of the weighted features.
    bias: f64,
    /// The weight of each feature.
    weights: HashMap<String, f64, RandomState>,
    /// The weight of each word.
    #[serde(default)]
    words: HashMap<String, f64, RandomState>,
}

impl Model {
    /// Reads the weights from a TOML file that is a part of this crate.
    #[expect(clippy::expect_used, reason = "the files are a part of this crate, and tests read them")]
    pub(crate) fn read(file: &str) -> Self {
        toml::from_str(file).expect("the file of weights is valid")
    }

    /// The probability from which the model says yes, 0 to 1.
    pub(crate) fn threshold(&self, has_few_customers: bool) -> f64 {
        self.threshold_of_few.filter(|_| has_few_customers).unwrap_or(self.threshold)
    }

    /// The probability of yes, 0 to 1. A feature or a word without a weight has no influence.
    pub(crate) fn probability<'a>(
        &self,
        features: &[Feature],
        words: impl IntoIterator<Item = &'a String>,
    ) -> f64 {
        let weighted = features.iter().map(|(name, value)| value * self.weights.get(*name).unwrap_or(&0.0));
        let said = words.into_iter().filter_map(|word| self.words.get(word));
        1.0 / (1.0 + (-(self.bias + weighted.sum::<f64>() + said.sum::<f64>())).exp())
    }
}
