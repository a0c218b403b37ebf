//! What the customer wants: the sentences that state a need, in general terms.

use std::sync::LazyLock;

use gleaner_domain::pattern::MAX_TRIGGER_CHARS;
use gleaner_domain::{Conversation, Direction, Message, MessageId, Trigger};
use regex::Regex;

use super::generalise::{compile, generalise};
use super::lexicon::NEEDS;
use super::meaning::meaning;
use super::names::Names;
use super::remarks::{Remark, classify, is_question};
use super::sentences::{Words, readable, sentences};

/// Words that refer to what was said before: a question with one of them needs its sentence.
const REFERRING: &[&str] = &["it", "this", "that", "them", "they", "these", "those", "its"];
/// In a reply to the operator's question, only these turn to something else.
const ANOTHER_WISH: &[&str] =
    &["also", "another question", "one more thing", "one more question", "by the way"];

/// What is said before the question: a greeting, the customer's own name.
static PREAMBLE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?i:(?:hi|hello|hey|howdy|good (?:morning|afternoon|evening))(?: there| again| all| team| guys)?(?:[,!.:;-]+\s*|\s+))?(?i:(?:i['’]?m|i am|my name is|my name['’]?s|this is|it['’]?s) \{\{customer_name\}\}(?: here)?(?:[,.!;]+\s*|\s+|$)(?:and\s+)?)?",
    )
});
/// What the customer has tried is no part of the question.
static ATTEMPTS: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?i),? (?:and |but )?(?:(?:i|we)(?:['’]?ve| have)? )?(?:already |also |even )?tried\b[^.?!]*")
});

/// A question of the customer.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// Where in the conversation it begins.
    pub(super) at: usize,
    /// In general terms.
    pub(super) trigger: Trigger,
    /// The messages it was taken from.
    pub(super) messages: Vec<MessageId>,
    /// Put as a question, not only as a statement.
    pub(super) explicit: bool,
}

/// The questions of `conversation`, in order. The first thing of substance a customer says is one;
/// later a new question or wish opens another, a reply to the operator does not.
pub(super) fn questions(conversation: &Conversation, names: &Names) -> Vec<Question> {
    let mut found: Vec<Question> = Vec::new();
    for turn in turns(&conversation.messages) {
        let thoughts = turn.thoughts(names);
        let opens = thoughts.iter().any(|thought| match (found.is_empty(), turn.is_reply) {
            (true, _) => true,
            (false, true) => thought.changes_subject(),
            (false, false) => thought.is_question || thought.is_need,
        });
        if opens {
            found.extend(question(turn.at, &thoughts));
        }
    }
    found
}

/// What a customer writes before an operator says or asks something.
struct Turn<'a> {
    at: usize,
    is_reply: bool,
    messages: Vec<&'a Message>,
}

