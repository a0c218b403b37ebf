//! Rules instead of a model: no network, the same answer every time.

use async_trait::async_trait;
use gleaner_domain::{Conversation, Lesson, NothingReason};

use crate::extractor::{Extraction, ExtractionError, Extractor, Usage};

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
    Lesson::Nothing(gate(conversation).unwrap_or(NothingReason::NoAnswer))
}

/// Why a conversation cannot teach anything, whoever reads it: a side is missing, or there is
/// nothing but greetings. Such a conversation never costs a call.
pub fn gate(conversation: &Conversation) -> Option<NothingReason> {
    (!conversation.has_both_sides()).then_some(NothingReason::OneSided)
}
