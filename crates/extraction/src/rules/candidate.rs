//! Candidates for the answer: the operators' messages that state something.

use gleaner_domain::{Conversation, Direction, Message, MessageId};

use super::generalize::generalize;
use super::lexicon::REFUSALS;
use super::question::Question;
use crate::dialogue::{DialogueAct, classify, dialogue_acts, is_question};
use crate::specifics::Names;
use crate::text::{Words, readable, sentences};

/// A message of an operator that states something.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The index of the message in the conversation.
    pub(super) index: usize,
    /// The message.
    pub(super) message: MessageId,
    /// The message in general terms, without the courtesies at its start and end.
    pub(super) text: String,
    /// Its statements in general terms, without its questions.
    pub(super) statements: Vec<String>,
    /// Whether it asks to go ahead with a proposal.
    pub(super) offers: bool,
    /// Whether it asks anything else.
    pub(super) asks: bool,
    /// Whether it contains quotation marks.
    pub(super) quotes: bool,
    /// What the customer wrote before it.
    pub(super) prompt: Prompt,
}

/// What the customer wrote before an operator's message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prompt {
    /// Whether the customer's last message was more than a courtesy.
    pub(super) is_substantial: bool,
    /// Whether the last question was about the business, not about one case.
    pub(super) is_general: bool,
}

impl Candidate {
    fn of(index: usize, message: &Message, names: &Names, prompt: Prompt) -> Option<Self> {
        let body = readable(&message.body);
        let acts: Vec<(&str, DialogueAct)> =
            sentences(body).into_iter().map(|sentence| (sentence, classify(sentence))).collect();
        let has = |act| acts.iter().any(|(_, found)| *found == act);
        if has(DialogueAct::NotUnderstood) || has(DialogueAct::Automated) || !has(DialogueAct::Statement) {
            return None;
        }
        let statements = acts.iter().filter(|(_, act)| *act == DialogueAct::Statement);
        Some(Self {
            index,
            message: message.id.clone(),
            text: generalize(without_courtesies(body, &acts), names),
            statements: statements.map(|(sentence, _)| generalize(sentence, names)).collect(),
            offers: has(DialogueAct::Offer),
            asks: has(DialogueAct::Ask),
            quotes: body.contains(['"', '“', '‘']) || body.contains(" '"),
            prompt,
        })
    }

    /// Returns true if it says that a request failed.
    pub(super) fn refuses(&self) -> bool {
        self.statements.iter().any(|sentence| Words::of(sentence).contain(REFUSALS))
    }
}

/// The part of `body` between the courtesies at its start and end.
fn without_courtesies<'a>(body: &'a str, acts: &[(&'a str, DialogueAct)]) -> &'a str {
    let is_courtesy = |act: &DialogueAct| matches!(act, DialogueAct::Social | DialogueAct::Holding);
    let mut core = acts.iter().filter(|(_, act)| !is_courtesy(act));
    let first = core.next().map(|(sentence, _)| *sentence);
    let last = core.next_back().map(|(sentence, _)| *sentence).or(first);
    let start = first.and_then(|first| body.find(first)).unwrap_or(0);
    let end = last.and_then(|last| Some(body.rfind(last)? + last.len())).unwrap_or(body.len());
    body.get(start..end).unwrap_or(body)
}

/// The candidates of `conversation` after the first of `questions`, in order.
pub(super) fn candidates(
    conversation: &Conversation,
    questions: &[Question],
    names: &Names,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut questions = questions.iter().peekable();
    let first = questions.peek().map_or(conversation.messages.len(), |question| question.index);
    let mut prompt = Prompt { is_substantial: true, is_general: false };
    let mut operator_asked = false;
    for (index, message) in conversation.messages.iter().enumerate().skip(first) {
        if let Some(question) = questions.next_if(|question| question.index == index) {
            prompt.is_general = question.is_general;
        }
        match message.direction {
            // "Great, thanks" after an operator's question means yes.
            Direction::Incoming => prompt.is_substantial = operator_asked || !is_courteous(&message.body),
            Direction::Outgoing => {
                operator_asked = is_question(&message.body);
                found.extend(Candidate::of(index, message, names, prompt));
            }
        }
    }
    found
}

fn is_courteous(body: &str) -> bool {
    dialogue_acts(body).iter().all(|act| *act == DialogueAct::Social)
}