fn turns(messages: &[Message]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    let mut asked = false;
    let mut ended = true;
    for (at, message) in messages.iter().enumerate() {
        if message.direction == Direction::Outgoing {
            let remarks: Vec<Remark> = sentences(readable(&message.body)).into_iter().map(classify).collect();
            if remarks
                .iter()
                .any(|remark| !matches!(remark, Remark::Social | Remark::Holding | Remark::Automated))
            {
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
struct Thought {
    message: MessageId,
    text: String,
    words: Words,
    is_question: bool,
    is_need: bool,
}

impl Thought {
    fn of(message: &Message, sentence: &str, names: &Names) -> Option<Self> {
        if matches!(classify(sentence), Remark::Social | Remark::Holding | Remark::Automated) {
            return None;
        }
        let general = generalise(sentence, names);
        let text = ATTEMPTS.replace_all(&PREAMBLE.replace(&general, ""), "").trim().to_owned();
        let words = Words::of(&text);
        let (is_question, is_need) = (is_question(&text), words.contain(NEEDS));
        (meaning(&text) > 0).then(|| Self { message: message.id.clone(), text, words, is_question, is_need })
    }

    fn changes_subject(&self) -> bool {
        (self.is_question || self.is_need) && self.words.contain(ANOTHER_WISH)
    }

    fn refers_back(&self) -> bool {
        self.words.contain(REFERRING)
    }
}

impl Turn<'_> {
    fn thoughts(&self, names: &Names) -> Vec<Thought> {
        self.messages
            .iter()
            .flat_map(|message| {
                let sentences = sentences(readable(&message.body));
                sentences.into_iter().filter_map(|sentence| Thought::of(message, sentence, names))
            })
            .collect()
    }
}

/// The main sentence of a turn: the first that asks, else the first that states a need, else the
/// first; with the sentence before it where it refers back.
fn question(at: usize, thoughts: &[Thought]) -> Option<Question> {
    let main = (thoughts.iter().position(|thought| thought.is_question))
        .or_else(|| thoughts.iter().position(|thought| thought.is_need))
        .unwrap_or(0);
    let first = if thoughts.get(main)?.refers_back() { main.saturating_sub(1) } else { main };
    let used = thoughts.get(first..=main)?;
    let mut messages: Vec<MessageId> = used.iter().map(|thought| thought.message.clone()).collect();
    messages.dedup();
    let texts: Vec<&str> = used.iter().map(|thought| thought.text.as_str()).collect();
    let trigger = Trigger::parse(&capitalised(&bounded(&join(&texts)))).ok()?;
    Some(Question { at, trigger, messages, explicit: thoughts.get(main)?.is_question })
}

/// One text of several sentences, with a full stop where one has no mark of its own.
fn join(sentences: &[&str]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        if text.ends_with(|c: char| c.is_alphanumeric() || c == '}') {
            text.push('.');
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(sentence);
    }
    text
}

/// As many sentences of `text` as a trigger holds, or the words that fit of a single long one.
fn bounded(text: &str) -> String {
    let mut kept = String::new();
    let pieces = if sentences(text).first().is_some_and(|first| first.chars().count() <= MAX_TRIGGER_CHARS) {
        sentences(text)
    } else {
        text.split_whitespace().collect()
    };
    for piece in pieces {
        if kept.chars().count() + 1 + piece.chars().count() > MAX_TRIGGER_CHARS {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(piece);
    }
    kept
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::testing::conversation;
    use super::*;

    fn triggers(messages: &[&str]) -> Vec<String> {
        let conversation = conversation(messages);
        let names = Names::of(&conversation);
        questions(&conversation, &names).iter().map(|question| question.trigger.as_str().to_owned()).collect()
    }

    #[test]
    fn a_question_is_told_without_its_courtesies() {
        for (messages, expected) in [
            (vec!["C Hi! I'm Ana. Where can I park my van?"], "Where can I park my van?"),
            (vec!["C Hello", "O Hi, how can I help?", "C I need a new door code"], "I need a new door code"),
            (vec!["C Hi the lamp in bay 3 is off"], "The lamp in bay {{bay_number}} is off"),
            (vec!["C My name is Ana and I need a towel"], "I need a towel"),
            (vec!["C The mat is torn.", "C Can you replace it?"], "The mat is torn. Can you replace it?"),
            (vec!["C Do you rent shoes? My size is 9"], "Do you rent shoes?"),
            (vec!["C The lamp is off, we already tried the switch."], "The lamp is off."),
        ] {
            assert_eq!(triggers(&messages), [expected], "{messages:?}");
        }
    }

    #[test]
    fn a_reply_is_no_question_and_a_new_wish_is_one() {
        let messages = [
            "C I need a lesson",
            "O Which day suits you?",
            "C Friday at 5 pm",
            "O Your lesson is booked.",
            "C ok good",
            "C Can I also rent a locker?",
        ];
        assert_eq!(triggers(&messages), ["I need a lesson", "Can I also rent a locker?"]);
    }

    #[test]
    fn a_trigger_never_outgrows_its_limit() {
        for text in ["lost ".repeat(400), format!("Where is it? {}", "b".repeat(3_000))] {
            let found = triggers(&[&format!("C {text}")]);
            assert!(found.iter().all(|trigger| trigger.chars().count() <= MAX_TRIGGER_CHARS));
            assert_eq!(found.len(), 1);
        }
    }
}
