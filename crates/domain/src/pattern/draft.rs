//! What is extracted from one conversation.

use super::{Confidence, PatternType, Trigger, language_of};
use crate::language::Language;
use crate::message::MessageId;
use crate::template::ResponseTemplate;

/// A pattern extracted from one conversation, checked, before it is merged with the library.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternDraft {
    /// What it is about.
    pub pattern_type: PatternType,
    /// The generalized question.
    pub trigger: Trigger,
    /// The reusable reply.
    pub template: ResponseTemplate,
    /// 0.5 to 0.9.
    pub confidence: Confidence,
    /// The customer's messages that contain the question.
    pub question: Vec<MessageId>,
    /// The operators' messages from which the reply was taken.
    pub answer: Vec<MessageId>,
}

impl PatternDraft {
    /// The language of the question and the answer; `None` if they are too short or too mixed to tell.
    pub fn language(&self) -> Option<Language> {
        language_of(&self.trigger, &self.template)
    }
}
