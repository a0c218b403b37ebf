use super::*;
use crate::conversation::ConversationKey;
use crate::job::JobId;
use crate::pattern::{Boost, ConversationSource};

fn evidence(trigger: &str, template: &str) -> Evidence {
    Evidence {
        source: ConversationSource {
            job: JobId(uuid::Uuid::nil()),
            row: None,
            key: ConversationKey::stored("CN1".into()),
        },
        draft: PatternDraft {
            pattern_type: PatternType::Access,
            trigger: Trigger::parse(trigger).unwrap(),
            template: ResponseTemplate::parse(template).unwrap(),
            confidence: Confidence::draft(0.6).unwrap(),
            question: vec![],
            answer: vec![],
        },
        boost: Boost { amount: 0.02, cap: Confidence::DEFAULT_CAP },
        edit: PatternEdit::default(),
        is_reconstructed: false,
        is_retracted: false,
    }
}

/// The pattern of the first question and answer, confirmed by the others.
fn pattern(of: &[(&str, &str)]) -> Pattern {
    let [first, others @ ..] = of else { panic!("no evidence") };
    let created = Pattern::from_draft(&evidence(first.0, first.1).draft);
    others.iter().fold(created, |pattern, other| pattern.confirmed_by(&evidence(other.0, other.1)))
}

const CODE: &str = "The code for the side door is {{access_code}}.";

#[test]
fn the_trigger_is_the_most_central_of_the_questions() {
    let questions = [
        ("Nobody is here", CODE),
        ("What is the code for the side door?", CODE),
        ("what's the code for the door", CODE),
        ("I need the code for the side door", CODE),
    ];
    assert_eq!(pattern(&questions).trigger.as_str(), "What is the code for the side door?");
    // Of two questions, none is more central.
    assert_eq!(pattern(&questions[..2]).trigger.as_str(), "Nobody is here");
}

#[test]
fn the_template_is_the_most_general_form_of_the_answers() {
    let of = [("What is the code?", "The code for the side door is 4711."), ("How do I get in?", CODE)];
    assert_eq!(pattern(&of).template.as_str(), CODE);
}

#[test]
fn evidence_does_not_change_what_a_person_wrote() {
    let edit = PatternEdit {
        trigger: Some(Trigger::parse("The door is locked").unwrap()),
        template: Some(ResponseTemplate::parse("The code for the side door is 4711.").unwrap()),
        ..PatternEdit::default()
    };
    let edited = pattern(&[("What is the code?", CODE)]).changed_by(&Action::Edit(edit));
    let confirmed = ["What's the code?", "what is the code", "The code?"]
        .iter()
        .fold(edited, |pattern, question| pattern.confirmed_by(&evidence(question, CODE)));
    assert_eq!(confirmed.trigger.as_str(), "The door is locked");
    assert_eq!(confirmed.template.as_str(), "The code for the side door is 4711.");
    assert_eq!(confirmed.examples.len(), 4);
}

#[test]
fn evidence_does_not_change_what_is_sent_without_asking() {
    let allow = PatternEdit { auto_executable: Some(true), ..PatternEdit::default() };
    let code = "The code for the side door is 4711.";
    let allowed = pattern(&[("Nobody is here", code)]).changed_by(&Action::Edit(allow));
    let confirmed = ["What is the code?", "what's the code"]
        .iter()
        .fold(allowed, |pattern, question| pattern.confirmed_by(&evidence(question, CODE)));
    assert_eq!((confirmed.trigger.as_str(), confirmed.template.as_str()), ("Nobody is here", code));
}

/// Evidence of the code whose reviewer wrote these texts.
fn reviewed(trigger: Option<&str>, template: Option<&str>) -> Evidence {
    let edit = PatternEdit {
        trigger: trigger.map(|text| Trigger::parse(text).unwrap()),
        template: template.map(|text| ResponseTemplate::parse(text).unwrap()),
        ..PatternEdit::default()
    };
    Evidence { edit, ..evidence("What's the code?", CODE) }
}

#[test]
fn a_reviewers_texts_become_those_of_the_pattern_they_confirm() {
    let known = pattern(&[("What is the code?", CODE)]);
    let review = reviewed(Some("The door is locked"), None);
    assert!(!known.would_leave_out(&review.edit));
    let confirmed = known.confirmed_by(&review);
    assert_eq!((confirmed.trigger.as_str(), confirmed.template.as_str()), ("The door is locked", CODE));
    assert_eq!(confirmed.edited, Edited { trigger: true, template: false });
    // What the customer asked is still the example.
    assert_eq!(confirmed.examples.len(), 2);

    let review = reviewed(None, Some("It is 4711."));
    let confirmed = confirmed.confirmed_by(&review).confirmed_by(&evidence("The code?", CODE));
    assert_eq!(
        (confirmed.trigger.as_str(), confirmed.template.as_str()),
        ("The door is locked", "It is 4711.")
    );
    assert_eq!(confirmed.edited, Edited { trigger: true, template: true });
}

#[test]
fn a_reviewers_texts_do_not_become_those_of_the_pattern_if_a_person_wrote_them() {
    let text = Trigger::parse("I am locked out").unwrap();
    let written = PatternEdit { trigger: Some(text), ..PatternEdit::default() };
    let allowed = PatternEdit { auto_executable: Some(true), ..PatternEdit::default() };
    for (edit, is_template_left_out) in [(written, false), (allowed, true)] {
        let known = pattern(&[("What is the code?", CODE)]).changed_by(&Action::Edit(edit));
        let trigger = known.trigger.clone();
        assert!(known.would_leave_out(&reviewed(Some("The door is locked"), None).edit));
        assert!(!known.would_leave_out(&reviewed(Some(trigger.as_str()), Some(CODE)).edit));
        assert_eq!(known.would_leave_out(&reviewed(None, Some("It is 4711.")).edit), is_template_left_out);
        assert_eq!(known.confirmed_by(&reviewed(Some("The door is locked"), None)).trigger, trigger);
    }
}

#[test]
fn a_reviewers_confidence_replaces_that_of_the_pattern() {
    let confidence = Some(Confidence::new(0.4).unwrap());
    let edit = PatternEdit { confidence, ..PatternEdit::default() };
    let review = Evidence { edit, ..evidence("What's the code?", CODE) };
    let confirmed = pattern(&[("What is the code?", CODE)]).confirmed_by(&review);
    assert_eq!(confirmed.confidence.value(), 0.4);
    assert_eq!(confirmed.confirmed_by(&evidence("The code?", CODE)).confidence.value(), 0.42);
}
