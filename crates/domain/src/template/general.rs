//! The most general form of two templates that differ in values only.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{MAX_NUMBER, NumberedVariable, ResponseTemplate, Variable, stored_variables, without_variables};

/// The minimum share of words that two templates have in common, in the same order, if they differ in values only.
const MIN_COMMON: f64 = 0.7;
/// The maximum number of words of a value for which the other template has a variable.
const MAX_WORDS: usize = 4;

/// Two templates that have nearly the same words in the same order.
struct Aligned<'a> {
    words: Vec<&'a str>,
    other: Vec<&'a str>,
    operations: Vec<DiffOp>,
}

impl<'a> Aligned<'a> {
    fn new(template: &'a str, other: &'a str) -> Option<Self> {
        let [words, other]: [Vec<&str>; 2] = [template, other].map(|text| text.split_whitespace().collect());
        let [plain, other_plain] =
            [&words, &other].map(|words| words.iter().map(|word| folded(word)).collect::<Vec<_>>());
        let operations = capture_diff_slices(Algorithm::Myers, &plain, &other_plain);
        let common: usize = operations
            .iter()
            .filter(|operation| matches!(operation, DiffOp::Equal { .. }))
            .map(|operation| operation.old_range().len())
            .sum();
        let is_similar = common as f64 >= MIN_COMMON * words.len().max(other.len()) as f64;
        is_similar.then_some(Self { words, other, operations })
    }

    /// What replaces the words of each operation, if they are a value: a variable of this type.
    fn value(&self, operation: &DiffOp) -> Option<Variable> {
        let DiffOp::Replace { .. } = operation else { return None };
        let words = self.words.get(operation.old_range())?;
        let other = self.other.get(operation.new_range())?;
        match (words, other) {
            (words, [variable]) if words.len() <= MAX_WORDS && words.iter().any(|word| is_value(word)) => {
                only_variable(variable).or_else(|| differing_value(words, variable))
            }
            _ => None,
        }
    }
}

/// `template` with a variable for each value for which `other` has a variable or another value. The result is
/// `template` if the two do not have nearly the same words.
pub(crate) fn generalized(template: &ResponseTemplate, other: &ResponseTemplate) -> ResponseTemplate {
    let Some(aligned) = Aligned::new(template.as_str(), other.as_str()) else { return template.clone() };
    let mut variables = stored_variables(template.as_str());
    let mut words: Vec<String> = Vec::new();
    for operation in &aligned.operations {
        let known = aligned.words.get(operation.old_range()).unwrap_or_default();
        let next = aligned.value(operation).and_then(|variable| next_of(variable, &variables));
        match (next, known.last()) {
            (Some(variable), Some(last)) => {
                variables.push(variable);
                words.push(format!("{}{}", variable.placeholder(), punctuation_after(last)));
            }
            _ => words.extend(known.iter().map(|word| (*word).to_owned())),
        }
    }
    ResponseTemplate::parse(&words.join(" ")).unwrap_or_else(|_| template.clone())
}

/// Whether two templates have nearly the same words, and another number, time or price in the same place.
pub(crate) fn differ_in_value(template: &str, other: &str) -> bool {
    let Some(aligned) = Aligned::new(template, other) else { return false };
    aligned.operations.iter().any(|operation| {
        let is_replaced = matches!(operation, DiffOp::Replace { .. });
        let words = (aligned.words.get(operation.old_range()), aligned.other.get(operation.new_range()));
        is_replaced
            && matches!(words, (Some(words), Some([value])) if differing_value(words, value).is_some())
    })
}

/// A word as it is compared: without case, and without the punctuation around it.
fn folded(word: &str) -> String {
    word.trim_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, '{' | '}' | '$' | '%'))
        .to_lowercase()
}

fn has_digit(word: &str) -> bool {
    word.chars().any(char::is_numeric)
}

/// Whether a word without variables may be a value: it has a digit, or is written like a name.
fn is_value(word: &str) -> bool {
    !word.contains("{{") && (has_digit(word) || word.starts_with(char::is_uppercase))
}

/// The type of a word that is a variable.
fn only_variable(word: &str) -> Option<Variable> {
    let is_bare = !without_variables(word).chars().any(char::is_alphanumeric);
    match stored_variables(word).as_slice() {
        [variable] if is_bare => Some(variable.variable()),
        _ => None,
    }
}

/// The type of a value for which another template has another value of the same kind.
fn differing_value(words: &[&str], other: &str) -> Option<Variable> {
    let [word] = words else { return None };
    let is_number = |word: &str| has_digit(word) && !word.contains("{{") && !word.contains("://");
    let (kind, other_kind) = (kind_of(word), kind_of(other));
    (is_number(word) && is_number(other) && kind == other_kind).then_some(kind)
}

fn kind_of(word: &str) -> Variable {
    let is_clock = |word: &str| {
        let digits_around = |sign| word.split_once(sign).is_some_and(|(a, b)| has_digit(a) && has_digit(b));
        digits_around(':') || word.ends_with("am") || word.ends_with("pm")
    };
    match folded(word) {
        word if word.contains(['$', '€', '£']) => Variable::Amount,
        word if word.contains('%') => Variable::Percentage,
        word if is_clock(&word) => Variable::Time,
        _ => Variable::Number,
    }
}

/// The next variable of a type that a template with these variables does not have.
fn next_of(variable: Variable, variables: &[NumberedVariable]) -> Option<NumberedVariable> {
    let numbered = (1..=MAX_NUMBER).filter_map(|number| NumberedVariable::new(variable, number));
    numbered.into_iter().find(|numbered| !variables.contains(numbered))
}

fn punctuation_after(word: &str) -> &str {
    let end = word.trim_end_matches(|c: char| matches!(c, '.' | ',' | '!' | '?' | ';' | ':' | ')')).len();
    word.get(end..).unwrap_or_default()
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
}
