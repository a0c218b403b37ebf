//! How the quality of a pattern is represented in responses.

use gleaner_domain::quality::Quality;
use serde::Serialize;
use utoipa::ToSchema;

/// The parts of the quality of a pattern, each 0 (worst) to 1.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternQuality)]
pub(crate) struct QualityView {
    /// How many conversations the pattern was learned from.
    #[schema(example = 0.5)]
    evidence: f64,
    /// The share of the conversations with its question whose answer agrees; null if there is no conversation.
    #[schema(required, example = 1.0)]
    agreement: Option<f64>,
    /// How few numbers, links and codes the reply contains. They may belong to one case only.
    #[schema(example = 0.8)]
    generality: f64,
    /// Whether the reply is neither too short nor too long for a text message.
    #[schema(example = 1.0)]
    length: f64,
    /// Whether the question has neither too few nor too many words, and not too many variables.
    #[schema(example = 1.0)]
    readability: f64,
    /// How recently the pattern was learned or confirmed. The value is at most a week old.
    #[schema(example = 0.97)]
    freshness: f64,
    /// What people did with its replies; null if there is no feedback.
    #[schema(required, example = json!(null))]
    feedback: Option<f64>,
}

impl From<Quality> for QualityView {
    fn from(quality: Quality) -> Self {
        let Quality { evidence, agreement, generality, length, readability, freshness, feedback } = quality;
        let rounded = |part: f64| (part * 1e4).round() / 1e4;
        Self {
            evidence: rounded(evidence),
            agreement: agreement.map(rounded),
            generality: rounded(generality),
            length: rounded(length),
            readability: rounded(readability),
            freshness: rounded(freshness),
            feedback: feedback.map(rounded),
        }
    }
}
