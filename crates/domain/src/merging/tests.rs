use super::*;
use crate::pattern::{Action, Trigger};
use crate::template::ResponseTemplate;

/// A draft of a type, with a question and an answer.
fn draft(pattern_type: PatternType, trigger: &str, template: &str) -> PatternDraft {
    PatternDraft {
        pattern_type,
        trigger: Trigger::parse(trigger).unwrap(),
        template: ResponseTemplate::parse(template).unwrap(),
        confidence: Confidence::draft(0.6).unwrap(),
        question: vec![],
        answer: vec![],
    }
}

fn access(trigger: &str, template: &str) -> PatternDraft {
    draft(PatternType::Access, trigger, template)
}

fn pattern(id: i32, draft: &PatternDraft) -> Candidate {
    Candidate::new(id, &Pattern::from_draft(draft), draft.language())
}

fn decision(draft: &PatternDraft, candidates: &[Candidate]) -> MergeDecision {
    decide(draft, candidates, &MergeRules::default())
}

/// The pattern that a draft confirms.
fn confirmed(draft: &PatternDraft, candidates: &[Candidate]) -> Option<i32> {
    match decision(draft, candidates) {
        MergeDecision::Confirm(likeness) => Some(likeness.pattern),
        _ => None,
    }
}

const NEW: MergeDecision = MergeDecision::CREATE;

#[test]
fn the_same_question_with_the_same_answer_is_the_same_pattern() {
    let library = [
        pattern(1, &access("The back door is stuck again", "Pull it hard, then turn the key.")),
        pattern(2, &access("The front door is locked", "Use the keypad beside the door.")),
    ];
    let asked = access("the front door is locked!", "Please use the keypad beside the door.");
    assert_eq!(confirmed(&asked, &library), Some(2));
}

#[test]
fn the_same_answer_to_a_question_in_other_words_is_the_same_pattern() {
    let library = [pattern(1, &access("How do I get in at night?", "Use the keypad beside the side door."))];
    let asked = access("Nobody is here and it is past ten", "Please use the keypad beside the side door");
    assert_eq!(confirmed(&asked, &library), Some(1));
}

#[test]
fn answers_with_the_same_facts_are_the_same_pattern_even_if_their_types_differ() {
    let hours = draft(
        PatternType::Hours,
        "When do you close?",
        "We are open from 7:15 to 22:45, see doors.example/hours for holidays.",
    );
    let asked = draft(
        PatternType::Faq,
        "Can I come after work on Fridays?",
        "Yes, our hours are 7:15 to 22:45. Holidays are on doors.example/hours.",
    );
    assert_eq!(confirmed(&asked, &[pattern(1, &hours)]), Some(1));
}

#[test]
fn another_answer_to_another_question_is_a_new_pattern() {
    let library = [pattern(1, &access("What does a gift card cost?", "They start at $50."))];
    assert_eq!(decision(&access("The front door is locked", "Use the keypad."), &library), NEW);
}

#[test]
fn the_same_question_with_an_unlike_answer_is_a_new_pattern() {
    let library = [pattern(1, &access("I want to book a room", "Which day suits you best?"))];
    let asked = access("I want to book a room!", "All rooms are taken for tonight, sorry about that.");
    assert_eq!(decision(&asked, &library), NEW);
}

fn conflicts_with(draft: &PatternDraft, candidates: &[Candidate]) -> Option<i32> {
    match decision(draft, candidates) {
        MergeDecision::Create(Related { conflicts, .. }) => {
            conflicts.first().map(|likeness| likeness.pattern)
        }
        _ => None,
    }
}

#[test]
fn the_same_question_with_another_price_is_a_conflict() {
    let library = [pattern(1, &access("What does a locker cost?", "A locker costs $15 a month."))];
    let asked = access("what does a locker cost", "A locker costs $19 a month.");
    assert_eq!(conflicts_with(&asked, &library), Some(1));
}

