//! The answer to extract: the best of the candidates, and its template.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use gleaner_domain::{Conversation, MessageId, ResponseTemplate};

use super::candidate::Candidate;
use crate::dialogue::DialogueAct;
use crate::facts::Facts;
use crate::model::Model;
use crate::question::Question;
use crate::specifics::Placeholders;
use crate::statement::Statement;
use crate::text::readable;

/// The model of the question whether a candidate answers the next customer as well.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_str!("../../weights/answers.toml")));

/// The minimum probability of the message before the answer to be its first part.
const MIN_FIRST_PART: f64 = 0.5;

/// A candidate, and how well it can be reused.
pub(super) struct Answer<'a> {
    /// The operator's message.
    pub(super) candidate: Candidate<'a>,
    /// How likely it can be reused, 0 to 1.
    pub(super) probability: f64,
    /// The probability from which it is.
    threshold: f64,
}

impl Answer<'_> {
    /// Returns true if it answers the next customer as well.
    pub(super) fn is_reusable(&self) -> bool {
        self.probability >= self.threshold
    }

    /// How far the probability is above the threshold: 0 to 1.
    pub(super) fn certainty(&self) -> f64 {
        (self.probability - self.threshold) / (1.0 - self.threshold)
    }
}

/// The candidates with their probabilities, in order.
pub(super) fn answers<'a>(candidates: Vec<Candidate<'a>>, facts: &Facts<'_>) -> Vec<Answer<'a>> {
    let threshold = MODEL.threshold(facts.has_few_customers());
    let answers = candidates.into_iter().map(|candidate| {
        let probability = MODEL.probability(&candidate.features, &BTreeSet::new());
        Answer { candidate, probability, threshold }
    });
    answers.collect()
}

/// The answer among `answers` to extract: one message, or two that the operator sent in a row. `None` if no message can
/// be reused.
pub(super) fn best<'s, 'a>(answers: &'s [Answer<'a>]) -> Option<&'s [Answer<'a>]> {
    let reusable = answers.iter().enumerate().filter(|(_, answer)| answer.is_reusable());
    let (index, last) = reusable.max_by(|(_, a), (_, b)| a.probability.total_cmp(&b.probability))?;
    let before = index.checked_sub(1).filter(|before| {
        answers.get(*before).is_some_and(|answer| {
            answer.probability >= MIN_FIRST_PART && answer.candidate.index + 1 == last.candidate.index
        })
    });
    answers.get(before.unwrap_or(index)..=index)
}

/// The template of an answer.
pub(super) struct Written {
    pub(super) template: ResponseTemplate,
    /// The messages that it was taken from.
    pub(super) messages: Vec<MessageId>,
    /// Whether other customers were sent each of its facts.
    pub(super) is_shared: bool,
}

/// The template that `parts` form together as an answer to `question`.
pub(super) fn template(
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
        let (mut text, mut end) = (String::new(), first.start);
        for sentence in sentences {
            let details = facts.case_details(sentence, &question.words);
            is_shared &=
                sentence.spans.iter().all(|span| details.contains(&span) || facts.is_shared(sentence, span));
            text.push_str(separator(body.get(end..sentence.start)?));
            text.push_str(&placeholders.write(sentence.text, details));
            end = sentence.start + sentence.text.len();
        }
        texts.push(text);
        messages.push(part.candidate.message.clone());
    }
    let template = ResponseTemplate::parse(&texts.join("\n")).ok()?;
    Some(Written { template, messages, is_shared })
}

/// The sentences of each of `parts` that the next customer needs as well, without courtesies at its start and end.
///
/// If one states a fact, those that are only about this case are left out.
fn general_sentences<'s, 'a>(
    parts: &'s [Answer<'a>],
    question: &Question,
    facts: &Facts<'_>,
) -> Vec<Vec<&'s Statement<'a>>> {
    let states_fact = |sentence: &Statement<'_>| {
        sentence.spans.iter().any(|span| facts.is_fact(sentence, span, &question.words))
    };
    let is_of_case = |sentence: &Statement<'_>| {
        !sentence.spans.is_empty() && !states_fact(sentence) && facts.others(sentence.frame_key()) == 0
    };
    let leaves_out = !facts.has_few_customers()
        && parts.iter().flat_map(|part| &part.candidate.sentences).any(states_fact);
    let general = |part: &'s Answer<'a>| {
        let sentences = part.candidate.sentences.iter();
        let kept = sentences.filter(|sentence| !(leaves_out && is_of_case(sentence))).collect();
        without_courtesies(kept, states_fact)
    };
    parts.iter().map(general).collect()
}

/// The sentences without the courtesies at the start and the end. One that states a fact ("Sorry, closed Mondays!") stays.
fn without_courtesies<'s, 'a>(
    mut sentences: Vec<&'s Statement<'a>>,
    states_fact: impl Fn(&Statement<'_>) -> bool,
) -> Vec<&'s Statement<'a>> {
    let is_courtesy = |sentence: &&Statement<'_>| match sentence.act {
        DialogueAct::Holding => true,
        DialogueAct::Social => !states_fact(sentence),
        _ => false,
    };
    let end = sentences.iter().rposition(|sentence| !is_courtesy(sentence)).map_or(0, |last| last + 1);
    sentences.truncate(end);
    let start = sentences.iter().position(|sentence| !is_courtesy(sentence)).unwrap_or(0);
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
