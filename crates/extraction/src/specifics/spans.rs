//! The parts of a text that are specific. They do not overlap: the first claim wins.

use std::collections::BTreeMap;
use std::ops::Range;

use gleaner_domain::Variable;

use super::value::normalized;

/// Characters between two numbers that make them one: `902 / 555`.
const NUMBER_JOINTS: &[char] = &[' ', '-', '–', '/', '.', '\''];
/// Characters between two names that make them one: `Ana M. Berg`.
const NAME_JOINTS: &[char] = &[' ', '.'];

/// Claimed parts of a text: start to end, as byte offsets, and the variable that can replace the part.
/// A part without a variable stays as it is, and later claims cannot change it.
#[derive(Debug, Default)]
pub(crate) struct Spans(BTreeMap<usize, (usize, Option<Variable>)>);

/// A specific of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Where it is, in bytes.
    pub(crate) range: Range<usize>,
    /// The variable that can replace it.
    pub(crate) variable: Variable,
}

impl Spans {
    /// Claims `range`, in bytes, for `variable`, unless a part of it is already claimed.
    pub(crate) fn claim(&mut self, range: Range<usize>, variable: Option<Variable>) {
        let free = self.0.range(..range.end).next_back().is_none_or(|(_, (end, _))| *end <= range.start);
        if free && !range.is_empty() {
            self.0.insert(range.start, (range.end, variable));
        }
    }

    /// Removes every claim that is not for one of `variables`.
    pub(crate) fn keep_only(&mut self, variables: &[Variable]) {
        self.0.retain(|_, (_, claimed)| claimed.is_some_and(|variable| variables.contains(&variable)));
    }

    /// The specifics of `text`, in order. Neighbors with the same variable are one.
    pub(crate) fn of(&self, text: &str) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        for (start, (end, claimed)) in &self.0 {
            let Some(variable) = *claimed else { continue };
            if let Some(last) = found.last_mut().filter(|last| last.variable == variable) {
                let gap = text.get(last.range.end..*start).unwrap_or_default();
                if !joints(variable).is_empty() && gap.chars().all(|c| joints(variable).contains(&c)) {
                    last.range.end = *end;
                    continue;
                }
            }
            found.push(Span { range: *start..*end, variable });
        }
        found
    }
}

fn joints(variable: Variable) -> &'static [char] {
    match variable {
        Variable::Number => NUMBER_JOINTS,
        Variable::CustomerName | Variable::OperatorName | Variable::Location => NAME_JOINTS,
        _ => &[],
    }
}

impl Span {
    /// The same part in the text that begins at `start`, in bytes, which is not after it.
    pub(crate) fn in_text_from(&self, start: usize) -> Self {
        Self { range: self.range.start - start..self.range.end - start, variable: self.variable }
    }

    /// Its part of `text`.
    pub(crate) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.range.clone()).unwrap_or_default()
    }
}

/// Writes texts whose specifics are placeholders such as `{{time}}`.
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    /// The values that have a placeholder, if different values get different ones.
    numbered: Option<Vec<(Variable, String)>>,
}

impl Placeholders {
    /// Different values of one variable get different placeholders: `{{time}}`, `{{time_2}}`.
    pub(crate) fn numbered() -> Self {
        Self { numbered: Some(Vec::new()) }
    }

    /// Keeps `number` placeholders of `variable` for values that are not known.
    pub(crate) fn reserve(&mut self, variable: Variable, number: u8) {
        let values = self.numbered.get_or_insert_default();
        let used = values.iter().filter(|(of, _)| *of == variable).count();
        values.extend((used..usize::from(number)).map(|_| (variable, String::new())));
    }

    /// Returns `text` with `replaced`, a selection of its specifics in order, as placeholders.
    ///
    /// Braces of the text itself become parentheses and control characters become spaces, so the
    /// text itself cannot contain a placeholder.
    pub(crate) fn write<'a>(&mut self, text: &str, replaced: impl IntoIterator<Item = &'a Span>) -> String {
        let mut written = String::with_capacity(text.len());
        let mut position = 0;
        for span in replaced {
            push_literal(&mut written, text.get(position..span.range.start).unwrap_or_default());
            written.push_str(&self.placeholder(span.variable, span.text(text)));
            position = span.range.end;
        }
        push_literal(&mut written, text.get(position..).unwrap_or_default());
        written
    }

    fn placeholder(&mut self, variable: Variable, text: &str) -> String {
        let Some(values) = &mut self.numbered else { return variable.placeholder() };
        let value = normalized(variable, text);
        let same = values.iter().filter(|(of, _)| *of == variable);
        let number = same.clone().position(|(_, known)| *known == value).unwrap_or(same.count());
        if number == values.iter().filter(|(of, _)| *of == variable).count() {
            values.push((variable, value));
        }
        match number {
            0 => variable.placeholder(),
            _ => format!("{{{{{}_{}}}}}", variable.name(), number + 1),
        }
    }
}

fn push_literal(written: &mut String, literal: &str) {
    written.extend(literal.chars().map(|character| match character {
        '{' => '(',
        '}' => ')',
        '\n' | '\t' => character,
        control if control.is_control() => ' ',
        other => other,
    }));
}
