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
    read(&response.to_string(), &conversation())
}

fn ids(messages: &[MessageId]) -> Vec<&str> {
    messages.iter().map(MessageId::as_str).collect()
}

#[test]
fn a_valid_response_is_a_draft_with_its_evidence() {
    let Ok(Extracted::Pattern(draft)) = read(&valid().to_string(), &conversation()) else { panic!() };
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
    assert_eq!(read(&none.to_string(), &conversation()), Ok(Extracted::NoPattern(NoPatternReason::NoAnswer)));
    let mut other = none;
    other["reason"] = json!("because");
    assert_eq!(read(&other.to_string(), &conversation()), Err(ResponseError::Missing("reason")));
}

#[test]
fn an_invalid_response_is_an_error() {
    for content in ["", "Sure! Here is the pattern:", "{\"outcome\": \"pat", "[]", "null"] {
        assert_eq!(read(content, &conversation()), Err(ResponseError::Form), "{content}");
    }
    assert_eq!(with("extra", json!(1)), Err(ResponseError::Form));
    assert_eq!(with("type", json!("weather")), Err(ResponseError::Missing("type")));
    assert_eq!(with("variables", json!(["password"])), Err(ResponseError::UnknownVariable));
    assert!(matches!(with("template", json!("Use {{password}}")), Err(ResponseError::Text(_))));
    assert!(matches!(with("confidence", json!(0.95)), Err(ResponseError::Confidence(_))));
    let invented = with("template", json!("Pay at https://evil.example"));
    assert_eq!(invented, Err(ResponseError::Ungrounded(Ungrounded::Specific)));
}

#[test]
fn only_an_unsafe_or_ungrounded_text_is_refused_with_a_reason() {
    for (field, value) in [
        ("template", "Pay at https://evil.example"),
        ("template", "Use the code at the main gate of the castle."),
        ("template", "Use {{password}}"),
        ("template", "Use the {{access_code_2}} at the side door."),
        ("template", "Use the [code](x) at the side door."),
        ("template", "Use the c\u{43e}de at the side door."),
        ("trigger", "How do I open\u{202e} the door?"),
        ("trigger", "How do I open <b>the door?"),
    ] {
        assert!(with(field, json!(value)).unwrap_err().refusal().is_some(), "{value}");
    }
    for (field, value) in [
        ("type", json!("weather")),
        ("variables", json!(["password"])),
        ("confidence", json!(0.95)),
        ("template", json!(null)),
        ("template", json!("{{access_code}}")),
        ("trigger", json!("x".repeat(1_000))),
    ] {
        assert_eq!(with(field, value.clone()).unwrap_err().refusal(), None, "{value}");
    }
}

#[test]
fn a_template_is_compared_with_the_messages_that_become_its_evidence() {
    assert_eq!(
        with("answer_messages", json!([1])),
        Err(ResponseError::Ungrounded(Ungrounded::Words)),
        "the greeting contains no code"
    );
    assert!(with("answer_messages", json!([1, 2])).is_ok());
}

#[test]
fn a_numbered_variable_is_accepted() {
    let conversation = conversation_of(&["C What does it cost?", "O It costs $25 or $40 for members."]);
    let mut response = valid();
    response["template"] = json!("It costs {{amount}} or {{amount_2}} for members.");
    response["variables"] = json!(["amount", "amount_2"]);
    response["answer_messages"] = json!([1]);
    let Ok(Extracted::Pattern(draft)) = read(&response.to_string(), &conversation) else { panic!() };
    let names: Vec<_> = draft.template.variables().iter().map(|variable| variable.name()).collect();
    assert_eq!(names, ["amount", "amount_2"]);
}
