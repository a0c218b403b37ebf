//! The model's answer, checked: first its form, then every field by the domain's own rules.

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

/// What is wrong with an answer. The answer's own words are not repeated.
#[derive(Debug, Clone, PartialEq, Error)]
pub(super) enum AnswerError {
    #[error("The language model's answer is not of the agreed form.")]
    Form,
    #[error("The language model's answer lacks the field {0}.")]
    Missing(&'static str),
    #[error("The language model's answer uses a variable that is not known.")]
    UnknownVariable,
    #[error("The language model's answer is no pattern: {0}.")]
    Text(#[from] TemplateError),
    #[error("The language model's answer is no pattern: {0}.")]
    Confidence(#[from] ConfidenceError),
    #[error("The language model's answer is no pattern: {0}.")]
    Ungrounded(#[from] Ungrounded),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
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

/// Reads the answer to a question about `conversation`.
pub(super) fn read(content: &str, conversation: &Conversation) -> Result<Extracted, AnswerError> {
    let answer: Answer = serde_json::from_str(content).map_err(|_| AnswerError::Form)?;
    match answer.outcome {
        Outcome::None => {
            let reason = answer.reason.as_deref().and_then(|name| name.parse::<NoPatternReason>().ok());
            reason.map(Extracted::NoPattern).ok_or(AnswerError::Missing("reason"))
        }
        Outcome::Pattern => draft(answer, conversation).map(|draft| Extracted::Pattern(Box::new(draft))),
    }
}

fn draft(answer: Answer, conversation: &Conversation) -> Result<PatternDraft, AnswerError> {
    let pattern_type =
        answer.r#type.as_deref().and_then(|name| name.parse().ok()).ok_or(AnswerError::Missing("type"))?;
    let trigger = Trigger::parse(&answer.trigger.ok_or(AnswerError::Missing("trigger"))?)?;
    let template = ResponseTemplate::parse(&answer.template.ok_or(AnswerError::Missing("template"))?)?;
    let confidence = Confidence::draft(answer.confidence.ok_or(AnswerError::Missing("confidence"))?)?;
    if answer.variables.iter().any(|name| name.parse::<Variable>().is_err()) {
        return Err(AnswerError::UnknownVariable);
    }
    grounding::check(&template, conversation.operator_messages().map(|message| message.body.as_str()))?;
    let evidence = |indexes: &[i64], side, text: &str| evidence(conversation, indexes, side, text);
    Ok(PatternDraft {
        question: evidence(&answer.question_messages, Direction::Incoming, trigger.as_str()),
        answer: evidence(&answer.answer_messages, Direction::Outgoing, template.as_str()),
        pattern_type,
        trigger,
        template,
        confidence,
    })
}

/// The messages of one side that the model names; where it names none, the one whose words are
/// most like `text`. A pattern without evidence could not be trusted or taken back.
fn evidence(conversation: &Conversation, indexes: &[i64], side: Direction, text: &str) -> Vec<MessageId> {
    let of_side = |message: &&Message| message.direction == side;
    let indexes: BTreeSet<usize> = indexes.iter().filter_map(|index| usize::try_from(*index).ok()).collect();
    let named: Vec<_> = indexes
        .into_iter()
        .filter_map(|index| conversation.messages.get(index))
        .filter(of_side)
        .map(|message| message.id.clone())
        .collect();
    if !named.is_empty() {
        return named;
    }
    let wanted = Trigrams::of(text);
    let alike = |message: &&Message| Trigrams::of(&message.body).similarity(&wanted);
    let best = conversation.messages.iter().filter(of_side).max_by(|a, b| alike(a).total_cmp(&alike(b)));
    best.map(|message| message.id.clone()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use gleaner_domain::ConversationKey;
    use serde_json::{Value, json};

    use super::*;

    fn conversation() -> Conversation {
        let message = |id: &str, direction, body: &str| Message {
            id: MessageId::parse(id).unwrap(),
            thread: None,
            direction,
            from: None,
            to: Default::default(),
            body: body.into(),
            sent_at: None,
        };
        Conversation {
            key: ConversationKey::stored("CN1".into()),
            customers: Default::default(),
            messages: vec![
                message("AC0", Direction::Incoming, "How do I open the door?"),
                message("AC1", Direction::Outgoing, "Hi!"),
                message("AC2", Direction::Outgoing, "Use the code 4711 at the side door."),
            ],
        }
    }

    fn good() -> Value {
        json!({
            "outcome": "pattern", "reason": null, "type": "access",
            "trigger": "How do I open the door?",
            "template": "Use the code {{access_code}} at the side door.",
            "confidence": 0.8, "variables": ["access_code"],
            "question_messages": [0], "answer_messages": [2],
        })
    }

    fn with(field: &str, value: Value) -> Result<Extracted, AnswerError> {
        let mut answer = good();
        answer[field] = value;
        read(&answer.to_string(), &conversation())
    }

    fn ids(messages: &[MessageId]) -> Vec<&str> {
        messages.iter().map(MessageId::as_str).collect()
    }

    #[test]
    fn a_good_answer_is_a_draft_with_its_evidence() {
        let Ok(Extracted::Pattern(draft)) = read(&good().to_string(), &conversation()) else { panic!() };
        assert_eq!(draft.pattern_type, gleaner_domain::PatternType::Access);
        assert_eq!((ids(&draft.question), ids(&draft.answer)), (vec!["AC0"], vec!["AC2"]));
    }

    #[test]
    fn evidence_of_the_wrong_side_or_out_of_range_is_found_by_likeness() {
        for indexes in [json!([]), json!([0]), json!([-1, 99])] {
            let Ok(Extracted::Pattern(draft)) = with("answer_messages", indexes) else { panic!() };
            assert_eq!(ids(&draft.answer), ["AC2"]);
        }
    }

    #[test]
    fn a_message_named_twice_is_evidence_once() {
        let Ok(Extracted::Pattern(draft)) = with("answer_messages", json!([2, 1, 2])) else { panic!() };
        assert_eq!(ids(&draft.answer), ["AC1", "AC2"]);
    }

    #[test]
    fn nothing_to_learn_needs_a_known_reason() {
        let none = json!({
            "outcome": "none", "reason": "no_answer", "type": null, "trigger": null, "template": null,
            "confidence": null, "variables": [], "question_messages": [], "answer_messages": [],
        });
        assert_eq!(
            read(&none.to_string(), &conversation()),
            Ok(Extracted::NoPattern(NoPatternReason::NoAnswer))
        );
        let mut other = none;
        other["reason"] = json!("because");
        assert_eq!(read(&other.to_string(), &conversation()), Err(AnswerError::Missing("reason")));
    }

    #[test]
    fn garbage_and_broken_rules_are_refused() {
        for content in ["", "Sure! Here is the pattern:", "{\"outcome\": \"pat", "[]", "null"] {
            assert_eq!(read(content, &conversation()), Err(AnswerError::Form), "{content}");
        }
        assert_eq!(with("extra", json!(1)), Err(AnswerError::Form));
        assert_eq!(with("type", json!("weather")), Err(AnswerError::Missing("type")));
        assert_eq!(with("variables", json!(["password"])), Err(AnswerError::UnknownVariable));
        assert!(matches!(with("template", json!("Use {{password}}")), Err(AnswerError::Text(_))));
        assert!(matches!(with("confidence", json!(0.95)), Err(AnswerError::Confidence(_))));
        let invented = with("template", json!("Pay at https://evil.example"));
        assert_eq!(invented, Err(AnswerError::Ungrounded(Ungrounded)));
    }
}
