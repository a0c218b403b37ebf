use proptest::prelude::*;

use super::*;
use crate::pattern::{Confidence, PatternDraft, PatternType, Trigger};
use crate::template::ResponseTemplate;

const QUESTION: &str = "How do I open the door of bay {{bay_number}}?";
const REPLY: &str = "Please use the keypad beside the door and enter the code {{access_code}}.";

fn pattern(trigger: &str, template: &str) -> Pattern {
    Pattern::from_draft(&PatternDraft {
        pattern_type: PatternType::BUILT_IN[0],
        trigger: Trigger::parse(trigger).unwrap(),
        template: ResponseTemplate::parse(template).unwrap(),
        confidence: Confidence::LOWEST_OF_DRAFT,
        question: vec![],
        answer: vec![],
    })
}

fn confirmed(conversations: u32) -> Experience {
    Experience { conversations, ..Experience::default() }
}

fn quality(experience: Experience) -> Quality {
    Quality::of(&pattern(QUESTION, REPLY), &experience)
}

fn score_of(trigger: &str, template: &str) -> f64 {
    Quality::of(&pattern(trigger, template), &confirmed(3)).score()
}

#[test]
fn the_weights_add_up_to_one() {
    let weights = quality(Experience::default()).weighted().map(|(_, weight)| weight);
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn parts_of_which_nothing_is_known_do_not_count() {
    let new = quality(Experience::default());
    assert_eq!((new.agreement, new.feedback), (None, None));
    // Only the evidence is missing: 0.4 of 0.65.
    assert_eq!(new.score(), 0.6154);
}

#[test]
fn conversations_raise_the_quality_and_contradictions_lower_it() {
    let scores: Vec<f64> = [1, 2, 5, 50].map(|count| quality(confirmed(count)).score()).to_vec();
    assert!(scores.is_sorted_by(|a, b| a < b), "{scores:?}");
    let contradicted = Experience { contradictions: 3, ..confirmed(1) };
    assert_eq!(quality(contradicted).agreement, Some(0.25));
    assert!(quality(contradicted).score() < scores[0]);
}

#[test]
fn freshness_is_a_half_after_half_a_year() {
    let after = |days| quality(Experience { age: TimeDelta::days(days), ..confirmed(1) }).freshness;
    assert_eq!([after(0), after(180), after(-1)], [1.0, 0.5, 1.0]);
    assert!(after(3_650) < 0.001);
}

#[test]
fn feedback_counts_as_people_used_the_reply() {
    let after = |used, edited, rejected| {
        quality(Experience { used, edited, rejected, ..confirmed(1) }).feedback.unwrap()
    };
    assert_eq!(after(2, 0, 0), 0.75);
    assert_eq!(after(0, 2, 0), 0.5);
    assert_eq!(after(0, 0, 2), 0.25);
}

#[test]
fn a_reply_with_details_of_one_case_is_worse() {
    let general =
        score_of(QUESTION, "We moved your booking to {{time}} in bay {{bay_number}}, see you then.");
    let specific =
        score_of(QUESTION, "We moved your booking to 4:15 pm in bay 7 (ref. XK-2210), see you then.");
    assert!(specific < general);
}

#[test]
fn a_reply_that_is_too_short_or_too_long_is_worse() {
    let lengths = [2, 20, 60, 400, 700, 1_500].map(|characters| {
        let template = "ab ".repeat(characters / 3 + 1);
        Quality::of(&pattern(QUESTION, template.trim()), &confirmed(1)).length
    });
    assert!(lengths[0] < lengths[1] && lengths[1] < lengths[2]);
    assert_eq!(lengths[2..4], [1.0, 1.0]);
    assert!(lengths[5] < lengths[4] && lengths[4] < 1.0);
}

#[test]
fn a_question_is_less_readable_with_one_word_many_words_or_many_variables() {
    let readable = |trigger: &str| readability(trigger);
    assert_eq!(readable(QUESTION), 1.0);
    assert!(readable("Door?") < 0.5);
    assert!(readable(&"door ".repeat(50)) < 0.5);
    assert!(readable("{{customer_name}} {{time}} {{bay_number}} ok") < 0.5);
}

proptest! {
    #[test]
    fn a_score_is_between_0_and_1_and_more_evidence_never_lowers_it(
        (conversations, contradictions) in (0_u32..1_000, 0_u32..1_000),
        days in -10_i64..10_000,
        [used, edited, rejected] in [0_u32..100, 0_u32..100, 0_u32..100],
    ) {
        let of = |conversations| {
            let age = TimeDelta::days(days);
            quality(Experience { conversations, contradictions, age, used, edited, rejected }).score()
        };
        prop_assert!((0.0..=1.0).contains(&of(conversations)));
        if conversations + contradictions > 0 {
            prop_assert!(of(conversations + 1) >= of(conversations));
        }
    }
}
