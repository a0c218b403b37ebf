//! Extraction by a language model behind an OpenAI-compatible endpoint.
//!
//! The instructions are constant. The conversation is JSON in the user message, with personal data
//! replaced. The response follows a strict schema and then passes the checks of the domain. A response that
//! breaks a rule is refused once, with the rule.

mod allowance;
mod batch;
mod briefing;
mod call;
mod client;
mod defaults;
mod embeddings;
mod estimate;
mod failure;
mod judge;
mod prepared;
mod prompt;
mod response;
mod schema;
mod transport;

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest,
};
use gleaner_domain::{Conversation, ExtractorKind, Price, SentStatistics, Usage};
use secrecy::SecretString;

use crate::extractor::{BatchExtractor, BatchResponse, Extractor, Judge, Pacing, PreparedExtraction};
use crate::prefilter::prefilter;
use crate::types::PatternTypes;
use allowance::{Allowance, Reservation};
use client::Endpoint;
use prepared::Prepared;

pub use client::ClientError;
pub use embeddings::{EmbeddingSettings, OpenAiEmbedder};

/// The timeout of the upload or download of a file, which has up to 50 MiB.
const FILE_TIMEOUT: Duration = Duration::from_secs(600);

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
    /// The maximum number of tokens of a response, so that the cost of a call is bounded.
    pub max_completion_tokens: u32,
    /// The price of the model; `None` if it is not known.
    pub price: Option<Price>,
    /// How fast the endpoint may be called.
    pub pacing: Pacing,
    /// The part of the provider's rate limits that this process may use, above 0 and at most 1.
    pub rate_share: f64,
    /// The types that a pattern can have.
    pub types: Arc<PatternTypes>,
}

/// Extracts patterns with a language model, with one call per conversation, and a second one if the first response breaks a
/// rule.
#[derive(Debug, Clone)]
pub struct OpenAiExtractor {
    endpoint: Endpoint,
    /// For files, which take longer than calls, and for batches, which have rate limits of their own.
    files: Client<OpenAIConfig>,
    model: String,
    max_completion_tokens: u32,
    price: Option<Price>,
    pacing: Pacing,
    types: Arc<PatternTypes>,
    /// The expected prompt tokens of a call without its conversation.
    constant_tokens: u64,
    allowance: Arc<Allowance>,
}

impl OpenAiExtractor {
    /// Builds the HTTP client. Sends nothing.
    ///
    /// # Errors
    ///
    /// Returns [`ClientError`] if the HTTP client cannot be built.
    pub fn new(settings: &OpenAiSettings) -> Result<Self, ClientError> {
        let allowance = Arc::new(Allowance::new(settings.rate_share));
        let endpoint =
            |timeout, allowance| Endpoint::new(&settings.base_url, &settings.api_key, timeout, allowance);
        Ok(Self {
            endpoint: endpoint(settings.timeout, Arc::clone(&allowance))?,
            files: endpoint(settings.timeout.max(FILE_TIMEOUT), Arc::default())?.client,
            model: settings.model.clone(),
            max_completion_tokens: settings.max_completion_tokens,
            price: settings.price.clone(),
            pacing: settings.pacing,
            types: Arc::clone(&settings.types),
            constant_tokens: estimate::constant_tokens(&settings.types),
            allowance,
        })
    }

    /// The most that one call with this transcript can use. A token is at least one byte.
    fn greatest_usage(&self, transcript: &str) -> Usage {
        Usage {
            calls: 1,
            prompt_tokens: estimate::at_most(self.constant_tokens) + transcript.len() as u64,
            completion_tokens: self.max_completion_tokens.into(),
            ..Usage::default()
        }
    }

    /// What tokens cost, in billionths of a US dollar.
    fn cost(&self, prompt_tokens: u64, completion_tokens: u64) -> u64 {
        let usage = Usage { prompt_tokens, completion_tokens, ..Usage::default() };
        usage.priced(self.price.as_ref()).cost_nanos
    }

    /// Reserves a call with a prompt of so many tokens.
    fn reserve(&self, prompt_tokens: u64) -> Reservation {
        // Providers count what a response may have, not what it has.
        self.allowance.reserve(prompt_tokens + u64::from(self.max_completion_tokens), Instant::now())
    }

    fn request(&self, transcript: String) -> CreateChatCompletionRequest {
        CreateChatCompletionRequest {
            model: self.model.clone(),
            messages: vec![
                ChatCompletionRequestMessage::System(ChatCompletionRequestSystemMessage::from(
                    prompt::instructions(&self.types),
                )),
                ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(transcript)),
            ],
            response_format: Some(schema::response_format(&self.types)),
            max_completion_tokens: Some(self.max_completion_tokens),
            ..Default::default()
        }
    }
}

impl Extractor for OpenAiExtractor {
    fn kind(&self) -> ExtractorKind {
        ExtractorKind::OpenAi
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }

    fn pacing(&self) -> Pacing {
        self.pacing
    }

    fn estimate(&self, conversation: &Conversation) -> Usage {
        if prefilter(conversation).is_some() {
            return Usage::default();
        }
        let transcript = estimate::transcript_tokens(prompt::transcript_chars(conversation));
        let prompt_tokens = self.constant_tokens + transcript;
        Usage { calls: 1, prompt_tokens, completion_tokens: estimate::RESPONSE_TOKENS, ..Usage::default() }
    }

    fn pause(&self, duration: Duration) {
        if let Some(until) = Instant::now().checked_add(duration) {
            self.allowance.pause(until);
        }
    }

    fn has_price(&self) -> bool {
        self.price.is_some()
    }

    fn cost_of_unmeasured_call(&self) -> u64 {
        self.cost(
            self.constant_tokens + estimate::TYPICAL_TRANSCRIPT_TOKENS,
            self.max_completion_tokens.into(),
        )
    }

    fn judge(&self) -> Option<&dyn Judge> {
        Some(self)
    }

    fn batches(&self) -> Option<&dyn BatchExtractor> {
        Some(self)
    }

    fn prepare(
        self: Arc<Self>,
        conversation: Conversation,
        sent: Arc<SentStatistics>,
    ) -> Box<dyn PreparedExtraction> {
        Box::new(Prepared::new(self, conversation, &sent, None))
    }

    fn resume(
        self: Arc<Self>,
        conversation: Conversation,
        sent: Arc<SentStatistics>,
        BatchResponse(first): BatchResponse,
    ) -> Box<dyn PreparedExtraction> {
        Box::new(Prepared::new(self, conversation, &sent, Some(first)))
    }
}
