//! The question to the language model whether two patterns are the same.

use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest, ResponseFormat, ResponseFormatJsonSchema,
};
use async_trait::async_trait;
use gleaner_domain::pattern::Content;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{OpenAiExtractor, estimate, failure};
use crate::extractor::{ExtractionError, Judge, Judgment};
use crate::specifics::{Names, Placeholders, personal};

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

    fn greatest_cost(&self, one: &Content, other: &Content) -> u64 {
        let request = serde_json::to_vec(&self.comparison(one, other)).unwrap_or_default();
        self.cost(request.len() as u64, self.max_completion_tokens.into())
    }

    async fn are_same(&self, one: &Content, other: &Content) -> Result<Judgment, ExtractionError> {
        // The rate limits count the call. It does not wait for them, since there are few.
        let reservation = self.reserve(estimate::TYPICAL_TRANSCRIPT_TOKENS);
        let response = self.call(self.comparison(one, other), Some(reservation)).await?;
        let usage = response.usage;
        match serde_json::from_str(&response.content) {
            Ok(Response { same }) => Ok(Judgment { is_same: same, usage }),
            Err(_) => {
                Err(failure::retryable("The language model's response does not have the agreed form.", usage))
            }
        }
    }
}

impl OpenAiExtractor {
    fn comparison(&self, one: &Content, other: &Content) -> CreateChatCompletionRequest {
        // One numbering for both, so that the model sees which values differ.
        let mut placeholders = Placeholders::numbered();
        let pair = json!({ "first": said(one, &mut placeholders), "second": said(other, &mut placeholders) });
        let pair = pair.to_string();
        CreateChatCompletionRequest {
            model: self.model.clone(),
            messages: vec![
                ChatCompletionRequestMessage::System(ChatCompletionRequestSystemMessage::from(include_str!(
                    "judge.txt"
                ))),
                ChatCompletionRequestMessage::User(ChatCompletionRequestUserMessage::from(pair)),
            ],
            response_format: Some(response_format()),
            max_completion_tokens: Some(self.max_completion_tokens),
            ..Default::default()
        }
    }
}

/// A person may have written personal data into a pattern.
fn said(content: &Content, placeholders: &mut Placeholders) -> Said {
    Said {
        question: redacted(content.trigger.as_str(), placeholders),
        answer: redacted(content.template.as_str(), placeholders),
    }
}

/// Replaces personal data. The variables stay.
fn redacted(text: &str, placeholders: &mut Placeholders) -> String {
    let mut replace = |text: &str| {
        let spans = personal(text, &Names::in_message(text)).of(text);
        placeholders.write(text, &spans)
    };
    let parts = text.split("{{").map(|part| match part.split_once("}}") {
        Some((name, text)) => format!("{{{{{name}}}}}{}", replace(text)),
        None => replace(part),
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

    fn content(trigger: &str, template: &str) -> Content {
        Content {
            pattern_type: PatternType::Faq,
            trigger: Trigger::parse(trigger).unwrap(),
            template: ResponseTemplate::parse(template).unwrap(),
        }
    }

    #[test]
    fn personal_data_in_a_pattern_is_replaced_and_its_variables_stay() {
        let content = content(
            "My name is Marisol, is bay {{bay_number}} free? Call 902-555-0142",
            "Hi {{customer_name}}, it is $25. Write to a@b.example.",
        );
        let said = said(&content, &mut Placeholders::numbered());
        assert_eq!(
            said.question,
            "My name is {{customer_name}}, is bay {{bay_number}} free? Call {{phone_number}}"
        );
        assert_eq!(said.answer, "Hi {{customer_name}}, it is $25. Write to {{email}}.");
    }

    #[test]
    fn values_that_differ_have_different_placeholders() {
        let mut placeholders = Placeholders::numbered();
        let answer = |template: &str, placeholders: &mut Placeholders| {
            said(&content("Where?", template), placeholders).answer
        };
        assert_eq!(answer("See rates.example/prices.", &mut placeholders), "See {{link}}.");
        assert_eq!(answer("See leagues.example/join.", &mut placeholders), "See {{link_2}}.");
        assert_eq!(answer("Look at rates.example/prices.", &mut placeholders), "Look at {{link}}.");
    }
}
