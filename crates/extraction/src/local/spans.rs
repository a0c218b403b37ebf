//! The parts of a text that are to be replaced: none overlaps another, the first to come stays.

use std::collections::BTreeMap;
use std::ops::Range;

use gleaner_domain::Variable;

/// What may stand between two variables of one kind that are one thing: `7th - 9th`, `Ana Berg`.
const JOINTS: &[char] = &[' ', '-', '–', '/', '.', '\''];

/// Claimed parts by their start: their end, and what they become. A part that becomes nothing is
/// kept as it is, out of reach of later rules.
#[derive(Debug, Default)]
pub(super) struct Spans(BTreeMap<usize, (usize, Option<Variable>)>);

impl Spans {
    /// Claims `range`, unless a part of it is claimed already.
    pub(super) fn claim(&mut self, range: Range<usize>, becomes: Option<Variable>) {
        let free = self.0.range(..range.end).next_back().is_none_or(|(_, (end, _))| *end <= range.start);
        if free && !range.is_empty() {
            self.0.insert(range.start, (range.end, becomes));
        }
    }

    /// Gives up every claim for another variable than these.
    pub(super) fn keep_only(&mut self, variables: &[Variable]) {
        self.0.retain(|_, (_, becomes)| becomes.is_some_and(|variable| variables.contains(&variable)));
    }

    /// The text with its claimed parts replaced.
    pub(super) fn rewrite(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut position = 0;
        let mut before = None;
        for (start, (end, becomes)) in &self.0 {
            let Some(variable) = becomes else { continue };
            let gap = text.get(position..*start).unwrap_or_default();
            let joined = before == Some(*variable) && gap.chars().all(|c| JOINTS.contains(&c));
            if !joined {
                push_literal(&mut written, gap);
                written.push_str(&variable.placeholder());
            }
            before = Some(*variable);
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
