//! Response templates: an operator's answer with variables such as `{{time}}` for its specifics.

mod characters;
mod error;
mod look_alikes;
mod markup;
mod numbered;
mod value;
mod variable;

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

pub use error::TemplateError;
pub use numbered::{MAX_NUMBER, NumberedVariable};
pub use value::{Filled, MAX_VALUE_CHARS, Value, ValueError, Values};
pub use variable::Variable;

/// The maximum length of a template, in characters: ten concatenated SMS segments.
pub const MAX_TEMPLATE_CHARS: usize = 1_600;

static PLACEHOLDER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{\{\s*(\w+)\s*\}\}").ok());

/// Checks a text with variables. Returns the text without the spaces inside its braces, and the variables in
/// order of first use.
///
/// Nothing is repaired: an operator's message contains none of what is refused, so a text that does is not what an
/// operator wrote.
pub(crate) fn check(text: &str, max_chars: usize) -> Result<(String, Vec<NumberedVariable>), TemplateError> {
    let text = text.trim();
    if text.chars().count() > max_chars {
        return Err(TemplateError::TooLong(max_chars));
    }
    if characters::has_hidden(text) {
        return Err(TemplateError::Invisible);
    }
    let (clean, variables) = read_variables(text)?;
    check_words(&without_variables(text))?;
    Ok((clean, variables))
}

/// The text without the spaces inside its braces, and its variables in order of first use.
fn read_variables(text: &str) -> Result<(String, Vec<NumberedVariable>), TemplateError> {
    let mut clean = String::with_capacity(text.len());
    let mut variables = Vec::new();
    let mut end = 0;
    for found in PLACEHOLDER.iter().flat_map(|placeholder| placeholder.captures_iter(text)) {
        let (whole, [name]) = found.extract();
        let variable: NumberedVariable = name.parse()?;
        let start = found.get_match().start();
        clean.push_str(&text[end..start]);
        clean.push_str(&variable.placeholder());
        if !variables.contains(&variable) {
            variables.push(variable);
        }
        end = start + whole.len();
    }
    clean.push_str(&text[end..]);
    let has_gap = |variable: &NumberedVariable| {
        variable.previous().is_some_and(|previous| !variables.contains(&previous))
    };
    if variables.iter().any(has_gap) {
        return Err(TemplateError::VariableGap);
    }
    Ok((clean, variables))
}

/// Checks what remains of a text when its variables are removed.
fn check_words(words: &str) -> Result<(), TemplateError> {
    if words.contains(['{', '}']) {
        Err(TemplateError::StrayBraces)
    } else if !words.chars().any(char::is_alphanumeric) {
        Err(TemplateError::Empty)
    } else if markup::has_markup(words) {
        Err(TemplateError::Markup)
    } else if look_alikes::has_look_alikes(words) {
        Err(TemplateError::LookAlike)
    } else {
        Ok(())
    }
}

/// The text with a space for each variable.
pub fn without_variables(text: &str) -> String {
    PLACEHOLDER
        .as_ref()
        .map_or_else(|| text.to_owned(), |placeholder| placeholder.replace_all(text, " ").into_owned())
}

/// A part of a text with variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words between variables.
    Text(&'a str),
    /// The name of a variable, such as `amount_2`. It is only known to be one if the text is a template.
    Variable(&'a str),
}

/// The parts of a text, in order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for found in PLACEHOLDER.iter().flat_map(|placeholder| placeholder.captures_iter(text)) {
        let (whole, [name]) = found.extract();
        let start = found.get_match().start();
        pieces.extend([Piece::Text(&text[end..start]), Piece::Variable(name)]);
        end = start + whole.len();
    }
    pieces.push(Piece::Text(&text[end..]));
    pieces
}

/// The variables of a text that was checked before, each once.
pub(crate) fn stored_variables(text: &str) -> Vec<NumberedVariable> {
    let names = PLACEHOLDER.iter().flat_map(|placeholder| placeholder.captures_iter(text));
    let mut variables = Vec::new();
    for variable in names.filter_map(|found| found[1].parse().ok()) {
        if !variables.contains(&variable) {
            variables.push(variable);
        }
    }
    variables
}

/// A reusable answer of at most [`MAX_TEMPLATE_CHARS`] characters that contains only known variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseTemplate {
    text: String,
    variables: Vec<NumberedVariable>,
}