#[test]
fn an_answer_is_in_conflict_with_every_one_that_disagrees() {
    let costs = |price| access("What does a locker cost?", &format!("A locker costs ${price} a month."));
    let removed = Pattern::from_draft(&costs(13)).changed_by(&Action::Remove);
    let unlike = access("Where are the lockers?", "The lockers are next to the entrance.");
    let library = [
        pattern(4, &costs(17)),
        Candidate::new(3, &removed, None),
        pattern(2, &unlike),
        pattern(1, &costs(15)),
    ];
    let MergeDecision::Create(found) = decision(&costs(19), &library) else { panic!() };
    assert_eq!(found.conflicts.iter().map(|likeness| likeness.pattern).collect::<Vec<_>>(), [1, 4]);
    let known = Pattern::from_draft(&costs(19));
    let related = |pattern, library| related(pattern, library, &MergeRules::default());
    assert_eq!(related(&known, &library), found);
    let same = related(&Pattern::from_draft(&costs(15)), &library[3..]);
    assert_eq!((same.maybe_same.map(|likeness| likeness.pattern), same.conflicts), (Some(1), vec![]));
}

#[test]
fn an_answer_that_denies_the_known_one_is_a_conflict() {
    let library = [pattern(1, &access("Can my dog come along?", "You can bring your dog to the terrace."))];
    let asked = access("Are dogs okay?", "You can't bring your dog to the terrace.");
    assert_eq!(conflicts_with(&asked, &library), Some(1));
}

/// What two answers to the same question are in conflict with, in both orders.
fn conflicts_of(question: &str, one: &str, other: &str) -> [Option<i32>; 2] {
    [(one, other), (other, one)].map(|(known, asked)| {
        let [known, asked] = [known, asked].map(|answer| draft(PatternType::Faq, question, answer));
        conflicts_with(&asked, &[pattern(1, &known)])
    })
}

#[test]
fn answers_to_the_same_question_with_another_value_or_reply_are_a_conflict() {
    for (question, one, other) in [
        ("When do you close?", "We close at 6 pm.", "We close at 8 pm."),
        ("When do you close?", "We close at 6pm.", "We close at 8pm."),
        ("When do you close?", "We close at 18:30.", "We close at 20:30."),
        ("When do you close?", "We close at 6 pm.", "We close at 6 am."),
        ("Where can I book?", "Book at https://rooms.example/book.", "Book at https://rooms.example/visit."),
        ("Where is the menu?", "The menu is at food.example/menu.", "The menu is at food.example/lunch."),
        ("How many keys do I need?", "You need 2 keys.", "You need 3 keys."),
        ("How many keys do I need?", "You need two keys.", "You need three keys."),
        ("What does a locker cost?", "A locker costs $15.", "A locker costs $19."),
        ("How much is the discount?", "Members get 10% off.", "Members get 15% off."),
        ("Is breakfast included?", "Yes, breakfast is included.", "No, breakfast is not included."),
        ("Do you deliver?", "Yes, we deliver.", "No, we don't deliver."),
        ("Do you deliver?", "Yes, we do.", "No, sorry about that."),
        ("Do you deliver?", "Yes.", "No."),
    ] {
        assert_eq!(conflicts_of(question, one, other), [Some(1); 2], "{one} {other}");
    }
}

#[test]
fn answers_with_the_same_values_in_other_words_are_no_conflict() {
    for (question, one, other) in [
        ("When do you close?", "We close at 6 pm.", "We are open until 6 pm."),
        ("When do you close?", "We close at 6 pm.", "We close at 6pm."),
        ("When do you close?", "We close at 18:30.", "The doors are locked at 18:30."),
        (
            "Where can I book?",
            "Book at https://rooms.example/book.",
            "See https://rooms.example/book, please.",
        ),
        ("How many keys do I need?", "You need 2 keys.", "Please bring 2 of them."),
        ("How many keys do I need?", "You need 2 keys.", "You need two keys."),
        ("What does a locker cost?", "A locker costs $15.", "Lockers are $15 each."),
        ("How much is the discount?", "Members get 10% off.", "It is 10% for members."),
        ("Is breakfast included?", "Yes, breakfast is included.", "Breakfast is included, yes."),
        ("Do you deliver?", "No, we don't deliver.", "Sorry, we do not deliver."),
        ("Do you deliver?", "Yes, we do.", "Sure, we do that."),
    ] {
        assert_eq!(conflicts_of(question, one, other), [None; 2], "{one} {other}");
    }
}

