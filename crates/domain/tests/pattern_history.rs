//! The fold of a pattern's history, over any order of evidence, changes and retractions.
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use gleaner_domain::pattern::{
    Action, Actor, Boost, Cause, Change, Confidence, ConversationSource, Evidence, History, HistoryEntry,
    MAX_EXAMPLES, Pattern, PatternDraft, PatternEdit, PatternStatus, PatternType, Trigger,
};
use gleaner_domain::{ConversationKey, JobId, ResponseTemplate, UserId};
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

const CAP: f64 = 0.95;
const BOOST: f64 = 0.02;

#[derive(Debug, Clone)]
enum Step {
    /// A conversation of this import creates or confirms the pattern with this trigger and confidence.
    Evidence {
        job: u8,
        trigger: u8,
        confidence: f64,
        /// What a reviewer wrote instead.
        edit: PatternEdit,
    },
    Change(Action),
    Retract(u8),
}

fn job(number: u8) -> JobId {
    JobId(Uuid::from_u128(number.into()))
}

fn trigger(number: u8) -> Trigger {
    Trigger::parse(&format!("question number {number}")).unwrap()
}

fn evidence(
    number: usize,
    job_number: u8,
    trigger_number: u8,
    confidence: f64,
    edit: PatternEdit,
) -> Evidence {
    Evidence {
        source: ConversationSource {
            job: job(job_number),
            row: None,
            key: ConversationKey::stored(format!("CN{number}")),
        },
        draft: PatternDraft {
            pattern_type: PatternType::Faq,
            trigger: trigger(trigger_number),
            template: ResponseTemplate::parse(&format!("reply number {trigger_number}")).unwrap(),
            confidence: Confidence::draft(confidence).unwrap(),
            question: vec![],
            answer: vec![],
        },
        boost: Boost { amount: BOOST, cap: Confidence::new(CAP).unwrap() },
        edit,
        is_reconstructed: false,
        is_retracted: false,
    }
}

fn change(pattern: &Pattern, action: Action) -> Change {
    let actor = Actor::User(UserId::parse("ann").unwrap());
    let content = pattern.clone().changed_by(&action).content();
    Change { actor, cause: Cause::Edit, action, content }
}

fn any_evidence() -> impl Strategy<Value = Step> {
    (0..4_u8, 0..30_u8, 50..=90_u8).prop_map(|(job, trigger, confidence)| Step::Evidence {
        job,
        trigger,
        confidence: f64::from(confidence) / 100.0,
        edit: PatternEdit::default(),
    })
}

/// Evidence of which a reviewer may have edited any field.
fn any_reviewed_evidence() -> impl Strategy<Value = Step> {
    let reply = ResponseTemplate::parse("the reply of a reviewer").unwrap();
    let trigger = proptest::option::of((210..213_u8).prop_map(trigger));
    let template = proptest::option::of(Just(reply));
    let confidence = proptest::option::of(select(vec![0.2, 0.7, 1.0]));
    (any_evidence(), trigger, template, confidence).prop_map(|(step, trigger, template, confidence)| {
        let confidence = confidence.map(|value| Confidence::new(value).unwrap());
        match step {
            Step::Evidence { job, trigger: asked, confidence: extracted, .. } => Step::Evidence {
                job,
                trigger: asked,
                confidence: extracted,
                edit: PatternEdit { trigger, template, confidence, ..PatternEdit::default() },
            },
            other => other,
        }
    })
}

fn any_change() -> impl Strategy<Value = Step> {
    let edits = [
        PatternEdit { trigger: Some(trigger(200)), ..PatternEdit::default() },
        PatternEdit {
            template: Some(ResponseTemplate::parse("another reply").unwrap()),
            ..PatternEdit::default()
        },
        PatternEdit { examples: Some(vec![trigger(201), trigger(202)]), ..PatternEdit::default() },
        PatternEdit { confidence: Some(Confidence::new(0.3).unwrap()), ..PatternEdit::default() },
        PatternEdit { is_active: Some(false), auto_executable: Some(true), ..PatternEdit::default() },
    ];
    let actions = edits.into_iter().map(Action::Edit).chain([Action::Remove, Action::Restore]);
    select(actions.collect::<Vec<_>>()).prop_map(Step::Change)
}

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => any_evidence(),
        1 => any_reviewed_evidence(),
        1 => any_change(),
        1 => (0..4_u8).prop_map(Step::Retract),
    ];
    proptest::collection::vec(step, 0..60)
}

/// Applies the steps as the library does: one step is added to the pattern, and only a retraction computes it
/// again from the history.
fn apply(steps: &[Step]) -> (History, Option<Pattern>) {
    let (mut history, mut pattern) = (History::default(), None);
    for (number, step) in steps.iter().enumerate() {
        let entry = match step {
            Step::Evidence { job, trigger, confidence, edit } => {
                HistoryEntry::Evidence(evidence(number, *job, *trigger, *confidence, edit.clone()))
            }
            Step::Change(action) => {
                let Some(pattern) = &pattern else { continue };
                HistoryEntry::Change(change(pattern, action.clone()))
            }
            Step::Retract(number) => {
                history.retract(job(*number));
                pattern = history.fold();
                continue;
            }
        };
        pattern = Pattern::after(pattern, &entry);
        history.push(entry);
    }
    (history, pattern)
}

