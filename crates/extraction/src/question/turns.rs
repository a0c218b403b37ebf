//! The customer's turns: what a customer writes before an operator states or asks something.

use gleaner_domain::{Direction, Message, MessageId};

use crate::dialogue::{DialogueAct, classify, dialogue_acts, is_question};
use crate::lexicon::Cue;
use crate::recognizers::RECOGNIZERS;
use crate::specifics::{Names, generalize};
use crate::text::{Words, readable, sentences};

/// Consecutive messages of a customer.
pub(super) struct Turn<'a> {
    /// The index of its first message in the conversation.
    pub(super) index: usize,
    /// Whether the operator asked something before it.
    pub(super) is_reply: bool,
    messages: Vec<&'a Message>,
}

/// The customer's turns in order. A greeting or a holding line of the operator does not end a turn.
pub(super) fn turns(messages: &[Message]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    let mut asked = false;
    let mut ended = true;
    for (index, message) in messages.iter().enumerate() {
        if message.direction == Direction::Outgoing {
            let acts = dialogue_acts(&message.body);
            if !acts.iter().all(|act| act.is_filler()) {
                asked = acts.iter().any(|act| matches!(act, DialogueAct::Ask | DialogueAct::Offer));
                ended = true;
            }
            continue;
        }
        match turns.last_mut() {
            Some(turn) if !ended => turn.messages.push(message),
            _ => turns.push(Turn { index, is_reply: asked, messages: vec![message] }),
        }
        ended = false;
    }
    turns
}

impl Turn<'_> {
    /// The customer's sentences in this turn, without courtesies.
    pub(super) fn utterances(&self, names: &Names) -> Vec<Utterance> {
        self.messages
            .iter()
            .flat_map(|message| {
                let sentences = sentences(readable(&message.body));
                sentences.into_iter().filter_map(|sentence| Utterance::of(message, sentence, names))
            })
            .collect()
    }
}

/// A sentence of the customer that states or asks something, in general terms.
pub(super) struct Utterance {
    /// The message that contains it.
    pub(super) message: MessageId,
    /// The sentence without its preamble.
    pub(super) text: String,
    pub(super) words: Words,
    /// Whether it asks something.
    pub(super) is_question: bool,
    /// Whether it states a need.
    pub(super) is_need: bool,
}

impl Utterance {
    fn of(message: &Message, sentence: &str, names: &Names) -> Option<Self> {
        if classify(sentence).is_filler() {
            return None;
        }
        let general = generalize(sentence, names);
        let text = without_attempts(without_preamble(&general)).trim().to_owned();
        let words = Words::of(&text);
        let (is_question, is_need) = (is_question(&text), words.contain(Cue::Needs));
        let has_content = !words.content().is_empty();
        has_content.then_some(Self { message: message.id.clone(), text, words, is_question, is_need })
    }

    /// Returns true if it asks for something other than what the operator asked about.
    pub(super) fn changes_subject(&self) -> bool {
        (self.is_question || self.is_need) && self.words.contain(Cue::SubjectChanges)
    }

    /// Returns true if it asks about the business, not about one case.
    pub(super) fn is_general(&self) -> bool {
        self.words.start_with(Cue::GeneralQuestions)
    }

    /// Returns true if it is understood only with the sentence before it.
    pub(super) fn refers_back(&self) -> bool {
        self.words.contain(Cue::Referring)
    }
}

fn without_preamble(text: &str) -> &str {
    RECOGNIZERS.preambles.iter().fold(text, |rest, preamble| {
        let end = preamble.find(rest).map_or(0, |found| found.end());
        rest.get(end..).unwrap_or(rest)
    })
}

fn without_attempts(text: &str) -> String {
    let attempts = RECOGNIZERS.attempts.iter();
    attempts.fold(text.to_owned(), |rest, attempt| attempt.replace_all(&rest, "").into_owned())
}
