use super::*;

fn general(template: &str, other: &str) -> String {
    let parse = |text| ResponseTemplate::parse(text).unwrap();
    generalized(&parse(template), &parse(other)).to_string()
}

#[test]
fn a_value_for_which_the_other_template_has_a_variable_becomes_that_variable() {
    assert_eq!(
        general(
            "Your code is 4711, ask Tamsin for help.",
            "Your code is {{access_code}}, ask {{operator_name}} for help"
        ),
        "Your code is {{access_code}}, ask {{operator_name}} for help."
    );
    assert_eq!(
        general("I moved you to Monday May 5 at the same time.", "I moved you to {{date}} at the same time."),
        "I moved you to {{date}} at the same time."
    );
}

#[test]
fn values_that_differ_become_a_variable_and_values_that_agree_stay() {
    assert_eq!(
        general(
            "A bay is $40 an hour, so your visit is $80 in total.",
            "A bay is $40 an hour, so your visit is $120 in total."
        ),
        "A bay is $40 an hour, so your visit is {{amount}} in total."
    );
    assert_eq!(
        general(
            "Table {{number}} is ready, see you at 7:30 on level 2!",
            "Table {{number}} is ready, see you at 8:15 on level 3!"
        ),
        "Table {{number}} is ready, see you at {{time}} on level {{number_2}}!"
    );
}

#[test]
fn a_variable_stays_a_variable() {
    assert_eq!(
        general("Your code is {{access_code}}.", "Your code is 4711."),
        "Your code is {{access_code}}."
    );
}

#[test]
fn templates_with_other_words_are_not_generalized() {
    let known = "The visit is $95, plus $120 an hour.";
    assert_eq!(general(known, "A visit costs $99, and each hour after that is $130."), known);
    assert_eq!(
        general("Ask the manager about it please.", "Ask {{operator_name}} about it please."),
        "Ask the manager about it please."
    );
}

#[test]
fn values_differ_if_the_same_words_have_another_number() {
    assert!(differ_in_value("We are open from 9 to 5 daily", "We are open from 9 to 6 daily"));
    assert!(!differ_in_value("We are open from 9 to 5 daily", "we are open from 9 to 5, daily!"));
    assert!(!differ_in_value("The visit is $95", "Parking is free behind the building for 2 hours"));
    for known in ["You need two keys for it", "You need 2 keys for it"] {
        assert!(differ_in_value(known, "You need three keys for it"));
        assert!(!differ_in_value(known, "You need two keys for it"));
    }
    assert!(
        !differ_in_value("You need one of the keys", "You need two of the keys"),
        "one is seldom a number"
    );
}

#[test]
fn what_is_not_a_value_stays_as_it_is() {
    let known = "Hi!\nUse the keypad beside the door:\n- code 4711\n- then  push hard";
    assert_eq!(general(known, "Hi! Use the keypad beside the door: - code 4711 - then push"), known);
    assert_eq!(
        general(known, "Hi! Use the keypad beside the door: - code {{access_code}} - then push hard"),
        "Hi!\nUse the keypad beside the door:\n- code {{access_code}}\n- then  push hard"
    );
}

#[test]
fn a_value_that_occurs_twice_is_one_variable() {
    assert_eq!(
        general(
            "Your code is 4711, so enter 4711 on the keypad beside the door",
            "Your code is {{access_code}}, so enter {{access_code}} on the keypad beside the door"
        ),
        "Your code is {{access_code}}, so enter {{access_code}} on the keypad beside the door"
    );
}

#[test]
fn the_same_value_in_another_spelling_stays() {
    for (known, other) in [
        ("We close at 9pm every day of the week", "We close at 9:00pm every day of the week"),
        ("A locker is $15 for a whole month", "A locker is $15.00 for a whole month"),
    ] {
        assert_eq!(general(known, other), known);
        assert!(!differ_in_value(known, other));
    }
}

#[test]
fn a_part_of_a_word_and_the_first_word_of_a_sentence_are_no_values() {
    for (known, other) in [
        ("It is $40/hour for all of our bays", "It is $50/hour for all of our bays"),
        ("Book at doors.example/a1 before you come by", "Book at doors.example/b2 before you come by"),
        ("Thanks, we moved your booking to the bay.", "{{customer_name}}, we moved your booking to the bay."),
    ] {
        assert_eq!(general(known, other), known);
    }
}