/// The entries without the retracted evidence.
fn without_retracted(history: &History) -> History {
    let is_retracted =
        |entry: &&HistoryEntry| matches!(entry, HistoryEntry::Evidence(evidence) if evidence.is_retracted);
    history.entries().iter().filter(|entry| !is_retracted(entry)).cloned().collect()
}

proptest! {
    #[test]
    fn the_last_evidence_says_what_its_reviewer_wrote_unless_a_person_wrote_it(
        steps in any_steps(),
        last in any_reviewed_evidence(),
    ) {
        let before = apply(&steps).1;
        let after = apply(&[steps, vec![last.clone()]].concat()).1.unwrap();
        let Step::Evidence { edit, .. } = last else { unreachable!() };
        if let Some(confidence) = edit.confidence {
            prop_assert_eq!(after.confidence, confidence);
        }
        let is_left_out = before.is_some_and(|before| before.would_leave_out(&edit));
        let says = |after: &Pattern| {
            edit.trigger.as_ref().is_none_or(|text| *text == after.trigger)
                && edit.template.as_ref().is_none_or(|text| *text == after.template)
        };
        prop_assert_eq!(says(&after), !is_left_out);
    }

    #[test]
    fn retracted_evidence_is_as_if_it_had_never_existed(steps in any_steps()) {
        let (history, pattern) = apply(&steps);
        prop_assert_eq!(&pattern, &history.fold());
        prop_assert_eq!(&pattern, &without_retracted(&history).fold());
    }

    #[test]
    fn without_changes_the_remaining_evidence_alone_decides(
        steps in proptest::collection::vec(
            prop_oneof![3 => any_evidence(), 1 => (0..4_u8).prop_map(Step::Retract)],
            0..60,
        ),
    ) {
        let remains = |(index, step): (usize, &Step)| match step {
            Step::Evidence { job, trigger, confidence, .. } => {
                let is_retracted =
                    steps[index..].iter().any(|later| matches!(later, Step::Retract(other) if other == job));
                (!is_retracted).then_some((*trigger, *confidence))
            }
            _ => None,
        };
        let remaining: Vec<_> = steps.iter().enumerate().filter_map(remains).collect();
        let (history, pattern) = apply(&steps);
        prop_assert_eq!(pattern.is_none(), remaining.is_empty());
        prop_assert_eq!(history.contributions().len(), remaining.len());
        let Some(pattern) = pattern else { return Ok(()) };
        let (_, first_confidence) = remaining[0];
        let raised = first_confidence + BOOST * (remaining.len() - 1) as f64;
        prop_assert!((pattern.confidence.value() - raised.min(CAP)).abs() < 1e-6);
        let mut examples: Vec<Trigger> = Vec::new();
        for (number, _) in &remaining {
            if !examples.contains(&trigger(*number)) && examples.len() < MAX_EXAMPLES {
                examples.push(trigger(*number));
            }
        }
        prop_assert_eq!(&pattern.examples, &examples);
        prop_assert!(examples.contains(&pattern.trigger));
        let centrality = |of: &Trigger| -> f64 {
            examples.iter().map(|other| of.trigrams().similarity(&other.trigrams())).sum()
        };
        let highest = examples.iter().map(centrality).fold(0.0, f64::max);
        prop_assert!(centrality(&pattern.trigger) > highest - 1e-9);
        let sum: f64 = history.contributions().iter().map(|(_, contribution)| contribution).sum();
        prop_assert!((sum - pattern.confidence.value()).abs() < 1e-6);
    }
}

/// Evidence that no reviewer edited.
fn extracted(job: u8, trigger: u8, confidence: f64) -> Step {
    Step::Evidence { job, trigger, confidence, edit: PatternEdit::default() }
}

#[test]
fn a_pattern_whose_first_evidence_is_retracted_is_built_from_the_next() {
    let steps = [extracted(1, 1, 0.9), extracted(2, 2, 0.6), Step::Retract(1)];
    let pattern = apply(&steps).1.unwrap();
    assert_eq!((pattern.trigger, pattern.confidence.value()), (trigger(2), 0.6));
    assert_eq!(pattern.template.as_str(), "reply number 2");
}

#[test]
fn retracted_differs_from_removed_by_a_person() {
    let created = extracted(1, 1, 0.6);
    let status = |steps: &[Step]| PatternStatus::of(apply(steps).1.as_ref());
    assert_eq!(status(&[created.clone(), Step::Retract(1)]), PatternStatus::Retracted);
    assert_eq!(
        status(&[created.clone(), Step::Change(Action::Remove), Step::Retract(1)]),
        PatternStatus::Removed
    );
    assert_eq!(
        status(&[created, Step::Change(Action::Remove), Step::Change(Action::Restore)]),
        PatternStatus::Active
    );
}
