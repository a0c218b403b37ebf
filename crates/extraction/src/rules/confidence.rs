//! The confidence that a new pattern starts with.

use gleaner_domain::{Confidence, Conversation};

use super::answer::Answer;
use super::candidate::is_accepted;
use crate::question::Question;

/// Added if the customer's message has the form of a question, so it is clear what is answered.
const EXPLICIT_QUESTION: f64 = 0.1;
/// Added if the customer then thanked the operator or wrote that the answer worked.
const CONTENT_CUSTOMER: f64 = 0.1;
/// Added if the answer can certainly be reused. Less certain ones get a share of it.
const REUSABLE: f64 = 0.2;
/// The maximum if a fact in the answer was sent to one customer only.
const MAX_UNSHARED: f64 = 0.65;

/// The confidence of the pattern of `question` and `answer`: from [`Confidence::DRAFT_MIN`], if only the answer itself
/// supports it, to [`Confidence::DRAFT_MAX`]. `is_shared` says that every fact in it was sent to other customers too.
pub(super) fn confidence(
    conversation: &Conversation,
    question: &Question,
    answer: &Answer<'_>,
    is_shared: bool,
) -> Option<Confidence> {
    let mut value = Confidence::DRAFT_MIN + REUSABLE * answer.certainty();
    if question.is_explicit {
        value += EXPLICIT_QUESTION;
    }
    if is_accepted(conversation, answer.candidate.index) {
        value += CONTENT_CUSTOMER;
    }
    let max = if is_shared { Confidence::DRAFT_MAX } else { MAX_UNSHARED };
    Confidence::draft(value.clamp(Confidence::DRAFT_MIN, max)).ok()
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
        let answer = "O Hold the silver button of the tablet until it turns off, then you can press it once more and tap the green field.";
        let doubtful = confidence(&["C The tablet is stuck", answer]);
        let asked = confidence(&["C How do I restart the tablet?", answer]);
        let thanked = confidence(&["C How do I restart the tablet?", answer, "C It works, cheers"]);
        assert!(0.5 <= doubtful && doubtful < asked && asked < thanked && thanked <= 0.9);
    }
}
