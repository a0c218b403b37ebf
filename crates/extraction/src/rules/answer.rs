//! The answer to extract: the best of the candidates, and its template.

use std::sync::LazyLock;

use gleaner_domain::{Conversation, ResponseTemplate};

use super::candidate::Candidate;
use crate::facts::Facts;
use crate::model::Model;
use crate::question::Question;
use crate::specifics::Placeholders;
use crate::statement::Statement;

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
}

impl Answer<'_> {
    /// Returns true if it answers the next customer as well.
    pub(super) fn is_reusable(&self) -> bool {
        self.probability >= MODEL.threshold
    }

    /// How far the probability is above the threshold: 0 to 1.
    pub(super) fn certainty(&self) -> f64 {
        (self.probability - MODEL.threshold) / (1.0 - MODEL.threshold)
    }
}

/// The candidates with their probabilities, in order.
pub(super) fn answers(candidates: Vec<Candidate<'_>>) -> Vec<Answer<'_>> {
    let answers = candidates.into_iter().map(|candidate| {
        let probability = MODEL.probability(&candidate.features);
        Answer { candidate, probability }
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

/// The template that `parts` form together as an answer to `question`, and whether other customers were sent each of
/// its facts.
pub(super) fn template(
    conversation: &Conversation,
    parts: &[Answer<'_>],
    question: &Question,
    facts: &Facts<'_>,
) -> Option<(ResponseTemplate, bool)> {
    let mut placeholders = Placeholders::numbered();
    let mut texts = Vec::new();
    let mut is_shared = true;
    for part in parts {
        let body = crate::text::readable(&conversation.messages.get(part.candidate.index)?.body);
        let states_fact = |sentence: &Statement<'_>| {
            sentence.spans.iter().any(|span| facts.is_fact(sentence, span, &question.words))
        };
        let core = part.candidate.core(states_fact);
        let (first, last) = (core.first()?, core.last()?);
        let (start, end) = (first.start, last.start + last.text.len());
        let mut replaced = Vec::new();
        for sentence in core {
            let details = facts.case_details(sentence, &question.words);
            is_shared &=
                sentence.spans.iter().all(|span| details.contains(&span) || facts.is_shared(sentence, span));
            let shift = sentence.start - start;
            replaced.extend(details.into_iter().map(|span| span.shifted(shift)));
        }
        texts.push(placeholders.write(body.get(start..end)?, &replaced));
    }
    let template = ResponseTemplate::parse(&texts.join("\n")).ok()?;
    Some((template, is_shared))
}
