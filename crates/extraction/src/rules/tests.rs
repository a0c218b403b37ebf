//! What the rules extract from conversations.

use gleaner_domain::testing::conversation_of;

use super::*;
use crate::statistics::tests::sent;

const FROZEN: [&str; 6] = [
    "C Hi, I'm Dana",
    "C The projector in bay 3 shows a blue picture",
    "O Hi Dana, one moment please",
    "O Sorry about that! Hold the grey button of the projector for 10 seconds, it starts anew. Have fun!",
    "C Works, thanks Tess",
    "O You're welcome, have a great game!",
];

fn pattern(lines: &[&str]) -> PatternDraft {
    pattern_among(lines, &SentStatistics::default())
}

fn pattern_among(lines: &[&str], sent: &SentStatistics) -> PatternDraft {
    match extract(&conversation_of(lines), sent, &PatternTypes::built_in()) {
        Extracted::Pattern(pattern) => *pattern,
        Extracted::NoPattern(reason) => panic!("{reason:?}"),
    }
}

#[test]
fn a_pattern_is_the_question_and_its_answer_without_courtesies() {
    let pattern = pattern(&FROZEN);
    assert_eq!(pattern.trigger.as_str(), "The projector in bay {{bay_number}} shows a blue picture");
    assert_eq!(
        pattern.template.as_str(),
        "Hold the grey button of the projector for 10 seconds, it starts anew."
    );
    assert_eq!(pattern.pattern_type, gleaner_domain::PatternType::TechIssue);
    let ids =
        |ids: &[gleaner_domain::MessageId]| ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!((ids(&pattern.question), ids(&pattern.answer)), (vec!["M1".into()], vec!["M3".into()]));
}

#[test]
fn the_same_question_of_another_customer_has_the_same_trigger() {
    let other = FROZEN.map(|line| line.replace("bay 3", "bay 11").replace("Dana", "Ines"));
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    assert_eq!(pattern(&FROZEN).trigger, pattern(&other).trigger);
}

#[test]
fn an_answer_after_a_question_of_the_operator_is_extracted() {
    let pattern = pattern(&[
        "C How do I get a receipt?",
        "O Sure, which day were you here?",
        "C Friday",
        "O You can download every receipt at https://club.example/account under Payments.",
    ]);
    assert_eq!(pattern.trigger.as_str(), "How do I get a receipt?");
    assert_eq!(
        pattern.template.as_str(),
        "You can download every receipt at https://club.example/account under Payments."
    );
}

/// All answers of the test businesses contain facts, so their figures do not show this.
#[test]
fn a_short_answer_without_facts_is_extracted() {
    for (question, answer) in [
        ("Where can I park my car?", "You can park for free behind the building."),
        (
            "The touchscreen is frozen, what can I do?",
            "Please hold the silver button of the touchscreen until it turns off.",
        ),
        (
            "I need the membership form",
            "You can use our online portal to download the form whenever you like.",
        ),
        ("Do you have wifi?", "Yes, it's free for everyone."),
        ("Do you do kids parties?", "We do! Fill in the form on our page."),
    ] {
        let extracted = pattern(&[&format!("C {question}"), &format!("O {answer}")]);
        assert!(answer.ends_with(extracted.template.as_str()), "{answer}");
    }
}

#[test]
fn an_answer_in_two_messages_is_extracted_whole() {
    let pattern = pattern(&[
        "C How do I restart the tablet?",
        "O Hold the silver button of the tablet until it turns off.",
        "O Then you can press it once more and tap the green field.",
        "C thx",
    ]);
    assert_eq!(pattern.answer.len(), 2);
    assert!(pattern.template.as_str().ends_with("green field."));
}

