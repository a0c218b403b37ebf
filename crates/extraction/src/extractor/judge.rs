//! Asking a language model whether two patterns are the same.

use async_trait::async_trait;
use gleaner_domain::Usage;
use gleaner_domain::pattern::Content;

use super::ExtractionError;

/// Tells whether two patterns are the same, where their similarity leaves doubt.
#[async_trait]
pub trait Judge: Send + Sync {
    /// The name of the language model.
    fn model(&self) -> &str;

    /// The most that a comparison can cost, in billionths of a US dollar; 0 if the price of the model is not known.
    fn greatest_cost(&self, one: &Content, other: &Content) -> u64;

    /// Whether the answer of one pattern can be sent to a customer who asks the question of the other one.
    ///
    /// # Errors
    /// Returns an [`ExtractionError`] if the language model does not say.
    async fn are_same(&self, one: &Content, other: &Content) -> Result<Judgment, ExtractionError>;
}

/// What the language model said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgment {
    /// Whether the patterns are the same.
    pub is_same: bool,
    /// The call and its tokens.
    pub usage: Usage,
}
