//! Response templates: an operator's answer with variables such as `{{time}}` for its specifics.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use thiserror::Error;

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// The maximum length of a template, in characters: ten concatenated SMS segments.
pub const MAX_TEMPLATE_CHARS: usize = 1_600;

/// A part of a template that is filled in for each customer. The set is closed, so that a client knows every
/// name that can occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Variable {
    /// a door, gate or lock code
    AccessCode,
    /// an account, membership or card number
    AccountNumber,
    /// a street address
    Address,
    /// a price or another sum of money
    Amount,
    /// the number of a bay or simulator
    BayNumber,
    /// a number of people or things
    Count,
    /// the customer's name
    CustomerName,
    /// a day or date
    Date,
    /// a length of time
    Duration,
    /// an e-mail address
    Email,
    /// a web address
    Link,
    /// the name of a place, city or venue
    Location,
    /// any other number
    Number,
    /// the name of a member of staff
    OperatorName,
    /// an order, booking or reference number
    OrderNumber,
    /// a percentage
    Percentage,
    /// a telephone number
    PhoneNumber,
    /// the number of a room
    RoomNumber,
    /// a temperature
    Temperature,
    /// a time of day
    Time,
}

impl Variable {
    /// The name in templates, in the API and in the schema of the language model's response.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// A description for users. The language model gets it as well.
    pub fn description(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

impl Variable {
    /// The name in braces, as in a template: `{{time}}`.
    pub fn placeholder(self) -> String {
        format!("{{{{{}}}}}", self.name())
    }
}

/// Why a text is not a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// It contains only spaces, punctuation and variables.
    #[error("the text contains no words besides its variables")]
    Empty,
    /// It is longer than this number of characters.
    #[error("the text is longer than {0} characters")]
    TooLong(usize),
    /// It contains a variable that is not a [`Variable`]. The error does not contain the name, which may be the
    /// text of a customer.
    #[error("the text uses an unknown variable")]
    UnknownVariable,
    /// It contains double braces that do not enclose a variable.
    #[error("the text contains braces that do not enclose a variable")]
    StrayBraces,
    /// It contains an invisible character: a control character other than a line break or a tab, or one that
    /// hides or reorders others.
    #[error("the text contains an invisible character")]
    Invisible,
}

/// The zero-width joiner is accepted, as it is a part of many emoji.
fn is_invisible(character: char) -> bool {
    match character {
        '\n' | '\r' | '\t' => false,
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        other => other.is_control(),
    }
}

static PLACEHOLDER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{\{\s*(\w+)\s*\}\}").ok());

/// Checks a text with variables. Returns the text without the spaces inside its braces, and the variables in
/// order of first use.
pub(crate) fn check(text: &str, max_chars: usize) -> Result<(String, Vec<Variable>), TemplateError> {
    let text = text.trim();
    if text.chars().count() > max_chars {
        return Err(TemplateError::TooLong(max_chars));
    }
    if text.chars().any(is_invisible) {
        return Err(TemplateError::Invisible);
    }
    let mut clean = String::with_capacity(text.len());
    let mut words = String::with_capacity(text.len());
    let mut variables = Vec::new();
    let mut rest = text;
    while let Some(found) = PLACEHOLDER.as_ref().and_then(|placeholder| placeholder.captures(rest)) {
        let (whole, [name]) = found.extract();
        let variable: Variable = name.parse().map_err(|_| TemplateError::UnknownVariable)?;
        let start = rest.find(whole).unwrap_or_default();
        words.push_str(&rest[..start]);
        clean.push_str(&rest[..start]);
        clean.push_str(&variable.placeholder());
        if !variables.contains(&variable) {
            variables.push(variable);
        }
        rest = &rest[start + whole.len()..];
    }
    words.push_str(rest);
    clean.push_str(rest);
    if words.contains("{{") || words.contains("}}") {
        return Err(TemplateError::StrayBraces);
    }
    if !words.chars().any(char::is_alphanumeric) {
        return Err(TemplateError::Empty);
    }
    Ok((clean, variables))
}

/// The text with a space for each variable.
pub(crate) fn without_variables(text: &str) -> String {
    PLACEHOLDER
        .as_ref()
        .map_or_else(|| text.to_owned(), |placeholder| placeholder.replace_all(text, " ").into_owned())
}

fn stored_variables(text: &str) -> Vec<Variable> {
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
    variables: Vec<Variable>,
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
    pub fn variables(&self) -> &[Variable] {
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
        assert_eq!(template.variables(), [Variable::CustomerName, Variable::BayNumber]);
        assert_eq!(template.as_str(), "Hi {{customer_name}}, bay {{bay_number}} is ready, {{customer_name}}");
    }

    #[test]
    fn a_text_that_violates_a_rule_is_refused() {
        let refused = |text: &str| ResponseTemplate::parse(text).unwrap_err();
        assert_eq!(refused("Use {{password}} please"), TemplateError::UnknownVariable);
        assert_eq!(refused("Use {{bay_number please"), TemplateError::StrayBraces);
        assert_eq!(refused("{{time}} - {{date}}!"), TemplateError::Empty);
        assert_eq!(refused("   "), TemplateError::Empty);
        for hidden in ['\u{7}', '\u{200b}', '\u{202e}', '\u{2066}'] {
            assert_eq!(refused(&format!("see {hidden} this")), TemplateError::Invisible);
        }
        assert_eq!(refused(&"a".repeat(MAX_TEMPLATE_CHARS + 1)), TemplateError::TooLong(MAX_TEMPLATE_CHARS));
    }
}