#[test]
fn a_variable_agrees_with_any_value() {
    let library =
        [pattern(1, &access("What is the code?", "Your code for the side door is {{access_code}}."))];
    let asked = access("what's the code", "Your code for the side door is 4711.");
    assert_eq!(confirmed(&asked, &library), Some(1));
}

#[test]
fn patterns_of_two_languages_are_never_the_same() {
    let english = draft(
        PatternType::Hours,
        "When are you open on Saturdays?",
        "We are open from 9:15 to 12:45 on Saturdays, see boreale.example/heures for the other days.",
    );
    let french = draft(
        PatternType::Hours,
        "Quand êtes-vous ouverts le samedi?",
        "Nous sommes ouverts de 9:15 à 12:45 le samedi, voir boreale.example/heures pour les autres jours.",
    );
    assert_ne!(english.language(), french.language());
    assert_eq!(decision(&french, &[pattern(1, &english)]), NEW);
}

#[test]
fn a_pattern_that_a_person_removed_is_not_learned_again() {
    let known = access("The front door is locked", "Use the keypad beside the door.");
    let removed = Pattern::from_draft(&known).changed_by(&Action::Remove);
    assert_eq!(decision(&known, &[Candidate::new(1, &removed, None)]), MergeDecision::Removed);
}

#[test]
fn a_pattern_that_is_present_is_confirmed_rather_than_a_removed_one() {
    let known = access("The front door is locked", "Use the keypad beside the door.");
    let removed = Pattern::from_draft(&known).changed_by(&Action::Remove);
    assert_eq!(confirmed(&known, &[Candidate::new(1, &removed, None), pattern(2, &known)]), Some(2));
}

#[test]
fn a_removed_pattern_with_another_answer_is_no_conflict() {
    let known = access("What does a locker cost?", "A locker costs $15 a month.");
    let removed = Pattern::from_draft(&known).changed_by(&Action::Remove);
    let asked = access("What does a locker cost?", "A locker costs $19 a month.");
    assert_eq!(decision(&asked, &[Candidate::new(1, &removed, None)]), NEW);
}

#[test]
fn a_new_pattern_that_is_nearly_probable_enough_names_the_other_one() {
    let known = access("How do I get in at night?", "Use the keypad beside the side door, the light is on.");
    let asked =
        access("Nobody is here", "Take the side door please. The keypad works all night for members.");
    let decide = |doubt, threshold| {
        decide(&asked, &[pattern(7, &known)], &MergeRules { doubt, threshold, ..MergeRules::default() })
    };
    let created = decide(0.0, 1.0);
    let MergeDecision::Create(Related { maybe_same: Some(likeness), .. }) = created else {
        panic!("{created:?}")
    };
    let probability = likeness.probability;
    assert_eq!(likeness.pattern, 7);
    assert_eq!(
        decide(probability, 1.0),
        MergeDecision::Create(Related { maybe_same: Some(likeness), conflicts: vec![] })
    );
    assert_eq!(decide(probability + 0.01, 1.0), NEW);
    assert_eq!(decide(0.0, probability), MergeDecision::Confirm(likeness));
}

#[test]
fn among_equally_probable_patterns_the_lowest_id_wins_in_any_order() {
    let known = access("The front door is locked", "Use the keypad beside the door.");
    let mut library = vec![pattern(2, &known), pattern(1, &known)];
    for _ in 0..2 {
        assert_eq!(confirmed(&known, &library), Some(1));
        library.reverse();
    }
}

#[test]
fn only_one_of_two_answers_ends_with_a_question_mark() {
    let only_one_asks = |one: &str, other: &str| {
        features(&access("Is 10 pm free?", one), &Pattern::from_draft(&access("Can I come at 10?", other)))
            .only_one_asks
    };
    for asks in ["Shall I book it?", "It is free. Shall I book it? 🙂", "Do you mean {{date}}?"] {
        assert_eq!(
            (only_one_asks(asks, "It is booked."), only_one_asks(asks, "Which day?")),
            (1.0, 0.0),
            "{asks}"
        );
    }
    assert_eq!(only_one_asks("Why not? It is booked.", "It is booked."), 0.0);
}
