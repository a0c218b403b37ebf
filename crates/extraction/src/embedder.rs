//! The trait of embedding models.

use async_trait::async_trait;
use gleaner_domain::Usage;
use gleaner_domain::embedding::Vector;

use crate::extractor::ExtractionError;

/// Turns texts into vectors.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// The name that its vectors are stored with. Vectors with another name cannot be compared with them.
    fn name(&self) -> &str;

    /// The vectors of `texts`, in their order. No text is empty.
    ///
    /// # Errors
    /// Returns an [`ExtractionError`] if the model does not return a vector for each text.
    async fn embed(&self, texts: Vec<String>) -> Result<Embedded, ExtractionError>;
}

/// The vectors of some texts, and what they cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    /// In the order of the texts.
    pub vectors: Vec<Vector>,
    /// The call and its tokens.
    pub usage: Usage,
}
