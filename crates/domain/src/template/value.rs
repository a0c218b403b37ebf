//! Values of variables, and templates that are filled with them.

use std::collections::BTreeMap;

use regex::Captures;
use thiserror::Error;

use super::numbered::NumberedVariable;
use super::{PLACEHOLDER, ResponseTemplate, characters};

/// The maximum length of a value, in characters.
pub const MAX_VALUE_CHARS: usize = 200;

/// Why a text is not the value of a variable. The sentences do not contain the text, which may be personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ValueError {
    /// It has no characters but spaces.
    #[error("the value is empty")]
    Empty,
    /// It is longer than this number of characters.
    #[error("the value is longer than {0} characters")]
    TooLong(usize),
    /// It has several lines, or a control character or another invisible one.
    #[error("the value contains a line break or an invisible character")]
    Invisible,
    /// It contains braces, as the syntax of most template languages does.
    #[error("the value contains braces")]
    Braces,
}

/// A value of a variable: one line of at most [`MAX_VALUE_CHARS`] characters without braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value(String);

impl Value {
    /// Checks a text, and removes the white space around it.
    ///
    /// # Errors
    /// Returns the [`ValueError`] that names the violated rule.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let is_break =
            |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
        if text.contains(is_break) || characters::has_hidden(text) {
            Err(ValueError::Invisible)
        } else if text.contains(['{', '}']) {
            Err(ValueError::Braces)
        } else if text.chars().count() > MAX_VALUE_CHARS {
            Err(ValueError::TooLong(MAX_VALUE_CHARS))
        } else if text.trim().is_empty() {
            Err(ValueError::Empty)
        } else {
            Ok(Self(text.trim().to_owned()))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Values by their variables.
pub type Values = BTreeMap<NumberedVariable, Value>;

/// A template with values in the place of its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text. Variables without a value are still in it, in braces.
    pub text: String,
    /// The names of these variables, each once, in the order of the text.
    pub missing: Vec<String>,
}

impl ResponseTemplate {
    /// This template with `values` in the place of its variables. A name that is not known has no value.
    pub fn filled(&self, values: &Values) -> Filled {
        let mut missing: Vec<String> = Vec::new();
        let mut fill = |found: &Captures<'_>| {
            let value = found[1].parse().ok().and_then(|variable: NumberedVariable| values.get(&variable));
            if let Some(value) = value {
                return value.as_str().to_owned();
            }
            if !missing.iter().any(|name| *name == found[1]) {
                missing.push(found[1].to_owned());
            }
            found[0].to_owned()
        };
        let text = match PLACEHOLDER.as_ref() {
            Some(placeholder) => placeholder.replace_all(self.as_str(), &mut fill).into_owned(),
            None => self.as_str().to_owned(),
        };
        Filled { text, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(of: &[(&str, &str)]) -> Values {
        of.iter().map(|(name, value)| (name.parse().unwrap(), Value::parse(value).unwrap())).collect()
    }

    #[test]
    fn a_template_is_filled_with_the_values_that_are_known() {
        let template =
            "Hi {{customer_name}}, from {{time}} to {{time_2}} or {{ time }} in {{location}}, {{location}}";
        let template = ResponseTemplate::stored(template.to_owned());
        let filled =
            template.filled(&values(&[("customer_name", " $1 Ann "), ("time", "5 pm"), ("link", "a.b")]));
        assert_eq!(filled.text, "Hi $1 Ann, from 5 pm to {{time_2}} or 5 pm in {{location}}, {{location}}");
        assert_eq!(filled.missing, ["time_2", "location"]);
    }

    #[test]
    fn an_unknown_name_of_a_stored_template_is_missing() {
        let filled = ResponseTemplate::stored("Use {{password}}".to_owned()).filled(&Values::new());
        assert_eq!((filled.text.as_str(), filled.missing), ("Use {{password}}", vec!["password".to_owned()]));
    }

    #[test]
    fn a_value_is_one_visible_line_without_braces() {
        for (text, error) in [
            ("", ValueError::Empty),
            ("  ", ValueError::Empty),
            ("a\nb", ValueError::Invisible),
            ("a\tb", ValueError::Invisible),
            ("a\u{2028}b", ValueError::Invisible),
            ("a\u{202e}b", ValueError::Invisible),
            ("a\u{0}", ValueError::Invisible),
            ("{{time}}", ValueError::Braces),
            ("}", ValueError::Braces),
            (&"é".repeat(MAX_VALUE_CHARS + 1), ValueError::TooLong(MAX_VALUE_CHARS)),
        ] {
            assert_eq!(Value::parse(text), Err(error), "{text:?}");
        }
        assert_eq!(Value::parse(&"é".repeat(MAX_VALUE_CHARS)).unwrap().as_str().chars().count(), 200);
    }
}
