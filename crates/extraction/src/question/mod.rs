//! The customer's questions, in general terms.

mod turns;

use gleaner_domain::pattern::MAX_TRIGGER_CHARS;
use gleaner_domain::{Conversation, Message, MessageId, Trigger};

use crate::specifics::Names;
use crate::text::{Words, sentences};
use turns::{Utterance, turns};

/// A question of the customer.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The index of the message in the conversation where its turn begins.
    pub(crate) index: usize,
    /// The question in general terms.
    pub(crate) trigger: Trigger,
    /// The messages it was taken from.
    pub(crate) messages: Vec<MessageId>,
    /// Whether it has the form of a question, not of a statement.
    pub(crate) is_explicit: bool,
    /// Whether it is about the business, not about one case.
    pub(crate) is_general: bool,
    /// The words of the turn that contains it.
    pub(crate) words: Words,
}

/// The questions of `conversation`, in order. The first turn with content is one. Later, a turn that asks
/// or states a need is one, unless it replies to the operator without changing the subject.
pub(crate) fn questions(conversation: &Conversation, names: &Names) -> Vec<Question> {
    let mut found: Vec<Question> = Vec::new();
    for turn in turns(&conversation.messages) {
        let utterances = turn.utterances(names);
        let asks = utterances.iter().any(|utterance| match (found.is_empty(), turn.is_reply) {
            (true, _) => true,
            (false, true) => utterance.changes_subject(),
            (false, false) => utterance.is_question || utterance.is_need,
        });
        if asks {
            found.extend(question(turn.index, &utterances));
        }
    }
    found
}

/// The question in a customer's message that is not part of a conversation.
pub(crate) fn question_in(message: &Message, names: &Names) -> Option<Trigger> {
    let turn = turns(std::slice::from_ref(message)).pop()?;
    question(turn.index, &turn.utterances(names)).map(|question| question.trigger)
}

/// The question among `questions` that the answer at index `answered` belongs to.
///
/// `resolved` contains the indices of the answers that resolve a question, in order. The result is the first question
/// after the last such answer before `answered`: until a question is resolved, the customer's next questions are about
/// the same subject.
pub(crate) fn main_question<'a>(
    questions: &'a [Question],
    resolved: &[usize],
    answered: usize,
) -> Option<&'a Question> {
    let mut main = questions.first()?;
    for question in questions.iter().take_while(|question| question.index < answered) {
        let before = resolved.partition_point(|index| *index < question.index);
        if before.checked_sub(1).and_then(|last| resolved.get(last)).is_some_and(|last| *last > main.index) {
            main = question;
        }
    }
    Some(main)
}

/// The question of a turn that begins at `index`: its first utterance that asks something, else the first that states
/// a need, else the first. If this utterance refers back, the utterance before it is included.
fn question(index: usize, utterances: &[Utterance]) -> Option<Question> {
    let main = (utterances.iter().position(|utterance| utterance.is_question))
        .or_else(|| utterances.iter().position(|utterance| utterance.is_need))
        .unwrap_or(0);
    let first = if utterances.get(main)?.refers_back() { main.saturating_sub(1) } else { main };
    let used = utterances.get(first..=main)?;
    let mut messages: Vec<MessageId> = used.iter().map(|utterance| utterance.message.clone()).collect();
    messages.dedup();
    let texts: Vec<&str> = used.iter().map(|utterance| utterance.text.as_str()).collect();
    let main = utterances.get(main)?;
    let trigger = Trigger::parse(&capitalized(&bounded(&join(&texts)))).ok()?;
    let (is_explicit, is_general) = (main.is_question, main.is_general());
    let said: Vec<&str> = utterances.iter().map(|utterance| utterance.text.as_str()).collect();
    let words = Words::of(&said.join(" "));
    Some(Question { index, trigger, messages, is_explicit, is_general, words })
}

/// Joins `sentences` into one text, with a period after each that does not end in a punctuation mark.
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

/// The leading sentences of `text` that fit into a trigger, or the leading words if the first sentence
/// does not fit.
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

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::*;

    fn triggers(messages: &[&str]) -> Vec<String> {
        let conversation = conversation_of(messages);
        let names = Names::named(&conversation);
        questions(&conversation, &names).iter().map(|question| question.trigger.as_str().to_owned()).collect()
    }

    #[test]
    fn a_trigger_is_the_question_without_courtesies() {
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
    fn a_reply_is_no_question_but_a_new_request_is() {
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
    fn a_trigger_is_cut_to_its_maximum_length() {
        for text in ["lost ".repeat(400), format!("Where is it? {}", "b".repeat(3_000))] {
            let found = triggers(&[&format!("C {text}")]);
            assert!(found.iter().all(|trigger| trigger.chars().count() <= MAX_TRIGGER_CHARS));
            assert_eq!(found.len(), 1);
        }
    }
}
