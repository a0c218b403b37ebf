//! The answer to extract: the best of the candidates.

use gleaner_domain::ResponseTemplate;

use super::candidate::Candidate;
use super::reuse::{MIN_REUSE, reuse};

/// A candidate that can be reused.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// The operator's message.
    pub(super) candidate: Candidate,
    /// The score of [`reuse`]: how well the message can be reused. At least [`MIN_REUSE`].
    pub(super) reuse: f64,
}

impl Answer {
    fn of(candidate: Candidate) -> Option<Self> {
        let reuse = reuse(&candidate);
        (reuse >= MIN_REUSE).then_some(Self { candidate, reuse })
    }

    /// Returns true if it resolves the question before it.
    pub(super) fn resolves(&self) -> bool {
        !self.candidate.refuses()
    }
}

/// The reusable ones of `candidates`, in order.
pub(super) fn answers(candidates: Vec<Candidate>) -> Vec<Answer> {
    candidates.into_iter().filter_map(Answer::of).collect()
}

/// The answer among `answers` to extract: one message, or two that the operator sent in a row.
///
/// An answer that does not refuse is better than one that does. Among equal ones, an answer after a message of the
/// customer that is more than a courtesy is better. Among equal ones, the last is best, as it ends the conversation.
pub(super) fn best(answers: &[Answer]) -> Option<&[Answer]> {
    let (index, last) = answers.iter().enumerate().max_by_key(|(_, answer)| {
        let resolves = answer.resolves();
        (resolves && answer.candidate.prompt.is_substantial, resolves, answer.candidate.index)
    })?;
    let before = index.checked_sub(1).filter(|before| {
        answers.get(*before).is_some_and(|answer| answer.candidate.index + 1 == last.candidate.index)
    });
    answers.get(before.unwrap_or(index)..=index)
}

/// The template that `parts` form together.
pub(super) fn template(parts: &[Answer]) -> Option<ResponseTemplate> {
    let texts: Vec<&str> = parts.iter().map(|part| part.candidate.text.as_str()).collect();
    ResponseTemplate::parse(&texts.join("\n")).ok()
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::super::candidate::candidates;
    use super::super::question::questions;
    use super::*;
    use crate::specifics::Names;

    fn best_text(lines: &[&str]) -> Option<String> {
        let conversation = conversation_of(lines);
        let names = Names::of(&conversation);
        let questions = questions(&conversation, &names);
        let answers = answers(candidates(&conversation, &questions, &names));
        best(&answers).and_then(template).map(|template| template.as_str().to_owned())
    }

    #[test]
    fn courtesies_around_an_answer_are_left_out() {
        let said =
            "O Hi Ana! Sorry about that. The left door opens with your card. Please pull hard. Have fun! 🎉";
        let kept = "The left door opens with your card. Please pull hard.";
        assert_eq!(best_text(&["C How do I get in?", said]).as_deref(), Some(kept));
    }

    #[test]
    fn a_confirmation_is_better_than_a_refusal() {
        let lines = [
            "C I need a lesson on Friday at 5",
            "O Unfortunately there is no teacher free at that time.",
            "C And on Monday?",
            "O Great, your lesson with a teacher is confirmed for Monday!",
            "C Can you check the price?",
            "O Unfortunately I cannot see the price list from this desk.",
        ];
        assert_eq!(
            best_text(&lines).as_deref(),
            Some("Great, your lesson with a teacher is confirmed for {{date}}!")
        );
    }

    #[test]
    fn a_statement_after_a_thank_you_is_not_the_answer() {
        let lines = [
            "C Do you sell gift cards?",
            "O Yes, we sell them at the desk and at https://club.example/gift.",
            "C Great, thanks!",
            "O We will keep your favourite bay warm for you.",
        ];
        assert_eq!(best_text(&lines).as_deref(), Some("Yes, we sell them at the desk and at {{link}}."));
    }
}
