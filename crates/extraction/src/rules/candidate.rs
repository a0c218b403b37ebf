//! Candidates for the answer: the operators' messages that state something, with what suggests that they can be reused.

mod features;

use gleaner_domain::{Conversation, Direction, Message, MessageId};

use crate::dialogue::{DialogueAct, is_question};
use crate::facts::Facts;
use crate::lexicon::Cue;
use crate::model::{Feature, flag};
use crate::question::Question;
use crate::specifics::Names;
use crate::statement::{Statement, statements};
use crate::text::{Words, readable};

/// A message of an operator that states something.
pub(crate) struct Candidate<'a> {
    /// The index of the message in the conversation.
    pub(crate) index: usize,
    /// The message.
    pub(crate) message: MessageId,
    /// Its sentences.
    pub(crate) sentences: Vec<Statement<'a>>,
    /// Whether it says that a request failed.
    pub(crate) refuses: bool,
    /// What suggests that it can be reused.
    pub(crate) features: Vec<Feature>,
}

/// What surrounds an operator's message.
#[derive(Clone, Copy)]
struct Context<'a> {
    question: &'a Question,
    /// Whether an operator asked something before the customer's last message.
    is_after_reply: bool,
    /// Whether the customer's next message thanks or confirms.
    is_accepted: bool,
}

/// The candidates of `conversation` after the first of `questions`, in order.
pub(crate) fn candidates<'a>(
    conversation: &'a Conversation,
    questions: &[Question],
    names: &Names,
    facts: &Facts<'_>,
) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    let Some(mut question) = questions.first() else { return found };
    let mut rest = questions.iter().peekable();
    let (mut is_after_reply, mut operator_asked) = (false, false);
    for (index, message) in conversation.messages.iter().enumerate().skip(question.index) {
        if let Some(next) = rest.next_if(|next| next.index == index) {
            question = next;
        }
        match message.direction {
            Direction::Incoming => is_after_reply = operator_asked,
            Direction::Outgoing => {
                operator_asked = is_question(&message.body);
                let is_accepted = is_accepted(conversation, index);
                let context = Context { question, is_after_reply, is_accepted };
                found.extend(Candidate::of(index, message, names, facts, context));
            }
        }
    }
    add_positions(&mut found);
    found
}

impl<'a> Candidate<'a> {
    fn of(
        index: usize,
        message: &'a Message,
        names: &Names,
        facts: &Facts<'_>,
        context: Context<'_>,
    ) -> Option<Self> {
        let body = readable(&message.body);
        let sentences = statements(body, names);
        let has = |act| sentences.iter().any(|sentence| sentence.act == act);
        if has(DialogueAct::NotUnderstood) || has(DialogueAct::Automated) || !has(DialogueAct::Statement) {
            return None;
        }
        let stated: Vec<&Statement<'_>> =
            sentences.iter().filter(|sentence| sentence.act == DialogueAct::Statement).collect();
        let refuses = stated.iter().any(|sentence| sentence.words.contain(Cue::Refusals));
        let mut features = features::of_text(body, &stated);
        features.extend(features::of_facts(&stated, facts, &context.question.words));
        features.extend(features::of_statistics(&stated, facts));
        features.extend(features::of_context(&stated, context));
        features.extend(features::combined(&features));
        features.push(("asks", flag(has(DialogueAct::Ask))));
        features.push(("offers", flag(has(DialogueAct::Offer))));
        let available = has(DialogueAct::Offer) && Words::of(body).iter().any(|word| word == "available");
        features.push(("offers_available", flag(available)));
        Some(Self { index, message: message.id.clone(), sentences, refuses, features })
    }
}

fn add_positions(candidates: &mut [Candidate<'_>]) {
    let last = candidates.len().saturating_sub(1);
    for (position, candidate) in candidates.iter_mut().enumerate() {
        candidate.features.push(("from_end", ((last - position).min(4)) as f64 / 4.0));
    }
}

/// Returns true if the customer's first message after the message at `index` thanks or confirms.
pub(super) fn is_accepted(conversation: &Conversation, index: usize) -> bool {
    (conversation.messages.iter().skip(index + 1))
        .find(|message| message.direction == Direction::Incoming)
        .is_some_and(|message| {
            let body = readable(&message.body);
            Words::of(body).contain(Cue::Contentment) || body.contains(['👍', '🙌', '🎉', '😊', '🙏'])
        })
}
