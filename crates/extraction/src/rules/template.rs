//! The template of an answer: the sentences that the next customer needs as well, with variables for the details of the case.

use gleaner_domain::{Conversation, MessageId, ResponseTemplate};

use super::answer::Answer;
use crate::dialogue::DialogueAct;
use crate::facts::Facts;
use crate::question::Question;
use crate::specifics::Placeholders;
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
