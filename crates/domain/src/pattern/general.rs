//! The most general form of two templates that differ in values only.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::grounding::{facts, spelled_numbers};
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

/// Whether two templates have nearly the same words, and another number, time or price in the same place. A number may be
/// spelled out.
pub(crate) fn differ_in_value(template: &str, other: &str) -> bool {
    let differ = |(known, new): (Vec<Word<'_>>, Vec<Word<'_>>)| {
        differing_value(&known, &new).is_some() || differ_in_spelled_number(&known, &new)
    };
    replaced(template, other).into_iter().any(differ)
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

/// Whether both are numbers that differ. They may be spelled out.
fn differ_in_spelled_number(known: &[Word<'_>], new: &[Word<'_>]) -> bool {
    let ([known], [new]) = (known, new) else { return false };
    let number = |word: &str| match is_number(word) && kind_of(word) == Variable::Number {
        true => facts(word),
        false => spelled_numbers(word),
    };
    let (known, new) = (number(known.text), number(new.text));
    !known.is_empty() && !new.is_empty() && known != new
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
mod tests;
