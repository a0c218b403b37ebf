//! Rules instead of a model: no network, the same answer every time.
//!
//! A conversation goes through [`gate`], then [`question`] finds what the customer wants,
//! [`answer`] the operator's message that can be used again, and [`generalise()`] turns the
//! particulars of both into variables.

mod answer;
mod confidence;
mod gate;
mod generalise;
mod kind;
// Its lists stay packed, or a page of words becomes a page for each list.
#[rustfmt::skip]
mod lexicon;
mod meaning;
mod names;
mod question;
mod remarks;
mod reuse;
mod sentences;
#[cfg(test)]
mod testing;

use async_trait::async_trait;
use gleaner_domain::{Conversation, Lesson, NothingReason, PatternDraft};

use crate::extractor::{Extraction, ExtractionError, Extractor, Usage};

pub use gate::gate;
pub use generalise::{generalise, redact};
pub use names::Names;

/// Learns by rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalExtractor;

#[async_trait]
impl Extractor for LocalExtractor {
    fn name(&self) -> &str {
        "local"
    }

    async fn extract(&self, conversation: &Conversation) -> Result<Extraction, ExtractionError> {
        Ok(Extraction { lesson: learn(conversation), usage: Usage::default() })
    }
}

/// What a conversation teaches by the rules.
pub fn learn(conversation: &Conversation) -> Lesson {
    match draft(conversation) {
        Ok(pattern) => Lesson::Pattern(Box::new(pattern)),
        Err(reason) => Lesson::Nothing(reason),
    }
}

fn draft(conversation: &Conversation) -> Result<PatternDraft, NothingReason> {
    if let Some(reason) = gate(conversation) {
        return Err(reason);
    }
    let names = Names::of(conversation);
    let questions = question::questions(conversation, &names);
    let first = questions.first().ok_or(NothingReason::NoQuestion)?;
    let answers = answer::answers(conversation, first.at, &names);
    if answers.is_empty() {
        return Err(NothingReason::NoAnswer);
    }
    let best = answer::best(&answers).ok_or(NothingReason::CaseSpecific)?;
    let asked = questions.iter().rev().find(|question| question.at < best.at).unwrap_or(first);
    Ok(PatternDraft {
        kind: kind::kind(asked.trigger.as_str(), &best.text),
        trigger: asked.trigger.clone(),
        template: best.template().ok_or(NothingReason::CaseSpecific)?,
        confidence: confidence::confidence(conversation, asked, best).ok_or(NothingReason::CaseSpecific)?,
        question: asked.messages.clone(),
        answer: vec![best.message.clone()],
    })
}
