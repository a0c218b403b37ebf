//! The extraction of one conversation: one call, and a second one after a response that breaks a rule.

use std::sync::Arc;
use std::time::Duration;

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest,
};
use async_trait::async_trait;
use gleaner_domain::{Conversation, Extracted, NoPatternReason, SentStatistics, Usage};

use super::allowance::Reservation;
use super::briefing::Briefing;
use super::call::Response;
use super::{OpenAiExtractor, estimate, failure, prompt, response};
use crate::extractor::{Extraction, ExtractionError, MayAskAgain, PreparedExtraction};

/// A conversation with the request for it.
pub(super) struct Prepared {
    extractor: Arc<OpenAiExtractor>,
    conversation: Conversation,
    briefing: Briefing,
    transcript: String,
    /// The response to the first call, which is paid for.
    first: Option<String>,
    /// For the next call.
    reservation: Option<Reservation>,
}

impl Prepared {
    pub fn new(
        extractor: Arc<OpenAiExtractor>,
        conversation: Conversation,
        sent: &SentStatistics,
        first: Option<String>,
    ) -> Self {
        let briefing = Briefing::of(&conversation, sent);
        let transcript = prompt::transcript(&conversation, &briefing);
        Self { extractor, conversation, briefing, transcript, first, reservation: None }
    }

    fn request(&self) -> CreateChatCompletionRequest {
        self.extractor.request(self.transcript.clone())
    }

    /// The response to the first call, and what was used for it now.
    async fn first(&mut self) -> Result<(String, Usage), ExtractionError> {
        if let Some(first) = &self.first {
            return Ok((first.clone(), Usage::default()));
        }
        let response = self.call(self.request()).await?;
        self.first = Some(response.content.clone());
        Ok((response.content, response.usage))
    }

    async fn call(&mut self, request: CreateChatCompletionRequest) -> Result<Response, ExtractionError> {
        let reservation = self.reservation.take();
        self.extractor.call(request, reservation).await
    }

    fn read(&self, content: &str) -> Result<Extracted, response::ResponseError> {
        response::read(content, &self.conversation, &self.briefing, &self.extractor.types)
    }
}

#[async_trait]
impl PreparedExtraction for Prepared {
    fn reserve(&mut self) -> Duration {
        let tokens = estimate::transcript_tokens(self.transcript.chars().count());
        // An earlier one is released first.
        self.reservation = None;
        // Many calls can be sent before the provider says how many tokens the first of them has.
        let tokens = estimate::at_most(self.extractor.constant_tokens + tokens);
        let reservation = self.extractor.reserve(tokens);
        self.reservation.insert(reservation).wait
    }

    fn greatest_cost(&self) -> u64 {
        let Usage { prompt_tokens, completion_tokens, .. } = self.extractor.greatest_usage(&self.transcript);
        // The second call repeats the first, with its response and the reason of the refusal.
        let second = prompt_tokens + completion_tokens + estimate::REFUSAL_TOKENS;
        match self.first {
            None => self.extractor.cost(prompt_tokens + second, 2 * completion_tokens),
            Some(_) => self.extractor.cost(second, completion_tokens),
        }
    }

    /// The rate limits count the second call, but it does not wait for them.
    async fn extract(&mut self, may_ask_again: &MayAskAgain) -> Result<Extraction, ExtractionError> {
        let (first, mut usage) = self.first().await?;
        let error = match self.read(&first) {
            Ok(extracted) => return Ok(Extraction { extracted, usage }),
            Err(error) => error,
        };
        if !may_ask_again() {
            return Err(failure::retryable(error, usage));
        }
        self.reserve();
        let mut request = self.request();
        request.messages.extend(refusal(first, &error.refusal()));
        let second = self.call(request).await.map_err(|error| error.after(usage))?;
        usage += second.usage;
        match self.read(&second.content) {
            Ok(extracted) => Ok(Extraction { extracted, usage }),
            Err(error) if error.is_unsupported() => {
                Ok(Extraction { extracted: Extracted::NoPattern(NoPatternReason::Ungrounded), usage })
            }
            Err(error) => Err(failure::permanent(error, usage)),
        }
    }
}

/// The messages after a response that was refused for `reason`.
fn refusal(response: String, reason: &str) -> [ChatCompletionRequestMessage; 2] {
    [
        ChatCompletionRequestMessage::Assistant(ChatCompletionRequestAssistantMessage::from(response)),
        ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(prompt::refusal(reason))),
    ]
}
