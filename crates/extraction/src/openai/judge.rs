//! The question to the language model whether two patterns are the same.

use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest, ResponseFormat, ResponseFormatJsonSchema,
};
use async_trait::async_trait;
use gleaner_domain::pattern::Content;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{OpenAiExtractor, failure};
use crate::extractor::{ExtractionError, Judge, Judgment};
use crate::redaction::redact;
use crate::specifics::Names;

/// A pattern as the language model reads it.
#[derive(Serialize)]
struct Said {
    question: String,
    answer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    same: bool,
}

#[async_trait]
impl Judge for OpenAiExtractor {
    fn model(&self) -> &str {
        &self.model
    }

    async fn are_same(&self, one: &Content, other: &Content) -> Result<Judgment, ExtractionError> {
        let response = self.call(request(&self.model, one, other)).await?;
        let usage = response.usage;
        match serde_json::from_str(&response.content) {
            Ok(Response { same }) => Ok(Judgment { is_same: same, usage }),
            Err(_) => {
                Err(failure::retryable("The language model's response does not have the agreed form.", usage))
            }
        }
    }
}

fn request(model: &str, one: &Content, other: &Content) -> CreateChatCompletionRequest {
    let pair = json!({ "first": said(one), "second": said(other) }).to_string();
    CreateChatCompletionRequest {
        model: model.to_owned(),
        messages: vec![
            ChatCompletionRequestMessage::System(ChatCompletionRequestSystemMessage::from(include_str!(
                "judge.txt"
            ))),
            ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(pair)),
        ],
        response_format: Some(response_format()),
        ..Default::default()
    }
}

/// A person may have written personal data into a pattern.
fn said(content: &Content) -> Said {
    let redacted = |text: &str| redact(text, &Names::default(), |_, _| false);
    Said { question: redacted(content.trigger.as_str()), answer: redacted_template(content, redacted) }
}

/// The variables stay.
fn redacted_template(content: &Content, redacted: impl Fn(&str) -> String) -> String {
    let parts = content.template.as_str().split("{{").map(|part| match part.split_once("}}") {
        Some((name, text)) => format!("{{{{{name}}}}}{}", redacted(text)),
        None => redacted(part),
    });
    parts.collect()
}

fn response_format() -> ResponseFormat {
    ResponseFormat::JsonSchema {
        json_schema: ResponseFormatJsonSchema {
            name: "same_pattern".to_owned(),
            description: Some("Whether two reply patterns are the same.".to_owned()),
            schema: json!({
                "type": "object",
                "additionalProperties": false,
                "properties": { "same": { "type": "boolean" } },
                "required": ["same"],
            }),
            strict: Some(true),
        },
    }
}

#[cfg(test)]
mod tests {
    use gleaner_domain::{PatternType, ResponseTemplate, Trigger};

    use super::*;

    #[test]
    fn personal_data_in_a_pattern_is_replaced_and_its_variables_stay() {
        let content = Content {
            pattern_type: PatternType::Faq,
            trigger: Trigger::parse("Can I call 902-555-0142?").unwrap(),
            template: ResponseTemplate::parse("Hi {{customer_name}}, it is $25. Write to a@b.example.")
                .unwrap(),
        };
        let said = said(&content);
        assert_eq!(said.question, "Can I call {{phone_number}}?");
        assert_eq!(said.answer, "Hi {{customer_name}}, it is $25. Write to {{email}}.");
    }
}
