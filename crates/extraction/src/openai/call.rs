//! One call of the language model.

use async_openai::types::chat::{
    CompletionUsage, CreateChatCompletionRequest, CreateChatCompletionResponse, FinishReason,
};
use gleaner_domain::Usage;

use super::allowance::Reservation;
use super::{OpenAiExtractor, failure};
use crate::extractor::ExtractionError;

impl OpenAiExtractor {
    /// Makes a call, which may not be reserved.
    pub(super) async fn call(
        &self,
        request: CreateChatCompletionRequest,
        reservation: Option<Reservation>,
    ) -> Result<Response, ExtractionError> {
        let client =
            reservation.map_or_else(|| self.endpoint.client.clone(), |call| self.endpoint.sending(call));
        let response = client.chat().create(request).await;
        let response = response.map_err(|error| failure::of_call(&error, &self.model, "OPENAI_MODEL"))?;
        let usage = usage(response.usage.as_ref()).priced(self.price.as_ref());
        let content = content(response).map_err(|reason| failure::permanent(reason, usage))?;
        Ok(Response { content, usage })
    }
}

/// The text of a complete response, and its usage.
pub(super) struct Response {
    pub content: String,
    pub usage: Usage,
}

pub(super) fn usage(reported: Option<&CompletionUsage>) -> Usage {
    let Some(reported) = reported else { return Usage::UNMEASURED };
    let cached = reported.prompt_tokens_details.as_ref().and_then(|details| details.cached_tokens);
    Usage {
        calls: 1,
        prompt_tokens: reported.prompt_tokens.into(),
        cached_tokens: cached.unwrap_or(0).into(),
        completion_tokens: reported.completion_tokens.into(),
        ..Usage::default()
    }
}

/// The text of a response that is complete and not a refusal.
pub(super) fn content(response: CreateChatCompletionResponse) -> Result<String, &'static str> {
    let choice =
        response.choices.into_iter().next().ok_or("The language model returned an empty response.")?;
    if choice.message.refusal.is_some() || choice.finish_reason == Some(FinishReason::ContentFilter) {
        return Err("The language model refused to read the conversation.");
    }
    if choice.finish_reason == Some(FinishReason::Length) {
        return Err(
            "The language model's response was truncated. Please check OPENAI_MAX_COMPLETION_TOKENS.",
        );
    }
    choice.message.content.ok_or("The language model returned an empty response.")
}
