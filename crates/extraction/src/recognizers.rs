//! The regular expressions that recognize specifics, from `lexicons/forms.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use gleaner_domain::Variable;
use regex::Regex;
use serde::Deserialize;

/// What recognizes specifics.
pub(crate) struct Recognizers {
    /// Specifics of a certain form. The first that matches a part of a text claims it.
    pub(crate) forms: Vec<(Option<Variable>, Regex)>,
    /// People who are introduced or addressed; each group is a name.
    pub(crate) people: Vec<(Who, Regex)>,
    /// Names of places: one group.
    pub(crate) places: Vec<Regex>,
    /// What comes before the question of a customer: a filler, a greeting, the customer's own name.
    pub(crate) preambles: Vec<Regex>,
    /// What a customer has tried, which is not part of the question.
    pub(crate) attempts: Vec<Regex>,
    /// A number with too many digits to be a quantity: an account, a card or a person.
    pub(crate) long_number: Regex,
    /// Any word with a digit.
    pub(crate) number: Regex,
    /// `ana at mail dot example dot com`
    pub(crate) spelled_email: Regex,
    /// A French article or pronoun that is joined to the next word, as in "l'heure".
    pub(crate) elision: Regex,
    /// The number and the end of a variable such as `{{amount_2}}`.
    pub(crate) variable_number: Regex,
    /// A word of letters.
    pub(crate) word: Regex,
}

/// Whose name an expression finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    /// The author of the message.
    Writer,
    /// The recipient of the message.
    Reader,
    /// The recipient, if the sentence is a courtesy.
    Courtesy,
    /// An operator.
    Staff,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    preambles: Vec<String>,
    attempts: Vec<String>,
    definitions: BTreeMap<String, String>,
    forms: Vec<Form>,
    people: Vec<Person>,
    places: Vec<Place>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    variable: Option<String>,
    expression: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    who: Who,
    expression: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    expression: String,
}

pub(crate) static RECOGNIZERS: LazyLock<Recognizers> = LazyLock::new(read);

#[expect(clippy::expect_used, reason = "the file is a part of this crate, and a test reads it")]
fn read() -> Recognizers {
    let file: File = toml::from_str(include_str!("../lexicons/forms.toml")).expect("forms.toml is valid");
    let compile = |expression: &str| {
        let whole = file.definitions.iter().fold(expression.to_owned(), |text, (name, definition)| {
            text.replace(&format!("{{{name}}}"), definition)
        });
        Regex::new(&whole).expect("every expression of forms.toml is valid")
    };
    // In French, the space before a unit is often one that does not break.
    let spaced = |form: &Form| format!("(?i){}", form.expression.replace(" ?", r"[ \u{a0}\u{202f}]?"));
    let variable = |name: &String| name.parse().expect("every variable of forms.toml is known");
    let forms = file.forms.iter();
    Recognizers {
        forms: forms.map(|form| (form.variable.as_ref().map(variable), compile(&spaced(form)))).collect(),
        people: file.people.iter().map(|person| (person.who, compile(&person.expression))).collect(),
        places: file.places.iter().map(|place| compile(&place.expression)).collect(),
        preambles: file.preambles.iter().map(|expression| compile(expression)).collect(),
        attempts: file.attempts.iter().map(|expression| compile(expression)).collect(),
        long_number: compile(r"\b[0-9](?:[ -]?[0-9]){5,}\b"),
        number: compile(r"[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*(?:[.,:]\p{N}+)*"),
        spelled_email: compile(r"(?i)\b[[:alnum:]._+-]+ at [[:alnum:]-]+(?: dot [[:alnum:]-]+)+"),
        elision: compile(r"(?i)\b(l|d|j|n|s|c|m|t|qu|jusqu)['’]\b"),
        variable_number: compile(r"_[2-9]\}\}"),
        word: compile(r"\p{L}[\p{L}'’-]*"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_recognizers_is_valid() {
        assert!(!read().forms.is_empty());
    }
}
