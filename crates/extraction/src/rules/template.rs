//! The template of an answer: the sentences that the next customer needs as well, with variables for the details of the
//! case.

use gleaner_domain::{Conversation, MessageId, ResponseTemplate, Variable};

use super::answer::Answer;
use crate::dialogue::DialogueAct;
use crate::facts::Facts;
use crate::question::Question;
use crate::specifics::{Placeholders, Span};
use crate::statement::Statement;
use crate::text::readable;

/// The template of an answer.
pub(super) struct Written {
    pub(super) template: ResponseTemplate,
    /// The messages that it was taken from.
    pub(super) messages: Vec<MessageId>,
    /// Whether other customers were sent each of its facts.
    pub(super) is_shared: bool,
}

/// The template that `parts` form together as an answer to `question`.
pub(super) fn write(
    conversation: &Conversation,
    parts: &[Answer<'_>],
    question: &Question,
    facts: &Facts<'_>,
) -> Option<Written> {
    let mut placeholders = Placeholders::numbered();
    let (mut texts, mut messages, mut is_shared) = (Vec::new(), Vec::new(), true);
    for (part, sentences) in parts.iter().zip(general_sentences(parts, question, facts)) {
        let body = readable(&conversation.messages.get(part.candidate.index)?.body);
        let Some(first) = sentences.first() else { continue };
        let (mut text, mut end) = (String::new(), first.statement.start);
        for Sentence { statement, details } in sentences {
            is_shared &= statement
                .spans
                .iter()
                .all(|span| details.contains(&span) || facts.is_shared(statement, span));
            text.push_str(separator(body.get(end..statement.start)?));
            text.push_str(&placeholders.write(statement.text, details));
            end = statement.start + statement.text.len();
        }
        texts.push(text);
        messages.push(part.candidate.message.clone());
    }
    let template = ResponseTemplate::parse(&texts.join("\n")).ok()?;
    Some(Written { template, messages, is_shared })
}

/// A sentence of an answer.
struct Sentence<'s, 'a> {
    statement: &'s Statement<'a>,
    /// The specifics that belong to the case. The others are facts.
    details: Vec<&'s Span>,
}

impl Sentence<'_, '_> {
    fn states_fact(&self) -> bool {
        self.details.len() < self.statement.spans.len()
    }

    /// Returns true if everything specific in it belongs to the case, and no other customer was sent it. A sentence with
    /// an access code is not only about one case: the next customer needs a code as well.
    fn is_of_case(&self, facts: &Facts<'_>) -> bool {
        let has_code = self.details.iter().any(|detail| detail.variable == Variable::AccessCode);
        let is_new = facts.others(self.statement.frame_key()) == 0;
        !self.details.is_empty() && !self.states_fact() && !has_code && is_new
    }

    /// Returns true for a courtesy. One that states a fact ("Sorry, closed Mondays!") is more than that.
    fn is_courtesy(&self) -> bool {
        match self.statement.act {
            DialogueAct::Holding => true,
            DialogueAct::Social => !self.states_fact(),
            _ => false,
        }
    }
}

/// The sentences of each of `parts` that the next customer needs as well, without courtesies at its start and end.
///
/// If one states a fact, those that are only about this case are left out.
fn general_sentences<'s, 'a>(
    parts: &'s [Answer<'a>],
    question: &Question,
    facts: &Facts<'_>,
) -> Vec<Vec<Sentence<'s, 'a>>> {
    let sentence = |statement: &'s Statement<'a>| {
        let details = facts.case_details(statement, &question.words);
        Sentence { statement, details }
    };
    let sentences = |part: &'s Answer<'a>| part.candidate.sentences.iter().map(sentence).collect();
    let mut all: Vec<Vec<Sentence<'s, 'a>>> = parts.iter().map(sentences).collect();
    if !facts.has_few_customers() && all.iter().flatten().any(Sentence::states_fact) {
        all.iter_mut().for_each(|sentences| sentences.retain(|sentence| !sentence.is_of_case(facts)));
    }
    all.into_iter().map(without_courtesies).collect()
}

/// The sentences without the courtesies at the start and the end.
fn without_courtesies<'s, 'a>(mut sentences: Vec<Sentence<'s, 'a>>) -> Vec<Sentence<'s, 'a>> {
    let end = sentences.iter().rposition(|sentence| !sentence.is_courtesy()).map_or(0, |last| last + 1);
    sentences.truncate(end);
    let start = sentences.iter().position(|sentence| !sentence.is_courtesy()).unwrap_or(0);
    sentences.split_off(start)
}

/// What to write between two sentences, by what was between them in the message.
fn separator(gap: &str) -> &str {
    match gap.contains(char::is_alphanumeric) {
        false => gap,
        true if gap.contains('\n') => "\n",
        true => " ",
    }
}
