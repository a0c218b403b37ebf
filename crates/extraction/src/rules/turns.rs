//! The customer's turns: what a customer writes before an operator states or asks something.

use gleaner_domain::{Direction, Message, MessageId};
use regex::Regex;

use super::content_words::content_words;
use super::generalize::generalize;
use super::lexicon::{GENERAL_QUESTIONS, NEEDS};
use crate::dialogue::{DialogueAct, classify, dialogue_acts, is_question};
use crate::specifics::Names;
use crate::text::{Words, compile, readable, sentences, static_regexes};

/// Words that refer to what was said before.
const REFERRING: &[&str] = &["it", "this", "that", "them", "they", "these", "those", "its"];
/// Only a reply with one of these changes the subject that the operator asked about.
const SUBJECT_CHANGES: &[&str] =
    &["also", "another question", "one more thing", "one more question", "by the way"];

static_regexes! {
    /// What comes before the question: a filler, a greeting, the customer's own name.
    static PREAMBLE: Vec<Regex> = vec![
        compile(
            r"^(?i)(?:(?:ok|okay|oh|well|so|but|and)\b[,!.]*\s+|(?:yes|no|great|perfect|sure|thanks|thank you)[,!.]+\s+)+",
        ),
        compile(
            r"^(?i)(?:hi|hello|hey|howdy|good (?:morning|afternoon|evening))(?: there| again| all| team| guys)?(?:[,!.:;-]+\s*|\s+)",
        ),
        compile(
            r"^(?i)(?:i['’]?m|i am|my name is|my name['’]?s|this is|it['’]?s) \{\{customer_name\}\}(?: here)?(?:[,.!;]+\s*|\s+|$)(?:and\s+)?",
        ),
    ];

    /// What the customer has tried, which is not part of the question.
    static ATTEMPTS: Regex = compile(
        r"(?i),? (?:and |but )?(?:(?:i|we)(?:['’]?ve| have)? )?(?:already |also |even )?tried\b[^.?!]*",
    );
}

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
    words: Words,
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
        let text = ATTEMPTS.replace_all(without_preamble(&general), "").trim().to_owned();
        let words = Words::of(&text);
        let (is_question, is_need) = (is_question(&text), words.contain(NEEDS));
        (content_words(&text) > 0).then(|| Self {
            message: message.id.clone(),
            text,
            words,
            is_question,
            is_need,
        })
    }

    /// Returns true if it asks for something other than what the operator asked about.
    pub(super) fn changes_subject(&self) -> bool {
        (self.is_question || self.is_need) && self.words.contain(SUBJECT_CHANGES)
    }

    /// Returns true if it asks about the business, not about one case.
    pub(super) fn is_general(&self) -> bool {
        self.words.start_with(GENERAL_QUESTIONS)
    }

    /// Returns true if it is understood only with the sentence before it.
    pub(super) fn refers_back(&self) -> bool {
        self.words.contain(REFERRING)
    }
}

fn without_preamble(text: &str) -> &str {
    PREAMBLE.iter().fold(text, |rest, preamble| {
        let end = preamble.find(rest).map_or(0, |found| found.end());
        rest.get(end..).unwrap_or(rest)
    })
}