#[test]
fn a_sentence_about_one_case_is_left_out_beside_a_fact() {
    let rule = "We keep parcels for 21 days.";
    let case = |day: &str| format!("Your parcel can stay until {day}.");
    let lines = ["C Can you keep my parcel longer?", &format!("O {} {rule}", case("Friday"))];
    let template = |sent: &SentStatistics| pattern_among(&lines, sent).template.as_str().to_owned();
    let whole = format!("{} {rule}", case("{{date}}"));
    assert_eq!(template(&sent(&[rule])), rule);
    assert_eq!(template(&sent(&[&format!("{} {rule}", case("Monday"))])), whole, "others got the sentence");
    assert_eq!(template(&SentStatistics::default()), whole, "too few customers to tell");
}

#[test]
fn a_sentence_with_an_access_code_stays_beside_a_fact() {
    let rule = "It works until 11 pm.";
    let lines = ["C How do I get in?", &format!("O The code is 4821, then #. {rule}")];
    let template = pattern_among(&lines, &sent(&[rule])).template;
    assert_eq!(template.as_str(), format!("The code is {{{{access_code}}}}, then #. {rule}"));
}

#[test]
fn without_a_fact_the_sentences_about_one_case_are_the_answer() {
    let lines = ["C Is my parcel there?", "O Yes, your parcel came at 5 pm and you can get it from Tess."];
    let template = pattern_among(&lines, &sent(&["Our desk opens at noon."])).template;
    assert!(template.as_str().contains("your parcel came at {{time}}"), "{template:?}");
}

#[test]
fn a_courtesy_with_a_fact_is_a_part_of_the_answer() {
    let open = "We're open every other day from 8 to 6.";
    for (courtesy, is_part) in
        [("Sorry, closed Mondays!", true), ("Sorry, Ana!", false), ("Hold on, 2 minutes.", false)]
    {
        let pattern = pattern(&["C Are you open on Mondays?", &format!("O {courtesy} {open}")]);
        let expected = if is_part { format!("{courtesy} {open}") } else { open.to_owned() };
        assert_eq!(pattern.template.as_str(), expected);
    }
}

#[test]
fn a_conversation_without_a_reusable_answer_yields_no_pattern_and_a_reason() {
    for (messages, expected) in [
        (
            vec!["C I was charged twice", "O Which card?", "C Visa", "O I'll have someone call you"],
            NoPatternReason::NoAnswer,
        ),
        (vec!["C Where is my driver?", "O He is 5 minutes away"], NoPatternReason::CaseSpecific),
        (vec!["C I need a ride", "O Booked"], NoPatternReason::CaseSpecific),
        (vec!["C c", "O Your booking is confirmed."], NoPatternReason::NoQuestion),
        (vec!["C Hello", "O Hello!"], NoPatternReason::SmallTalk),
    ] {
        assert_eq!(
            extract(&conversation_of(&messages), &SentStatistics::default(), &PatternTypes::built_in()),
            Extracted::NoPattern(expected),
            "{messages:?}"
        );
    }
}

#[test]
fn hostile_text_causes_no_panic_and_adds_no_variable() {
    let long = "a b{{ ".repeat(20_000);
    let texts = [
        "{{customer_name}} }}{{",
        "\u{0}\u{7}\u{202e}",
        "👩‍👩‍👧",
        "ﬁ İ ß ٣",
        "'\"’“",
        long.as_str(),
        "?!?!...\n\n\n",
    ];
    let mut patterns = 0;
    for asked in texts {
        for said in texts {
            let lines = [format!("C How? {asked}"), format!("O We open the door at 5. {said}")];
            let conversation = conversation_of(&[&lines[0], &lines[1]]);
            let Extracted::Pattern(draft) =
                extract(&conversation, &SentStatistics::default(), &PatternTypes::built_in())
            else {
                continue;
            };
            let (trigger, template) = (draft.trigger.as_str(), draft.template.as_str());
            assert!(!trigger.contains("{{customer_name}}") && !template.contains("{{customer_name}}"));
            patterns += 1;
        }
    }
    assert!(patterns > 0);
}
