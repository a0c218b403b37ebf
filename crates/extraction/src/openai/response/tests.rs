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
    read_response(&response)
}

fn read_response(response: &Value) -> Result<Extracted, ResponseError> {
    read_content(&response.to_string())
}

fn read_content(content: &str) -> Result<Extracted, ResponseError> {
    read_in(content, &conversation())
}

fn read_in(content: &str, conversation: &Conversation) -> Result<Extracted, ResponseError> {
    let briefing = Briefing::of(conversation, &Default::default());
    read(content, conversation, &briefing, &PatternTypes::built_in())
}

fn ids(messages: &[MessageId]) -> Vec<&str> {
    messages.iter().map(MessageId::as_str).collect()
}

#[test]
fn a_valid_response_is_a_draft_with_its_evidence() {
    let Ok(Extracted::Pattern(draft)) = read_response(&valid()) else { panic!() };
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
    assert_eq!(read_response(&none), Ok(Extracted::NoPattern(NoPatternReason::NoAnswer)));
    let mut other = none;
    other["reason"] = json!("because");
    assert_eq!(read_response(&other), Err(ResponseError::Missing("reason")));
}

#[test]
fn an_invalid_response_is_an_error() {
    for content in ["", "Sure! Here is the pattern:", "{\"outcome\": \"pat", "[]", "null"] {
        assert_eq!(read_content(content), Err(ResponseError::Form), "{content}");
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
fn only_an_unsafe_or_ungrounded_text_is_unsupported() {
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
        assert!(with(field, json!(value)).unwrap_err().is_unsupported(), "{value}");
    }
    for (field, value) in [
        ("type", json!("weather")),
        ("variables", json!(["password"])),
        ("confidence", json!(0.95)),
        ("template", json!(null)),
        ("template", json!("{{access_code}}")),
        ("trigger", json!("x".repeat(1_000))),
    ] {
        assert!(!with(field, value.clone()).unwrap_err().is_unsupported(), "{value}");
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
    let Ok(Extracted::Pattern(draft)) = read_in(&response.to_string(), &conversation) else { panic!() };
    let names: Vec<_> = draft.template.variables().iter().map(|variable| variable.name()).collect();
    assert_eq!(names, ["amount", "amount_2"]);
}

#[test]
fn what_is_not_a_fact_becomes_a_variable() {
    let conversation = conversation_of(&[
        "C Can I move my visit from Friday?",
        "O I moved your visit to Sunday at 7 pm with Tess, your code is 4821. Changes are free up to 24 hours before.",
    ]);
    let mut sent = gleaner_domain::SentStatistics::default();
    for (number, other) in
        ["O You can change it up to 24 hours before.", "O Changes are free up to 24 hours before."]
            .into_iter()
            .cycle()
            .take(20)
            .enumerate()
    {
        let customer = gleaner_domain::CustomerKey(number as i64);
        let other = conversation_of(&["C Can I change it?", other]);
        crate::sent_keys(&other).into_iter().for_each(|key| sent.add(key, customer));
    }
    let mut response = valid();
    response["template"] = json!(
        "I moved your visit to Sunday at 7 pm with Tess, your code is 4821. Changes are free up to 24 hours before."
    );
    response["answer_messages"] = json!([1]);
    let briefing = Briefing::of(&conversation, &sent);
    let types = PatternTypes::built_in();
    let Ok(Extracted::Pattern(draft)) = read(&response.to_string(), &conversation, &briefing, &types) else {
        panic!()
    };
    assert_eq!(
        draft.template.as_str(),
        "I moved your visit to {{date}} at {{time}} with {{operator_name}}, your code is {{access_code}}. \
         Changes are free up to 24 hours before."
    );
    assert_eq!(briefing.facts(), ["24 hours"]);
}
