//! What the customer wants: the sentences that state a need, in general terms.

use gleaner_domain::pattern::MAX_TRIGGER_CHARS;
use gleaner_domain::{Conversation, MessageId, Trigger};

use super::names::Names;
use super::sentences::sentences;
use super::turns::{Thought, turns};

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
    /// About the business, not about one case.
    pub(super) general: bool,
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

/// The question among `questions` that an answer at `answered` belongs to: the first since the last
/// of `settled`, the places where something was settled, in order. Until then the customer asks
/// after one and the same thing.
pub(super) fn main_question<'a>(
    questions: &'a [Question],
    settled: &[usize],
    answered: usize,
) -> Option<&'a Question> {
    let mut main = questions.first()?;
    for question in questions.iter().take_while(|question| question.at < answered) {
        let before = settled.partition_point(|at| *at < question.at);
        if before.checked_sub(1).and_then(|last| settled.get(last)).is_some_and(|last| *last > main.at) {
            main = question;
        }
    }
    Some(main)
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
    let main = thoughts.get(main)?;
    let trigger = Trigger::parse(&capitalised(&bounded(&join(&texts)))).ok()?;
    Some(Question { at, trigger, messages, explicit: main.is_question, general: main.is_general() })
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
            (vec!["C Ok so I'm Ana and the bar is shut?"], "The bar is shut?"),
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
