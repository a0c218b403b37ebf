//! One call of the language model, and a second one after a response that breaks a rule.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage, ChatCompletionRequestUserMessage,
    CompletionUsage, CreateChatCompletionRequest, CreateChatCompletionResponse, FinishReason,
};
use gleaner_domain::{Conversation, Extracted, NoPatternReason, Usage};

use super::briefing::Briefing;
use super::{OpenAiExtractor, failure, prompt, response};
use crate::extractor::{Extraction, ExtractionError, Extractor, MayAskAgain};

impl OpenAiExtractor {
    pub(super) async fn call(
        &self,
        request: CreateChatCompletionRequest,
    ) -> Result<Response, ExtractionError> {
        let response = self.client.chat().create(request).await;
        let response = response.map_err(|error| failure::of_call(&error, &self.model, "OPENAI_MODEL"))?;
        let usage = usage(response.usage.as_ref()).priced(self.price.as_ref());
        let content = content(response).map_err(|reason| failure::permanent(reason, usage))?;
        Ok(Response { content, usage })
    }

    /// Reads the first response to `request`. If it breaks a rule, asks once more with the rule, as long as it may. The rate
    /// limits then count the second call, but it does not wait for them.
    pub(super) async fn read_or_ask_again(
        &self,
        mut request: CreateChatCompletionRequest,
        first: Response,
        conversation: &Conversation,
        briefing: &Briefing,
        may_ask_again: &MayAskAgain,
    ) -> Result<Extraction, ExtractionError> {
        let mut usage = first.usage;
        let error = match response::read(&first.content, conversation, briefing, &self.types) {
            Ok(extracted) => return Ok(Extraction { extracted, usage }),
            Err(error) => error,
        };
        if !may_ask_again() {
            return Err(failure::retryable(error, usage));
        }
        self.reserve(conversation);
        request.messages.extend(refusal(first, &error.refusal()));
        let second = self.call(request).await.map_err(|error| error.after(usage))?;
        usage += second.usage;
        match response::read(&second.content, conversation, briefing, &self.types) {
            Ok(extracted) => Ok(Extraction { extracted, usage }),
            Err(error) if error.is_unsupported() => {
                Ok(Extraction { extracted: Extracted::NoPattern(NoPatternReason::Ungrounded), usage })
            }
            Err(error) => Err(failure::permanent(error, usage)),
        }
    }
}

/// The text of a complete response, and its usage.
pub(super) struct Response {
    pub content: String,
    pub usage: Usage,
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
        return Err("The language model's response was truncated.");
    }
    choice.message.content.ok_or("The language model returned an empty response.")
}
