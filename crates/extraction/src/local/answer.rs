//! The operator's answer: which message tells something that can be told again.

use gleaner_domain::{Conversation, Direction, Message, MessageId, ResponseTemplate};

use super::generalise::generalise;
use super::names::Names;
use super::remarks::{Remark, classify};
use super::reuse::{FULL_REUSE, MIN_REUSE, refuses, reuse};
use super::sentences::{readable, sentences};

/// What is said last is what was settled: the length of the conversation is worth this much reuse.
const LATER_IS_BETTER: f64 = 1.0;
/// What came about is better than what did not, wherever it stands.
const REFUSAL: f64 = -1.5;

/// A message of an operator that says something.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// Where in the conversation it stands.
    pub(super) at: usize,
    /// The message.
    pub(super) message: MessageId,
    /// What it says in general terms, without courtesies before and behind.
    pub(super) text: String,
    /// What it says beside questions.
    pub(super) statements: Vec<String>,
    /// It asks whether to go ahead with what it proposes.
    pub(super) offers: bool,
    /// It has quotation marks.
    pub(super) quotes: bool,
    /// How far it can be used again, see [`reuse`].
    pub(super) reuse: f64,
}

impl Answer {
    fn of(at: usize, message: &Message, names: &Names) -> Option<Self> {
        let body = readable(&message.body);
        let remarks: Vec<(&str, Remark)> =
            sentences(body).into_iter().map(|sentence| (sentence, classify(sentence))).collect();
        let has = |remark| remarks.iter().any(|(_, found)| *found == remark);
        if has(Remark::NotUnderstood) || has(Remark::Automated) || !has(Remark::Statement) {
            return None;
        }
        let statements: Vec<String> = (remarks.iter())
            .filter(|(_, remark)| *remark == Remark::Statement)
            .map(|(sentence, _)| generalise(sentence, names))
            .collect();
        let mut answer = Self {
            at,
            message: message.id.clone(),
            text: generalise(without_frame(body, &remarks), names),
            statements,
            offers: has(Remark::Offer),
            quotes: body.contains(['"', '“', '‘']) || body.contains(" '"),
            reuse: 0.0,
        };
        answer.reuse = reuse(&answer);
        Some(answer)
    }

    /// The text as a checked template.
    pub(super) fn template(&self) -> Option<ResponseTemplate> {
        ResponseTemplate::parse(&self.text).ok()
    }
}

/// The part of `body` between the courtesies it begins and ends with.
fn without_frame<'a>(body: &'a str, remarks: &[(&'a str, Remark)]) -> &'a str {
    let frames = |remark: &Remark| matches!(remark, Remark::Social | Remark::Holding);
    let mut core = remarks.iter().filter(|(_, remark)| !frames(remark));
    let first = core.next().map(|(sentence, _)| *sentence);
    let last = core.next_back().map(|(sentence, _)| *sentence).or(first);
    let start = first.and_then(|first| offset(body, first)).unwrap_or(0);
    let end = last.and_then(|last| Some(offset(body, last)? + last.len())).unwrap_or(body.len());
    body.get(start..end).unwrap_or(body)
}

/// Where `part`, a slice of `whole`, begins in it.
fn offset(whole: &str, part: &str) -> Option<usize> {
    (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize).filter(|offset| *offset <= whole.len())
}

/// What the operators of `conversation` say after the message at `asked`, in order.
pub(super) fn answers(conversation: &Conversation, asked: usize, names: &Names) -> Vec<Answer> {
    (conversation.messages.iter().enumerate().skip(asked + 1))
        .filter(|(_, message)| message.direction == Direction::Outgoing)
        .filter_map(|(at, message)| Answer::of(at, message, names))
        .collect()
}

/// The best of `answers` that can be used again, in a conversation of `length` messages.
pub(super) fn best(answers: &[Answer], length: usize) -> Option<&Answer> {
    let value = |answer: &Answer| {
        let later = LATER_IS_BETTER * answer.at as f64 / length.max(1) as f64;
        answer.reuse.min(FULL_REUSE) + later + if refuses(answer) { REFUSAL } else { 0.0 }
    };
    answers
        .iter()
        .filter(|answer| answer.reuse >= MIN_REUSE)
        .max_by(|one, other| value(one).total_cmp(&value(other)))
}
