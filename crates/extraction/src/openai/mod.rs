//! Learning by a language model behind an OpenAI-compatible endpoint.
//!
//! The instructions are constant; the conversation goes as JSON in the user message, with personal
//! data replaced; the answer comes back through a strict schema and then through the domain's own
//! checks.

mod answer;
mod defaults;
mod estimate;
mod failure;
mod prompt;
mod schema;
mod transport;

use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CompletionUsage, CreateChatCompletionRequest, CreateChatCompletionResponse, FinishReason,
};
use async_trait::async_trait;
use gleaner_domain::{Conversation, ExtractorKind, Usage};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use crate::extractor::{Extraction, ExtractionError, Extractor, Pacing};
use crate::local::gate;
use transport::Transport;

/// Where the model is and how to ask it.
#[derive(Debug, Clone)]
pub struct OpenAiSettings {
    /// The endpoint, such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// The key.
    pub api_key: SecretString,
    /// The model's name.
    pub model: String,
    /// How long one call may take.
    pub timeout: Duration,
    /// How fast the provider may be called.
    pub pacing: Pacing,
}

/// The HTTP client could not be built.
#[derive(Debug, Error)]
#[error("the HTTP client for the language model cannot be built")]
pub struct ClientError(#[from] reqwest::Error);

/// Learns by asking a language model, one call a conversation.
#[derive(Debug, Clone)]
pub struct OpenAiExtractor {
    client: Client<OpenAIConfig>,
    model: String,
    pacing: Pacing,
}

impl OpenAiExtractor {
    /// Prepares the client; nothing is sent yet.
    pub fn new(settings: &OpenAiSettings) -> Result<Self, ClientError> {
        // Fails if a provider is installed already, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(settings.timeout).build()?;
        let config = OpenAIConfig::new()
            .with_api_base(settings.base_url.trim_end_matches('/'))
            .with_api_key(settings.api_key.expose_secret());
        // Retries are the worker's: it knows the job's pace and its attempts.
        let client = Client::build(http.clone(), config).with_http_service(Transport::new(http));
        Ok(Self { client, model: settings.model.clone(), pacing: settings.pacing })
    }

    fn request(&self, conversation: &Conversation) -> CreateChatCompletionRequest {
        CreateChatCompletionRequest {
            model: self.model.clone(),
            messages: vec![
                ChatCompletionRequestMessage::System(ChatCompletionRequestSystemMessage::from(
                    prompt::instructions(),
                )),
                ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(
                    prompt::transcript(conversation),
                )),
            ],
            response_format: Some(schema::response_format()),
            ..Default::default()
        }
    }
}

#[async_trait]
impl Extractor for OpenAiExtractor {
    fn kind(&self) -> ExtractorKind {
        ExtractorKind::OpenAi
    }

    fn pacing(&self) -> Pacing {
        self.pacing
    }

    fn estimate(&self, conversation: &Conversation) -> Usage {
        if gate(conversation).is_some() {
            return Usage::default();
        }
        let prompt_tokens = estimate::prompt_tokens(conversation);
        Usage { calls: 1, prompt_tokens, completion_tokens: estimate::ANSWER_TOKENS }
    }

    async fn extract(&self, conversation: &Conversation) -> Result<Extraction, ExtractionError> {
        let response = self
            .client
            .chat()
            .create(self.request(conversation))
            .await
            .map_err(|error| failure::of_call(&error, &self.model))?;
        let usage = usage(response.usage.as_ref());
        let content = content(response).map_err(|reason| failure::permanent(reason, usage))?;
        let lesson =
            answer::read(&content, conversation).map_err(|error| failure::retryable(error, usage))?;
        Ok(Extraction { lesson, usage })
    }
}

fn usage(reported: Option<&CompletionUsage>) -> Usage {
    Usage {
        calls: 1,
        prompt_tokens: reported.map_or(0, |usage| usage.prompt_tokens.into()),
        completion_tokens: reported.map_or(0, |usage| usage.completion_tokens.into()),
    }
}

/// The text of an answer that is whole and meant as one.
fn content(response: CreateChatCompletionResponse) -> Result<String, &'static str> {
    let choice = response.choices.into_iter().next().ok_or("The language model gave no answer.")?;
    if choice.message.refusal.is_some() || choice.finish_reason == Some(FinishReason::ContentFilter) {
        return Err("The language model refused to read the conversation.");
    }
    if choice.finish_reason == Some(FinishReason::Length) {
        return Err("The language model's answer was cut short.");
    }
    choice.message.content.ok_or("The language model gave no answer.")
}
