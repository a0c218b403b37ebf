//! Checks the model's response: first its structure, then each field by the rules of the domain.

use std::collections::BTreeSet;

use gleaner_domain::grounding::{self, Grounds, Ungrounded};
use gleaner_domain::pattern::ConfidenceError;
use gleaner_domain::similarity::TokenSet;
use gleaner_domain::template::TemplateError;
use gleaner_domain::{
    Confidence, Conversation, Direction, Extracted, Message, MessageId, NoPatternReason, NumberedVariable,
    PatternDraft, ResponseTemplate, Trigger,
};
use serde::Deserialize;
use thiserror::Error;

use super::briefing::Briefing;
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

impl ResponseError {
    /// Which rule the response breaks, for the model.
    pub(super) fn refusal(&self) -> String {
        match self {
            Self::Form => "it does not have the agreed form".to_owned(),
            Self::Missing(field) => format!("it lacks a valid value for {field}"),
            Self::UnknownVariable => "it uses an unknown variable".to_owned(),
            Self::Text(error) => error.to_string(),
            Self::Confidence(error) => error.to_string(),
            Self::Ungrounded(error) => error.to_string(),
        }
    }

    /// Whether the operator's messages do not support the response, or its text must not be stored.
    pub(super) fn is_unsupported(&self) -> bool {
        match self {
            Self::Text(error) => error.is_unsafe(),
            Self::Ungrounded(_) => true,
            Self::Form | Self::Missing(_) | Self::UnknownVariable | Self::Confidence(_) => false,
        }
    }
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
    briefing: &Briefing,
    types: &PatternTypes,
) -> Result<Extracted, ResponseError> {
    let response: Response = serde_json::from_str(content).map_err(|_| ResponseError::Form)?;
    match response.outcome {
        Outcome::None => {
            let reason = response.reason.as_deref().and_then(|name| name.parse::<NoPatternReason>().ok());
            reason.map(Extracted::NoPattern).ok_or(ResponseError::Missing("reason"))
        }
        Outcome::Pattern => {
            draft(response, conversation, briefing, types).map(|draft| Extracted::Pattern(Box::new(draft)))
        }
    }
}

fn draft(
    response: Response,
    conversation: &Conversation,
    briefing: &Briefing,
    types: &PatternTypes,
) -> Result<PatternDraft, ResponseError> {
    let pattern_type =
        response.r#type.as_deref().and_then(|name| types.get(name)).ok_or(ResponseError::Missing("type"))?;
    let trigger = Trigger::parse(&response.trigger.ok_or(ResponseError::Missing("trigger"))?)?;
    let template = ResponseTemplate::parse(&response.template.ok_or(ResponseError::Missing("template"))?)?;
    let confidence = Confidence::draft(response.confidence.ok_or(ResponseError::Missing("confidence"))?)?;
    if response.variables.iter().any(|name| name.parse::<NumberedVariable>().is_err()) {
        return Err(ResponseError::UnknownVariable);
    }
    let evidence = |indices: &[i64], side, text: &str| evidence(conversation, indices, side, text);
    let answer = evidence(&response.answer_messages, Direction::Outgoing, template.as_str());
    check_grounds(&template, conversation, &answer, briefing)?;
    let template = briefing.generalize(&template)?;
    Ok(PatternDraft {
        question: evidence(&response.question_messages, Direction::Incoming, trigger.as_str()),
        answer,
        pattern_type,
        trigger,
        template,
        confidence,
    })
}

/// Checks `template` against the messages `answer`, which become its evidence.
fn check_grounds(
    template: &ResponseTemplate,
    conversation: &Conversation,
    answer: &[MessageId],
    briefing: &Briefing,
) -> Result<(), Ungrounded> {
    let facts: Vec<&str> = briefing.facts().iter().map(String::as_str).collect();
    let bodies = |is_used: &dyn Fn(&Message) -> bool| -> Vec<&str> {
        conversation
            .messages
            .iter()
            .filter(|message| is_used(message))
            .map(|message| message.body.as_str())
            .collect()
    };
    let of_operator = |message: &Message| message.direction == Direction::Outgoing;
    let grounds = Grounds {
        sources: &bodies(&|message| of_operator(message) && answer.contains(&message.id)),
        operators: &bodies(&of_operator),
        customers: &bodies(&|message| !of_operator(message)),
        facts: &facts,
    };
    grounding::check(template, &grounds)
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
    let trigrams = TokenSet::trigrams(text);
    let similarity = |message: &&Message| TokenSet::trigrams(&message.body).similarity(&trigrams);
    let best =
        conversation.messages.iter().filter(of_side).max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
    best.map(|message| message.id.clone()).into_iter().collect()
}

#[cfg(test)]
mod tests;
