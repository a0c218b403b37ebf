//! Extraction by a language model behind an OpenAI-compatible endpoint.
//!
//! The instructions are constant. The conversation is JSON in the user message, with personal data
//! replaced. The response follows a strict schema and then passes the checks of the domain. A response that the
//! operator's messages do not support is refused once, with the reason.

mod briefing;
mod client;
mod defaults;
mod embeddings;
mod estimate;
mod failure;
mod judge;
mod prompt;
mod response;
mod schema;
mod transport;

use std::sync::Arc;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, CompletionUsage, CreateChatCompletionRequest,
    CreateChatCompletionResponse, FinishReason,
};
use async_trait::async_trait;
use gleaner_domain::{Conversation, Extracted, ExtractorKind, NoPatternReason, SentStatistics, Usage};
use secrecy::SecretString;

use crate::extractor::{Extraction, ExtractionError, Extractor, Judge, Pacing};
use crate::prefilter::prefilter;
use crate::types::PatternTypes;
use briefing::Briefing;
use client::client;

pub use client::ClientError;
pub use embeddings::{EmbeddingSettings, OpenAiEmbedder};

/// The endpoint of a language model and how to call it.
#[derive(Debug, Clone)]
pub struct OpenAiSettings {
    /// The endpoint, such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// The API key.
    pub api_key: SecretString,
    /// The model's name.
    pub model: String,
    /// The timeout of one call.
    pub timeout: Duration,
    /// How fast the endpoint may be called.
    pub pacing: Pacing,
    /// The types that a pattern can have.
    pub types: Arc<PatternTypes>,
}

/// Extracts patterns with a language model, with one call per conversation, and a second one if the first response is
/// refused.
#[derive(Debug, Clone)]
pub struct OpenAiExtractor {
    client: Client<OpenAIConfig>,
    model: String,
    pacing: Pacing,
    types: Arc<PatternTypes>,
    /// The expected prompt tokens of a call without its conversation.
    constant_tokens: u64,
}

impl OpenAiExtractor {
    /// Builds the HTTP client. Sends nothing.
    ///
    /// # Errors
    ///
    /// Returns [`ClientError`] if the HTTP client cannot be built.
    pub fn new(settings: &OpenAiSettings) -> Result<Self, ClientError> {
        let client = client(&settings.base_url, &settings.api_key, settings.timeout)?;
        Ok(Self {
            client,
            model: settings.model.clone(),
            pacing: settings.pacing,
            types: Arc::clone(&settings.types),
            constant_tokens: estimate::constant_tokens(&settings.types),
        })
    }

    fn request(&self, conversation: &Conversation, briefing: &Briefing) -> CreateChatCompletionRequest {
        CreateChatCompletionRequest {
            model: self.model.clone(),
            messages: vec![
                ChatCompletionRequestMessage::System(ChatCompletionRequestSystemMessage::from(
                    prompt::instructions(&self.types),
                )),
                ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(
                    prompt::transcript(conversation, briefing),
                )),
            ],
            response_format: Some(schema::response_format(&self.types)),
            ..Default::default()
        }
    }

    async fn call(&self, request: CreateChatCompletionRequest) -> Result<Response, ExtractionError> {
        let response = self.client.chat().create(request).await;
        let response = response.map_err(|error| failure::of_call(&error, &self.model, "OPENAI_MODEL"))?;
        let usage = usage(response.usage.as_ref());
        let content = content(response).map_err(|reason| failure::permanent(reason, usage))?;
        Ok(Response { content, usage })
    }
}

/// The text of a complete response, and its usage.
struct Response {
    content: String,
    usage: Usage,
}

/// What `response` contains, or why its text is refused.
fn read(
    response: &Response,
    conversation: &Conversation,
    briefing: &Briefing,
    types: &PatternTypes,
) -> Result<Result<Extracted, String>, ExtractionError> {
    match response::read(&response.content, conversation, briefing, types) {
        Ok(extracted) => Ok(Ok(extracted)),
        Err(error) => match error.refusal() {
            Some(reason) => Ok(Err(reason)),
            None => Err(failure::retryable(error, response.usage)),
        },
    }
}

/// The messages after a response that was refused for `reason`.
fn refusal(response: Response, reason: &str) -> [ChatCompletionRequestMessage; 2] {
    [
        ChatCompletionRequestMessage::Assistant(ChatCompletionRequestAssistantMessage::from(
            response.content,
        )),
        ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(prompt::refusal(reason))),
    ]
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
        if prefilter(conversation).is_some() {
            return Usage::default();
        }
        let prompt_tokens = self.constant_tokens + estimate::transcript_tokens(conversation);
        Usage { calls: 1, prompt_tokens, completion_tokens: estimate::RESPONSE_TOKENS }
    }

    fn judge(&self) -> Option<&dyn Judge> {
        Some(self)
    }

    async fn extract(
        &self,
        conversation: &Conversation,
        sent: &SentStatistics,
    ) -> Result<Extraction, ExtractionError> {
        let briefing = Briefing::of(conversation, sent);
        let mut request = self.request(conversation, &briefing);
        let first = self.call(request.clone()).await?;
        let mut usage = first.usage;
        let reason = match read(&first, conversation, &briefing, &self.types)? {
            Ok(extracted) => return Ok(Extraction { extracted, usage }),
            Err(reason) => reason,
        };
        request.messages.extend(refusal(first, &reason));
        let second = self.call(request).await.map_err(|error| error.after(usage))?;
        let extracted =
            read(&second, conversation, &briefing, &self.types).map_err(|error| error.after(usage))?;
        usage += second.usage;
        Ok(Extraction {
            extracted: extracted.unwrap_or(Extracted::NoPattern(NoPatternReason::Ungrounded)),
            usage,
        })
    }
}

fn usage(reported: Option<&CompletionUsage>) -> Usage {
    Usage {
        calls: 1,
        prompt_tokens: reported.map_or(0, |usage| usage.prompt_tokens.into()),
        completion_tokens: reported.map_or(0, |usage| usage.completion_tokens.into()),
    }
}

/// The text of a response that is complete and not a refusal.
fn content(response: CreateChatCompletionResponse) -> Result<String, &'static str> {
    let choice =
        response.choices.into_iter().next().ok_or("The language model returned an empty response.")?;
    if choice.message.refusal.is_some() || choice.finish_reason == Some(FinishReason::ContentFilter) {
        return Err("The language model refused to read the conversation.");
    }
    if choice.finish_reason == Some(FinishReason::Length) {
        return Err("The language model's response was truncated.");
    }
    choice.message.content.ok_or("The language model returned an empty response.")
}
