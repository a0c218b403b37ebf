//! What a request says about a conversation besides its messages, and what a template may therefore contain: the facts
//! of the business.

use std::collections::HashSet;

use gleaner_domain::template::TemplateError;
use gleaner_domain::{Conversation, Direction, ResponseTemplate, SentStatistics, Variable};

use crate::facts::{Facts, is_asked};
use crate::question::questions;
use crate::redaction::redact;
use crate::specifics::{Names, PERSONAL, Placeholders, Span, normalized, specifics};
use crate::statement::statements;
use crate::text::{Words, readable};

/// The people of a conversation, and the facts of the business that its operators wrote.
pub(super) struct Briefing {
    names: Names,
    /// The facts as they were written, without duplicates, in order.
    facts: Vec<String>,
    values: HashSet<(Variable, String)>,
}

impl Briefing {
    /// Finds the facts in `conversation`, by what `sent` counts. A value that may be personal data is one only if other
    /// customers got it as well, or if the question asks for it.
    pub(super) fn of(conversation: &Conversation, sent: &SentStatistics) -> Self {
        let names = Names::of(conversation, sent);
        let facts = Facts::of(conversation, &names, sent);
        let questions = questions(conversation, &names);
        let mut briefing = Self { names: names.clone(), facts: Vec::new(), values: HashSet::new() };
        let messages = conversation.messages.iter().enumerate();
        for (index, message) in messages.filter(|(_, message)| message.direction == Direction::Outgoing) {
            let asked = questions.iter().rev().find(|question| question.index < index);
            let words = asked.map_or_else(|| Words::of(""), |question| question.words.clone());
            for statement in statements(readable(&message.body), &names) {
                let is_public = |span: &&Span| {
                    facts.is_fact(&statement, span, &words)
                        && (!PERSONAL.contains(&span.variable)
                            || facts.is_shared(&statement, span)
                            || is_asked(span.variable, &words))
                };
                for span in statement.spans.iter().filter(is_public) {
                    briefing.add(span.variable, span.text(statement.text));
                }
            }
        }
        briefing
    }

    fn add(&mut self, variable: Variable, text: &str) {
        if self.values.insert((variable, normalized(variable, text))) {
            self.facts.push(text.to_owned());
        }
    }

    /// The facts as operators wrote them.
    pub(super) fn facts(&self) -> &[String] {
        &self.facts
    }

    /// `text` without personal data. The facts stay.
    pub(super) fn redact(&self, text: &str) -> String {
        redact(text, &self.names, |variable, text| self.is_fact(variable, text))
    }

    fn is_fact(&self, variable: Variable, text: &str) -> bool {
        self.values.contains(&(variable, normalized(variable, text)))
    }

    /// `template` with variables for everything specific that is not a fact of the business.
    ///
    /// # Errors
    ///
    /// Returns a [`TemplateError`] if the result is not a template, for example because no word is left.
    pub(super) fn generalize(&self, template: &ResponseTemplate) -> Result<ResponseTemplate, TemplateError> {
        let mut placeholders = Placeholders::numbered();
        for variable in template.variables() {
            placeholders.reserve(variable.variable(), variable.number());
        }
        let mut written = String::new();
        for part in template.as_str().split("{{") {
            let text = match part.split_once("}}") {
                Some((name, text)) => {
                    written.extend(["{{", name, "}}"]);
                    text
                }
                None => part,
            };
            written.push_str(&self.replace_details(text, &mut placeholders));
        }
        ResponseTemplate::parse(&written)
    }

    fn replace_details(&self, text: &str, placeholders: &mut Placeholders) -> String {
        let mut found = specifics(text, &self.names);
        self.names.claim_elsewhere(text, &mut found);
        let spans = found.of(text);
        placeholders.write(text, spans.iter().filter(|span| !self.is_fact(span.variable, span.text(text))))
    }
}