impl ResponseTemplate {
    /// Checks the text of a template.
    ///
    /// # Errors
    ///
    /// Returns the [`TemplateError`] that names the violated rule.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let (text, variables) = check(text, MAX_TEMPLATE_CHARS)?;
        Ok(Self { text, variables })
    }

    /// A template as it was stored, which may have been written by another program. It is not checked;
    /// variables that are not known are left out of [`Self::variables`].
    pub fn stored(text: String) -> Self {
        let variables = stored_variables(&text);
        Self { text, variables }
    }

    /// The text with its variables in braces.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The variables in order of first use.
    pub fn variables(&self) -> &[NumberedVariable] {
        &self.variables
    }
}

impl fmt::Display for ResponseTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_in_order_of_first_use() {
        let template =
            ResponseTemplate::parse("Hi {{ customer_name }}, bay {{bay_number}} is ready, {{customer_name}}")
                .unwrap();
        assert_eq!(
            template.variables(),
            [Variable::CustomerName, Variable::BayNumber].map(NumberedVariable::from)
        );
        assert_eq!(template.as_str(), "Hi {{customer_name}}, bay {{bay_number}} is ready, {{customer_name}}");
    }

    #[test]
    fn a_text_that_violates_a_rule_is_refused() {
        let refused = |text: &str| ResponseTemplate::parse(text).unwrap_err();
        assert_eq!(refused("Use {{password}} please"), TemplateError::UnknownVariable);
        assert_eq!(refused("Use {{bay_number please"), TemplateError::StrayBraces);
        assert_eq!(refused("{{time}} - {{date}}!"), TemplateError::Empty);
        assert_eq!(refused("   "), TemplateError::Empty);
        assert_eq!(refused("see \u{202e} this"), TemplateError::Invisible);
        assert_eq!(refused("pay with pаypal"), TemplateError::LookAlike);
        assert_eq!(refused("[book]({{link}})"), TemplateError::Markup);
        assert_eq!(refused(&"a".repeat(MAX_TEMPLATE_CHARS + 1)), TemplateError::TooLong(MAX_TEMPLATE_CHARS));
    }

    #[test]
    fn the_syntax_of_template_languages_is_refused() {
        for text in [
            "pay ${amount}",
            "pay #{amount}",
            "{% if x %} pay",
            "{{{amount}}} is due",
            "use {code}",
            "evil{.}example",
            "{{ amount | safe }} is due",
            "{{> partial}} is due",
            "{{#each x}} is due",
            "{{amount.x}} is due",
            "{x",
            "x}",
        ] {
            assert_eq!(ResponseTemplate::parse(text), Err(TemplateError::StrayBraces), "{text}");
        }
        assert!(ResponseTemplate::parse("It costs ${{amount}}, order #{{order_number}}").is_ok());
    }

    #[test]
    fn variables_of_one_type_are_numbered_without_gaps() {
        let template =
            ResponseTemplate::parse("From {{amount}} to {{ amount_2 }} at {{time}}, {{amount}}").unwrap();
        let names: Vec<_> = template.variables().iter().map(|variable| variable.name()).collect();
        assert_eq!(names, ["amount", "amount_2", "time"]);
        assert_eq!(template.as_str(), "From {{amount}} to {{amount_2}} at {{time}}, {{amount}}");
        assert!(ResponseTemplate::parse("{{amount_2}} or {{amount}} is due").is_ok());
        for text in ["{{amount_2}} is due", "{{amount}} and {{amount_3}} are due", "{{time}} {{amount_2}} x"]
        {
            assert_eq!(ResponseTemplate::parse(text), Err(TemplateError::VariableGap), "{text}");
        }
        for name in ["amount_0", "amount_1", "amount_10"] {
            let text = format!("{{{{amount}}}} and {{{{{name}}}}} are due");
            assert_eq!(ResponseTemplate::parse(&text), Err(TemplateError::UnknownVariable), "{text}");
        }
    }

    #[test]
    fn pieces_are_the_words_and_the_variables_in_order() {
        let found = pieces("At {{time}}, {{ amount_2 }}");
        let [at, comma, rest] = ["At ", ", ", ""].map(Piece::Text);
        assert_eq!(found, [at, Piece::Variable("time"), comma, Piece::Variable("amount_2"), rest]);
    }

    #[test]
    fn a_stored_template_is_read_whatever_it_contains() {
        let stored = ResponseTemplate::stored("{{amount_3}} {{password}} <b> {{amount}} {x}".to_owned());
        let names: Vec<_> = stored.variables().iter().map(|variable| variable.name()).collect();
        assert_eq!(names, ["amount_3", "amount"]);
    }
}
