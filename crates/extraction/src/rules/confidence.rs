//! The confidence that a new pattern starts with.

use gleaner_domain::{Confidence, Conversation, Direction};

use super::answer::Answer;
use super::lexicon::CONTENTMENT;
use super::question::Question;
use super::reuse::MIN_REUSE;
use crate::text::{Words, readable};

/// Added if the customer's message has the form of a question, so it is clear what is answered.
const EXPLICIT_QUESTION: f64 = 0.1;
/// Added if the customer then thanked the operator or wrote that the answer worked.
const CONTENT_CUSTOMER: f64 = 0.15;
/// Added for each point of reuse above [`MIN_REUSE`].
const PER_REUSE: f64 = 0.05;

/// The confidence of the pattern of `question` and `answer`: from [`Confidence::DRAFT_MIN`], if only the answer itself
/// supports it, to [`Confidence::DRAFT_MAX`].
pub(super) fn confidence(
    conversation: &Conversation,
    question: &Question,
    answer: &Answer,
) -> Option<Confidence> {
    let mut value = Confidence::DRAFT_MIN + PER_REUSE * (answer.reuse - MIN_REUSE).max(0.0);
    if question.is_explicit {
        value += EXPLICIT_QUESTION;
    }
    if is_content(conversation, answer.candidate.index) {
        value += CONTENT_CUSTOMER;
    }
    Confidence::draft(value.clamp(Confidence::DRAFT_MIN, Confidence::DRAFT_MAX)).ok()
}

/// Returns true if the customer's first message after the answer at index `answered` thanks or confirms.
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
    use gleaner_domain::testing::conversation_of;

    use super::super::extract;

    fn confidence(lines: &[&str]) -> f64 {
        match extract(&conversation_of(lines), &Default::default(), &Default::default()) {
            Extracted::Pattern(pattern) => pattern.confidence.value(),
            Extracted::NoPattern(reason) => panic!("{reason:?}"),
        }
    }

    #[test]
    fn a_question_in_form_and_a_content_customer_raise_the_confidence() {
        let answer = "O The locker key is at the desk.";
        let doubtful = confidence(&["C I lost my locker key", answer]);
        let asked = confidence(&["C Where is my locker key?", answer]);
        let thanked = confidence(&["C Where is my locker key?", answer, "C Found it, cheers"]);
        assert!(0.5 <= doubtful && doubtful < asked && asked < thanked && thanked <= 0.9);
    }
}
