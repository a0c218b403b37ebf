//! What customers write at a time, sentence by sentence.

use std::sync::LazyLock;

use gleaner_domain::{Direction, Message, MessageId};
use regex::Regex;

use super::generalise::generalise;
use super::lexicon::{GENERAL_QUESTIONS, NEEDS};
use super::meaning::meaning;
use super::names::Names;
use super::regexes::compile;
use super::remarks::{Remark, classify, is_question, remarks};
use super::sentences::{Words, readable, sentences};

/// Words that refer to what was said before: a question with one of them needs its sentence.
const REFERRING: &[&str] = &["it", "this", "that", "them", "they", "these", "those", "its"];
/// In a reply to the operator's question, only these turn to something else.
const ANOTHER_WISH: &[&str] =
    &["also", "another question", "one more thing", "one more question", "by the way"];

/// What is said before the question: a filler, a greeting, the customer's own name.
static PREAMBLE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    vec![
        compile(
            r"^(?i)(?:(?:ok|okay|oh|well|so|but|and)\b[,!.]*\s+|(?:yes|no|great|perfect|sure|thanks|thank you)[,!.]+\s+)+",
        ),
        compile(
            r"^(?i)(?:hi|hello|hey|howdy|good (?:morning|afternoon|evening))(?: there| again| all| team| guys)?(?:[,!.:;-]+\s*|\s+)",
        ),
        compile(
            r"^(?i)(?:i['’]?m|i am|my name is|my name['’]?s|this is|it['’]?s) \{\{customer_name\}\}(?: here)?(?:[,.!;]+\s*|\s+|$)(?:and\s+)?",
        ),
    ]
});
/// What the customer has tried is no part of the question.
static ATTEMPTS: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?i),? (?:and |but )?(?:(?:i|we)(?:['’]?ve| have)? )?(?:already |also |even )?tried\b[^.?!]*")
});

/// What a customer writes before an operator says or asks something.
pub(super) struct Turn<'a> {
    /// Where in the conversation it begins.
    pub(super) at: usize,
    /// The operator had asked something.
    pub(super) is_reply: bool,
    messages: Vec<&'a Message>,
}

/// The customer's turns in order. A greeting or a holding line of the operator does not end one.
pub(super) fn turns(messages: &[Message]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    let mut asked = false;
    let mut ended = true;
    for (at, message) in messages.iter().enumerate() {
        if message.direction == Direction::Outgoing {
            let remarks = remarks(&message.body);
            if !remarks.iter().all(|remark| remark.is_filler()) {
                asked = remarks.iter().any(|remark| matches!(remark, Remark::Ask | Remark::Offer));
                ended = true;
            }
            continue;
        }
        match turns.last_mut() {
            Some(turn) if !ended => turn.messages.push(message),
            _ => turns.push(Turn { at, is_reply: asked, messages: vec![message] }),
        }
        ended = false;
    }
    turns
}

/// A sentence of the customer that says something, in general terms.
pub(super) struct Thought {
    /// The message it stands in.
    pub(super) message: MessageId,
    /// Without its preamble.
    pub(super) text: String,
    words: Words,
    /// It asks something.
    pub(super) is_question: bool,
    /// It states a need.
    pub(super) is_need: bool,
}

impl Thought {
    fn of(message: &Message, sentence: &str, names: &Names) -> Option<Self> {
        if classify(sentence).is_filler() {
            return None;
        }
        let general = generalise(sentence, names);
        let text = ATTEMPTS.replace_all(without_preamble(&general), "").trim().to_owned();
        let words = Words::of(&text);
        let (is_question, is_need) = (is_question(&text), words.contain(NEEDS));
        (meaning(&text) > 0).then(|| Self { message: message.id.clone(), text, words, is_question, is_need })
    }

    /// Does it turn to something else than what the operator asked?
    pub(super) fn changes_subject(&self) -> bool {
        (self.is_question || self.is_need) && self.words.contain(ANOTHER_WISH)
    }

    /// Does it ask about the business rather than about one case?
    pub(super) fn is_general(&self) -> bool {
        self.words.start_with(GENERAL_QUESTIONS)
    }

    /// Is it understood only with what was said before it?
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

impl Turn<'_> {
    /// What it says, without courtesies.
    pub(super) fn thoughts(&self, names: &Names) -> Vec<Thought> {
        self.messages
            .iter()
            .flat_map(|message| {
                let sentences = sentences(readable(&message.body));
                sentences.into_iter().filter_map(|sentence| Thought::of(message, sentence, names))
            })
            .collect()
    }
}
