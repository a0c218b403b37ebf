//! Embeddings by an OpenAI-compatible endpoint.

use std::sync::Arc;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::embeddings::{CreateEmbeddingRequest, CreateEmbeddingResponse, EmbeddingInput};
use async_trait::async_trait;
use gleaner_domain::Usage;
use gleaner_domain::embedding::Vector;
use secrecy::SecretString;

use super::client::{ClientError, Endpoint};
use super::failure;
use crate::embedder::{Embedded, Embedder};
use crate::extractor::ExtractionError;

/// The endpoint of an embedding model.
#[derive(Debug, Clone)]
pub struct EmbeddingSettings {
    /// The endpoint, such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// The API key. A server of one's own may not need one.
    pub api_key: SecretString,
    /// The model's name.
    pub model: String,
    /// The number of dimensions to request; `None` for the model's own, and for models that cannot shorten vectors.
    pub dimensions: Option<u32>,
    /// The timeout of one call.
    pub timeout: Duration,
}

/// Turns texts into vectors, with one call for each list of texts.
#[derive(Debug, Clone)]
pub struct OpenAiEmbedder {
    client: Client<OpenAIConfig>,
    model: String,
    dimensions: Option<u32>,
    name: String,
}

impl OpenAiEmbedder {
    /// Builds the HTTP client. Sends nothing.
    ///
    /// # Errors
    /// Returns [`ClientError`] if the HTTP client cannot be built.
    pub fn new(settings: &EmbeddingSettings) -> Result<Self, ClientError> {
        let name = match settings.dimensions {
            Some(dimensions) => format!("{}/{dimensions}", settings.model),
            None => settings.model.clone(),
        };
        Ok(Self {
            client: Endpoint::new(&settings.base_url, &settings.api_key, settings.timeout, Arc::default())?
                .client,
            model: settings.model.clone(),
            dimensions: settings.dimensions,
            name,
        })
    }
}

#[async_trait]
impl Embedder for OpenAiEmbedder {
    fn name(&self) -> &str {
        &self.name
    }

    async fn embed(&self, texts: Vec<String>) -> Result<Embedded, ExtractionError> {
        let count = texts.len();
        let request = CreateEmbeddingRequest {
            model: self.model.clone(),
            input: EmbeddingInput::StringArray(texts),
            encoding_format: None,
            user: None,
            dimensions: self.dimensions,
        };
        let response = self.client.embeddings().create(request).await;
        let response = response.map_err(|error| failure::of_call(&error, &self.model, "EMBEDDING_MODEL"))?;
        let usage =
            Usage { calls: 1, prompt_tokens: response.usage.prompt_tokens.into(), ..Usage::default() };
        let vectors = vectors(response, count);
        let vectors = vectors.ok_or_else(|| {
            failure::permanent("The embedding model did not return a vector for each text.", usage)
        })?;
        Ok(Embedded { vectors, usage })
    }
}

/// The vectors in the order of the texts. `None` unless there is one with a direction for each text, and all have the
/// same number of dimensions.
fn vectors(response: CreateEmbeddingResponse, count: usize) -> Option<Vec<Vector>> {
    let mut data = response.data;
    data.sort_by_key(|embedding| embedding.index);
    let is_complete =
        data.len() == count && (0..).zip(&data).all(|(index, embedding)| embedding.index == index);
    let vectors: Option<Vec<Vector>> =
        data.iter().map(|embedding| Vector::quantized(&embedding.embedding)).collect();
    let dimensions = |vector: &Vector| vector.dimensions();
    vectors.filter(|vectors| {
        is_complete
            && vectors.iter().all(|vector| Some(dimensions(vector)) == vectors.first().map(dimensions))
    })
}
