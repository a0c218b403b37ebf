//! The most general form of two templates that differ in values only.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::grounding::facts;
use crate::template::{MAX_NUMBER, NumberedVariable, ResponseTemplate, Variable, stored_variables};

/// The minimum share of words that two templates have in common, in the same order, if they differ in values only.
const MIN_COMMON: f64 = 0.7;
/// The maximum number of words of a value for which the other template has a variable.
const MAX_WORDS: usize = 4;
/// Longer templates are not compared. The time grows with the square of the length.
const MAX_COMPARED_WORDS: usize = 300;

/// `template` with a variable for each value for which `other` has a variable or another value. The result is
/// `template` if the two do not have nearly the same words.
pub(crate) fn generalized(template: &ResponseTemplate, other: &ResponseTemplate) -> ResponseTemplate {
    let text = template.as_str();
    let mut variables = stored_variables(text);
    let mut of_value: HashMap<&str, NumberedVariable> = HashMap::new();
    let mut general = String::with_capacity(text.len());
    let mut end = 0;
    for (range, variable) in values(text, other.as_str()) {
        let value = &text[range.clone()];
        let known = of_value.get(value).copied();
        let Some(variable) = known.or_else(|| next_of(variable, &variables)) else { continue };
        variables.push(variable);
        of_value.insert(value, variable);
        general.push_str(&text[end..range.start]);
        general.push_str(&variable.placeholder());
        end = range.end;
    }
    if end == 0 {
        return template.clone();
    }
    general.push_str(&text[end..]);
    ResponseTemplate::parse(&general).unwrap_or_else(|_| template.clone())
}

/// Whether two templates have nearly the same words, and another number, time or price in the same place.
pub(crate) fn differ_in_value(template: &str, other: &str) -> bool {
    replaced(template, other).into_iter().any(|(known, new)| differing_value(&known, &new).is_some())
}

/// The values of `template` for which `other` has a variable or another value, as ranges of bytes, with the types of their
/// variables.
fn values(template: &str, other: &str) -> Vec<(Range<usize>, Variable)> {
    let value = |(known, new): (Vec<Word<'_>>, Vec<Word<'_>>)| {
        let variable = variable_for(&known, &new).or_else(|| differing_value(&known, &new))?;
        let (first, last) = (known.first()?, known.last()?);
        Some((first.start..last.start + last.text.len(), variable))
    };
    replaced(template, other).into_iter().filter_map(value).collect()
}

/// A word without the punctuation around it.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    /// Where it begins, in bytes.
    start: usize,
    begins_sentence: bool,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut begins_sentence = true;
    let of = text.split_whitespace().filter_map(|token| {
        let is_punctuation = |c: char| c.is_ascii_punctuation() && !matches!(c, '{' | '}' | '$' | '%' | '#');
        let word = token.trim_matches(is_punctuation);
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let found = Word { text: word, start, begins_sentence };
        begins_sentence = token.ends_with(['.', '!', '?', ':']);
        (!word.is_empty()).then_some(found)
    });
    of.collect()
}

/// The words of `template` that are others in `other`, with those, if most words are the same in the same order.
fn replaced<'a>(template: &'a str, other: &'a str) -> Vec<(Vec<Word<'a>>, Vec<Word<'a>>)> {
    let (known, new) = (words(template), words(other));
    if known.len().max(new.len()) > MAX_COMPARED_WORDS {
        return Vec::new();
    }
    let folded = |words: &[Word<'_>]| words.iter().map(|word| word.text.to_lowercase()).collect::<Vec<_>>();
    let operations = capture_diff_slices(Algorithm::Myers, &folded(&known), &folded(&new));
    let common: usize = operations
        .iter()
        .filter(|operation| matches!(operation, DiffOp::Equal { .. }))
        .map(|operation| operation.old_range().len())
        .sum();
    if (common as f64) < MIN_COMMON * known.len().max(new.len()) as f64 {
        return Vec::new();
    }
    let replaced = operations.iter().filter(|operation| matches!(operation, DiffOp::Replace { .. }));
    let parts = replaced.map(|operation| {
        let of = |words: &[Word<'a>], range| words.get::<Range<usize>>(range).unwrap_or_default().to_vec();
        (of(&known, operation.old_range()), of(&new, operation.new_range()))
    });
    parts.collect()
}

/// The type of the variable that the other template has in the place of these words, if they are a value.
fn variable_for(known: &[Word<'_>], new: &[Word<'_>]) -> Option<Variable> {
    let [word] = new else { return None };
    let is_value = |word: &Word<'_>| {
        let is_name = word.text.starts_with(char::is_uppercase) && !word.begins_sentence;
        !word.text.contains("{{") && (is_number(word.text) || is_name)
    };
    match stored_variables(word.text).as_slice() {
        [variable] if word.text == variable.placeholder() => {
            (known.len() <= MAX_WORDS && known.iter().all(is_value)).then(|| variable.variable())
        }
        _ => None,
    }
}

/// The type of a number, time or price for which the other template has another one of the same kind.
fn differing_value(known: &[Word<'_>], new: &[Word<'_>]) -> Option<Variable> {
    let ([known], [new]) = (known, new) else { return None };
    let is_other = facts(known.text) != facts(new.text);
    let (kind, other_kind) = (kind_of(known.text), kind_of(new.text));
    (is_number(known.text) && is_number(new.text) && kind == other_kind && is_other).then_some(kind)
}

/// Whether a word is nothing but a number, a time, a price or a percentage.
fn is_number(word: &str) -> bool {
    let plain = word.trim_end_matches("am").trim_end_matches("pm");
    let is_part = |c: char| c.is_numeric() || matches!(c, '.' | ',' | ':' | '$' | '€' | '£' | '%');
    plain.chars().any(char::is_numeric) && plain.chars().all(is_part)
}

fn kind_of(word: &str) -> Variable {
    if word.contains(['$', '€', '£']) {
        Variable::Amount
    } else if word.contains('%') {
        Variable::Percentage
    } else if word.contains(':') || word.ends_with("am") || word.ends_with("pm") {
        Variable::Time
    } else {
        Variable::Number
    }
}

/// The next variable of a type that a template with these variables does not have.
fn next_of(variable: Variable, variables: &[NumberedVariable]) -> Option<NumberedVariable> {
    let mut numbered = (1..=MAX_NUMBER).filter_map(|number| NumberedVariable::new(variable, number));
    numbered.find(|numbered| !variables.contains(numbered))
}

#[cfg(test)]
mod tests {
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
            general(
                "I moved you to Monday May 5 at the same time.",
                "I moved you to {{date}} at the same time."
            ),
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
            (
                "Thanks, we moved your booking to the bay.",
                "{{customer_name}}, we moved your booking to the bay.",
            ),
        ] {
            assert_eq!(general(known, other), known);
        }
    }
}
