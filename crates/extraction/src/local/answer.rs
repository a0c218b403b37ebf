//! The operator's answer: which message tells something that can be told again.

use gleaner_domain::{Conversation, Direction, Message, MessageId, ResponseTemplate};

use super::generalise::generalise;
use super::names::Names;
use super::question::Question;
use super::remarks::{Remark, classify, is_question, remarks};
use super::reuse::{MIN_REUSE, refuses, reuse};
use super::sentences::{readable, sentences};

/// A message of an operator that says something.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// Where in the conversation it stands.
    pub(super) at: usize,
    /// The message.
    pub(super) message: MessageId,
    /// What it says in general terms, without courtesies before and behind.
    pub(super) text: String,
    /// What it says beside questions.
    pub(super) statements: Vec<String>,
    /// It asks whether to go ahead with what it proposes.
    pub(super) offers: bool,
    /// What came before it.
    pub(super) prompt: Prompt,
    /// It asks something else.
    pub(super) asks: bool,
    /// It has quotation marks.
    pub(super) quotes: bool,
    /// How far it can be used again, see [`reuse`].
    pub(super) reuse: f64,
}

/// What an operator's message follows upon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prompt {
    /// The customer's message before it was more than a courtesy.
    pub(super) substantial: bool,
    /// The last question was about the business, not about one case.
    pub(super) general: bool,
}

impl Answer {
    fn of(at: usize, message: &Message, names: &Names, prompt: Prompt) -> Option<Self> {
        let body = readable(&message.body);
        let remarks: Vec<(&str, Remark)> =
            sentences(body).into_iter().map(|sentence| (sentence, classify(sentence))).collect();
        let has = |remark| remarks.iter().any(|(_, found)| *found == remark);
        if has(Remark::NotUnderstood) || has(Remark::Automated) || !has(Remark::Statement) {
            return None;
        }
        let statements: Vec<String> = (remarks.iter())
            .filter(|(_, remark)| *remark == Remark::Statement)
            .map(|(sentence, _)| generalise(sentence, names))
            .collect();
        let mut answer = Self {
            at,
            message: message.id.clone(),
            text: generalise(without_frame(body, &remarks), names),
            statements,
            offers: has(Remark::Offer),
            prompt,
            asks: has(Remark::Ask),
            quotes: body.contains(['"', '“', '‘']) || body.contains(" '"),
            reuse: 0.0,
        };
        answer.reuse = reuse(&answer);
        Some(answer)
    }

    /// Does it close what was asked before it?
    pub(super) fn settles(&self) -> bool {
        self.is_usable() && !refuses(self)
    }

    fn is_usable(&self) -> bool {
        self.reuse >= MIN_REUSE
    }
}

/// The part of `body` between the courtesies it begins and ends with.
fn without_frame<'a>(body: &'a str, remarks: &[(&'a str, Remark)]) -> &'a str {
    let frames = |remark: &Remark| matches!(remark, Remark::Social | Remark::Holding);
    let mut core = remarks.iter().filter(|(_, remark)| !frames(remark));
    let first = core.next().map(|(sentence, _)| *sentence);
    let last = core.next_back().map(|(sentence, _)| *sentence).or(first);
    let start = first.and_then(|first| body.find(first)).unwrap_or(0);
    let end = last.and_then(|last| Some(body.rfind(last)? + last.len())).unwrap_or(body.len());
    body.get(start..end).unwrap_or(body)
}

/// What the operators of `conversation` say after the first of `questions`, in order.
pub(super) fn answers(conversation: &Conversation, questions: &[Question], names: &Names) -> Vec<Answer> {
    let mut found = Vec::new();
    let mut questions = questions.iter().peekable();
    let first = questions.peek().map_or(conversation.messages.len(), |question| question.at);
    let mut prompt = Prompt { substantial: true, general: false };
    let mut asked_back = false;
    for (at, message) in conversation.messages.iter().enumerate().skip(first) {
        if let Some(question) = questions.next_if(|question| question.at == at) {
            prompt.general = question.general;
        }
        match message.direction {
            // "Great, thanks" behind a question says yes to it.
            Direction::Incoming => prompt.substantial = asked_back || !is_courteous(&message.body),
            Direction::Outgoing => {
                asked_back = is_question(&message.body);
                found.extend(Answer::of(at, message, names, prompt));
            }
        }
    }
    found
}

fn is_courteous(body: &str) -> bool {
    remarks(body).iter().all(|remark| *remark == Remark::Social)
}

/// The answer among `answers` to learn: of those that can be used again, one that the customer
/// prompted before a remark behind a thank you, what came about before what did not, and of equals
/// the last, since what is said last is what was settled. It is one message, or two where the
/// operator sent it in two.
pub(super) fn best(answers: &[Answer]) -> Option<&[Answer]> {
    let usable = answers.iter().enumerate().filter(|(_, answer)| answer.is_usable());
    let (index, last) = usable.max_by_key(|(_, answer)| {
        let positive = !refuses(answer);
        (positive && answer.prompt.substantial, positive, answer.at)
    })?;
    let before = index.checked_sub(1).filter(|before| {
        answers.get(*before).is_some_and(|answer| answer.is_usable() && answer.at + 1 == last.at)
    });
    answers.get(before.unwrap_or(index)..=index)
}

/// The template that `parts` make together.
pub(super) fn template(parts: &[Answer]) -> Option<ResponseTemplate> {
    let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    ResponseTemplate::parse(&texts.join("\n")).ok()
}

#[cfg(test)]
mod tests {
    use super::super::question::questions;
    use super::super::testing::conversation;
    use super::*;

    fn best_text(lines: &[&str]) -> Option<String> {
        let chat = conversation(lines);
        let names = Names::of(&chat);
        let answers = answers(&chat, &questions(&chat, &names), &names);
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
    fn what_came_about_is_better_than_what_did_not_and_later_better_than_earlier() {
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
    fn a_remark_behind_a_thank_you_is_not_the_answer() {
        let lines = [
            "C Do you sell gift cards?",
            "O Yes, we sell them at the desk and at https://club.example/gift.",
            "C Great, thanks!",
            "O We will keep your favourite bay warm for you.",
        ];
        assert_eq!(best_text(&lines).as_deref(), Some("Yes, we sell them at the desk and at {{link}}."));
    }
}
