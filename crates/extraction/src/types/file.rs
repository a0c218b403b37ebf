//! The TOML form of a table of types, and what is wrong with an invalid one.

use gleaner_domain::PatternType;
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::cues::{Cue, Strength};

/// The maximum length of a description or a cue, in characters.
const MAX_TEXT_CHARS: usize = 200;
/// The keys of cues.
const CUES: [(&str, Strength); 4] = [
    ("strong", Strength::Strong),
    ("weak", Strength::Weak),
    ("question", Strength::Question),
    ("answer", Strength::Answer),
];

/// What is wrong with a table of types.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct TypesError {
    /// The line of the fault, counted from one.
    pub line: usize,
    /// What is wrong, with the key at fault.
    pub problem: String,
}

/// A section of the file: a type.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// The name of the section.
    pub key: PatternType,
    pub description: Option<String>,
    pub cues: Vec<Cue>,
    /// The other name that a built-in type gets, and its line.
    name: Option<(PatternType, usize)>,
    line: usize,
}

impl Section {
    /// The type under the name that it has now.
    pub fn pattern_type(&self) -> PatternType {
        self.name.map_or(self.key, |(name, _)| name)
    }

    /// Applies what a business wrote about this built-in type.
    pub fn change(&mut self, by: Self) {
        self.name = by.name;
        self.description = by.description.or(self.description.take());
        self.cues.extend(by.cues);
    }

    /// Returns the section if it is complete as a new type.
    pub fn checked_as_new(self) -> Result<Self, TypesError> {
        let key = self.key.as_str();
        let problem = if self.name.is_some() {
            format!("{key}.name: only a built-in type can get another name; the name of this type is {key}")
        } else if self.description.is_none() {
            format!("{key}.description is missing")
        } else if self.cues.is_empty() {
            format!("{key} has no cues: strong, weak, question or answer must list a phrase")
        } else {
            return Ok(self);
        };
        Err(TypesError { line: self.line, problem })
    }

    /// Checks that no other section has the name that this type gets.
    pub fn check_name(&self, sections: &[Self]) -> Result<(), TypesError> {
        let Some((name, line)) = self.name else { return Ok(()) };
        let is_taken =
            |other: &Self| other.key != self.key && (other.key == name || other.pattern_type() == name);
        match sections.iter().any(is_taken) {
            true => Err(TypesError {
                line,
                problem: format!("{}.name: {} is the name of another type", self.key.as_str(), name.as_str()),
            }),
            false => Ok(()),
        }
    }
}

/// Reads the sections of `text` in their order, and checks their values.
pub(super) fn read(text: &str) -> Result<Vec<Section>, TypesError> {
    let document = Document { text };
    let table = DeTable::parse(text).map_err(|error| {
        document.error(error.span().map_or(0, |span| span.start), error.message().to_owned())
    })?;
    let mut sections = Vec::new();
    for (key, value) in table.get_ref() {
        sections.push((key.span().start, document.section(key, value)?));
    }
    sections.sort_by_key(|(start, _)| *start);
    Ok(sections.into_iter().map(|(_, section)| section).collect())
}

struct Document<'a> {
    text: &'a str,
}

impl Document<'_> {
    /// The line of a byte of the text.
    fn line(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
    }

    fn error(&self, byte: usize, problem: String) -> TypesError {
        TypesError { line: self.line(byte), problem }
    }

    fn section(
        &self,
        key: &Spanned<impl AsRef<str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Section, TypesError> {
        let (name, start) = (key.get_ref().as_ref(), key.span().start);
        let parsed = name.parse().map_err(|error| self.error(start, format!("{name}: {error}")))?;
        let table = value.get_ref().as_table();
        let table =
            table.ok_or_else(|| self.error(start, format!("{name} must be a section, such as [{name}]")))?;
        let mut section =
            Section { key: parsed, description: None, cues: Vec::new(), name: None, line: self.line(start) };
        for (field, value) in table {
            let path = format!("{name}.{}", field.get_ref());
            match field.get_ref().as_ref() {
                "name" => {
                    let renamed = self.text(&path, value)?.parse();
                    let renamed =
                        renamed.map_err(|error| self.error(value.span().start, format!("{path}: {error}")));
                    section.name = Some((renamed?, self.line(value.span().start)));
                }
                "description" => section.description = Some(self.text(&path, value)?.to_owned()),
                other => match CUES.iter().find(|(known, _)| *known == other) {
                    Some((_, strength)) => section.cues.extend(self.cues(&path, *strength, value)?),
                    None => {
                        let known = "name, description, strong, weak, question and answer";
                        return Err(
                            self.error(field.span().start, format!("{path} is unknown; known are {known}"))
                        );
                    }
                },
            }
        }
        Ok(section)
    }

    fn text<'v>(&self, path: &str, value: &'v Spanned<DeValue<'_>>) -> Result<&'v str, TypesError> {
        let text = value.get_ref().as_str().map(str::trim);
        let is_valid = |text: &&str| {
            !text.is_empty() && text.chars().count() <= MAX_TEXT_CHARS && !text.contains(char::is_control)
        };
        text.filter(is_valid).ok_or_else(|| {
            let problem = format!("{path} must be a text of 1 to {MAX_TEXT_CHARS} characters on one line");
            self.error(value.span().start, problem)
        })
    }

    fn cues(
        &self,
        path: &str,
        strength: Strength,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<Cue>, TypesError> {
        let phrases = value.get_ref().as_array();
        let phrases = phrases
            .ok_or_else(|| self.error(value.span().start, format!("{path} must be a list of phrases")))?;
        let cue = |phrase: &Spanned<DeValue<'_>>| {
            let text = self.text(path, phrase)?;
            Cue::parse(strength, text).ok_or_else(|| {
                let problem = "a phrase consists of words, and a word has three letters or more before a `*`";
                self.error(phrase.span().start, format!("{path}: {problem}"))
            })
        };
        phrases.iter().map(cue).collect()
    }
}
