//! How far a pattern of the rules may be trusted at first.

use gleaner_domain::{Confidence, Conversation, Direction};

use super::answer::Answer;
use super::lexicon::CONTENTMENT;
use super::question::Question;
use super::reuse::MIN_REUSE;
use super::sentences::{Words, readable};

/// The customer put a question, so that what is answered is clear.
const ASKED_OUTRIGHT: f64 = 0.1;
/// The customer thanked or said that it worked afterwards.
const CONTENT_AFTERWARDS: f64 = 0.15;
/// For each point of reuse above the least: how complete the answer is.
const PER_REUSE: f64 = 0.05;

/// Between [`Confidence::DRAFT_MIN`], where there is no sign beyond the answer itself, and
/// [`Confidence::DRAFT_MAX`].
pub(super) fn confidence(
    conversation: &Conversation,
    question: &Question,
    answer: &Answer,
) -> Option<Confidence> {
    let mut value = Confidence::DRAFT_MIN + PER_REUSE * (answer.reuse - MIN_REUSE).max(0.0);
    if question.explicit {
        value += ASKED_OUTRIGHT;
    }
    if is_content(conversation, answer.at) {
        value += CONTENT_AFTERWARDS;
    }
    Confidence::draft(value.clamp(Confidence::DRAFT_MIN, Confidence::DRAFT_MAX)).ok()
}

/// Does the customer's next message after the answer thank or confirm?
fn is_content(conversation: &Conversation, answered: usize) -> bool {
    (conversation.messages.iter().skip(answered + 1))
        .find(|message| message.direction == Direction::Incoming)
        .is_some_and(|message| {
            let body = readable(&message.body);
            Words::of(body).contain(CONTENTMENT) || body.contains(['👍', '🙌', '🎉', '😊', '🙏'])
        })
}

#[cfg(test)]
mod tests {
    use gleaner_domain::Extracted;

    use super::super::learn;
    use super::super::testing::conversation;

    fn confidence(lines: &[&str]) -> f64 {
        match learn(&conversation(lines)) {
            Extracted::Pattern(pattern) => pattern.confidence.value(),
            Extracted::NoPattern(reason) => panic!("{reason:?}"),
        }
    }

    #[test]
    fn a_clear_question_and_a_content_customer_raise_it() {
        let answer = "O The locker key is at the desk.";
        let doubtful = confidence(&["C I lost my locker key", answer]);
        let asked = confidence(&["C Where is my locker key?", answer]);
        let thanked = confidence(&["C Where is my locker key?", answer, "C Found it, cheers"]);
        assert!(0.5 <= doubtful && doubtful < asked && asked < thanked && thanked <= 0.9);
    }
}
