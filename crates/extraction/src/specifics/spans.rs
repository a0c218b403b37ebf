//! The parts of a text that variables replace. They do not overlap: the first claim wins.

use std::collections::BTreeMap;
use std::ops::Range;

use gleaner_domain::Variable;

/// Characters between two claims for the same variable that make them one: `7th - 9th`, `Ana Berg`.
const JOINTS: &[char] = &[' ', '-', '–', '/', '.', '\''];

/// Claimed parts of a text: start to end, as byte offsets, and the variable that replaces the part.
/// A part without a variable stays as it is, and later claims cannot change it.
#[derive(Debug, Default)]
pub(crate) struct Spans(BTreeMap<usize, (usize, Option<Variable>)>);

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

    /// Returns `text` with its claimed parts replaced by placeholders such as `{{time}}`.
    ///
    /// Braces of the text itself become parentheses and control characters become spaces, so the
    /// text itself cannot contain a placeholder.
    pub(crate) fn rewrite(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut position = 0;
        let mut previous = None;
        for (start, (end, claimed)) in &self.0 {
            let Some(variable) = claimed else { continue };
            let gap = text.get(position..*start).unwrap_or_default();
            let joined = previous == Some(*variable) && gap.chars().all(|c| JOINTS.contains(&c));
            if !joined {
                push_literal(&mut written, gap);
                written.push_str(&variable.placeholder());
            }
            previous = Some(*variable);
            position = *end;
        }
        push_literal(&mut written, text.get(position..).unwrap_or_default());
        written
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
