//! Checks the model's response: first its structure, then each field by the rules of the domain.

use std::collections::BTreeSet;

use gleaner_domain::grounding::{self, Ungrounded};
use gleaner_domain::pattern::ConfidenceError;
use gleaner_domain::similarity::Trigrams;
use gleaner_domain::template::TemplateError;
use gleaner_domain::{
    Confidence, Conversation, Direction, Extracted, Message, MessageId, NoPatternReason, PatternDraft,
    ResponseTemplate, Trigger, Variable,
};
use serde::Deserialize;
use thiserror::Error;

use crate::types::PatternTypes;

/// What is wrong with a response. The text of the response is not repeated.
#[derive(Debug, Clone, PartialEq, Error)]
pub(super) enum ResponseError {
    #[error("The language model's response does not have the agreed form.")]
    Form,
    #[error("The language model's response lacks a valid value for {0}.")]
    Missing(&'static str),
    #[error("The language model's response uses an unknown variable.")]
    UnknownVariable,
    #[error("The language model's response is not a valid pattern: {0}.")]
    Text(#[from] TemplateError),
    #[error("The language model's response is not a valid pattern: {0}.")]
    Confidence(#[from] ConfidenceError),
    #[error("The language model's response is not a valid pattern: {0}.")]
    Ungrounded(#[from] Ungrounded),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    outcome: Outcome,
    reason: Option<String>,
    r#type: Option<String>,
    trigger: Option<String>,
    template: Option<String>,
    confidence: Option<f64>,
    variables: Vec<String>,
    question_messages: Vec<i64>,
    answer_messages: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Pattern,
    None,
}

/// Reads the response to a request about `conversation`.
///
/// # Errors
///
/// Returns a [`ResponseError`] if the response does not follow the schema or violates a rule of the domain.
pub(super) fn read(
    content: &str,
    conversation: &Conversation,
    types: &PatternTypes,
) -> Result<Extracted, ResponseError> {
    let response: Response = serde_json::from_str(content).map_err(|_| ResponseError::Form)?;
    match response.outcome {
        Outcome::None => {
            let reason = response.reason.as_deref().and_then(|name| name.parse::<NoPatternReason>().ok());
            reason.map(Extracted::NoPattern).ok_or(ResponseError::Missing("reason"))
        }
        Outcome::Pattern => {
            draft(response, conversation, types).map(|draft| Extracted::Pattern(Box::new(draft)))
        }
    }
}

fn draft(
    response: Response,
    conversation: &Conversation,
    types: &PatternTypes,
) -> Result<PatternDraft, ResponseError> {
    let pattern_type =
        response.r#type.as_deref().and_then(|name| types.get(name)).ok_or(ResponseError::Missing("type"))?;
    let trigger = Trigger::parse(&response.trigger.ok_or(ResponseError::Missing("trigger"))?)?;
    let template = ResponseTemplate::parse(&response.template.ok_or(ResponseError::Missing("template"))?)?;
    let confidence = Confidence::draft(response.confidence.ok_or(ResponseError::Missing("confidence"))?)?;
    if response.variables.iter().any(|name| name.parse::<Variable>().is_err()) {
        return Err(ResponseError::UnknownVariable);
    }
    grounding::check(&template, conversation.operator_messages().map(|message| message.body.as_str()))?;
    let evidence = |indices: &[i64], side, text: &str| evidence(conversation, indices, side, text);
    Ok(PatternDraft {
        question: evidence(&response.question_messages, Direction::Incoming, trigger.as_str()),
        answer: evidence(&response.answer_messages, Direction::Outgoing, template.as_str()),
        pattern_type,
        trigger,
        template,
        confidence,
    })
}

/// The messages of `side` at `indices`, or, if there is none, the message of `side` that is most similar to
/// `text`. A pattern without evidence could not be trusted or undone.
fn evidence(conversation: &Conversation, indices: &[i64], side: Direction, text: &str) -> Vec<MessageId> {
    let of_side = |message: &&Message| message.direction == side;
    let indices: BTreeSet<usize> = indices.iter().filter_map(|index| usize::try_from(*index).ok()).collect();
    let given: Vec<_> = indices
        .into_iter()
        .filter_map(|index| conversation.messages.get(index))
        .filter(of_side)
        .map(|message| message.id.clone())
        .collect();
    if !given.is_empty() {
        return given;
    }
    let trigrams = Trigrams::of(text);
    let similarity = |message: &&Message| Trigrams::of(&message.body).similarity(&trigrams);
    let best =
        conversation.messages.iter().filter(of_side).max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
    best.map(|message| message.id.clone()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;
    use serde_json::{Value, json};

    use super::*;

    fn conversation() -> Conversation {
        conversation_of(&["C How do I open the door?", "O Hi!", "O Use the code 4711 at the side door."])
    }

    fn valid() -> Value {
        json!({
            "outcome": "pattern", "reason": null, "type": "access",
            "trigger": "How do I open the door?",
            "template": "Use the code {{access_code}} at the side door.",
            "confidence": 0.8, "variables": ["access_code"],
            "question_messages": [0], "answer_messages": [2],
        })
    }

    fn with(field: &str, value: Value) -> Result<Extracted, ResponseError> {
        let mut response = valid();
        response[field] = value;
        read(&response.to_string(), &conversation(), &PatternTypes::built_in())
    }

    fn ids(messages: &[MessageId]) -> Vec<&str> {
        messages.iter().map(MessageId::as_str).collect()
    }

    #[test]
    fn a_valid_response_is_a_draft_with_its_evidence() {
        let Ok(Extracted::Pattern(draft)) =
            read(&valid().to_string(), &conversation(), &PatternTypes::built_in())
        else {
            panic!()
        };
        assert_eq!(draft.pattern_type, gleaner_domain::PatternType::Access);
        assert_eq!((ids(&draft.question), ids(&draft.answer)), (vec!["M0"], vec!["M2"]));
    }

    #[test]
    fn without_valid_indices_the_most_similar_message_is_the_evidence() {
        for indices in [json!([]), json!([0]), json!([-1, 99])] {
            let Ok(Extracted::Pattern(draft)) = with("answer_messages", indices) else { panic!() };
            assert_eq!(ids(&draft.answer), ["M2"]);
        }
    }

    #[test]
    fn a_duplicate_index_is_evidence_once() {
        let Ok(Extracted::Pattern(draft)) = with("answer_messages", json!([2, 1, 2])) else { panic!() };
        assert_eq!(ids(&draft.answer), ["M1", "M2"]);
    }

    #[test]
    fn a_response_without_a_pattern_needs_a_known_reason() {
        let none = json!({
            "outcome": "none", "reason": "no_answer", "type": null, "trigger": null, "template": null,
            "confidence": null, "variables": [], "question_messages": [], "answer_messages": [],
        });
        assert_eq!(
            read(&none.to_string(), &conversation(), &PatternTypes::built_in()),
            Ok(Extracted::NoPattern(NoPatternReason::NoAnswer))
        );
        let mut other = none;
        other["reason"] = json!("because");
        assert_eq!(
            read(&other.to_string(), &conversation(), &PatternTypes::built_in()),
            Err(ResponseError::Missing("reason"))
        );
    }

    #[test]
    fn an_invalid_response_is_an_error() {
        for content in ["", "Sure! Here is the pattern:", "{\"outcome\": \"pat", "[]", "null"] {
            assert_eq!(
                read(content, &conversation(), &PatternTypes::built_in()),
                Err(ResponseError::Form),
                "{content}"
            );
        }
        assert_eq!(with("extra", json!(1)), Err(ResponseError::Form));
        assert_eq!(with("type", json!("weather")), Err(ResponseError::Missing("type")));
        assert_eq!(with("variables", json!(["password"])), Err(ResponseError::UnknownVariable));
        assert!(matches!(with("template", json!("Use {{password}}")), Err(ResponseError::Text(_))));
        assert!(matches!(with("confidence", json!(0.95)), Err(ResponseError::Confidence(_))));
        let invented = with("template", json!("Pay at https://evil.example"));
        assert_eq!(invented, Err(ResponseError::Ungrounded(Ungrounded)));
    }
}
