//! Extraction by local rules, without a language model: the same conversations always give the same result.
//!
//! `candidate` finds the operator's messages that state something and what suggests that they can be reused, and
//! `answer` chooses one of them by a logistic model. `template` writes its template.

mod answer;
pub(crate) mod candidate;
mod confidence;
mod template;

use std::sync::Arc;

use async_trait::async_trait;
use gleaner_domain::{
    Conversation, Extracted, ExtractorKind, NoPatternReason, PatternDraft, SentStatistics, Usage,
};

use crate::extractor::{Extraction, ExtractionError, Extractor, MayAskAgain, Pacing, PreparedExtraction};
use crate::facts::Facts;
use crate::prefilter::prefilter;
use crate::question::{main_question, questions};
use crate::specifics::Names;
use crate::types::PatternTypes;

/// Extracts patterns by local rules.
#[derive(Debug, Clone, Default)]
pub struct LocalExtractor(Arc<PatternTypes>);

impl LocalExtractor {
    /// An extractor that gives patterns these types.
    pub fn new(types: Arc<PatternTypes>) -> Self {
        Self(types)
    }
}

impl Extractor for LocalExtractor {
    fn kind(&self) -> ExtractorKind {
        ExtractorKind::Local
    }

    fn pacing(&self) -> Pacing {
        Pacing::SEQUENTIAL
    }

    fn prepare(
        self: Arc<Self>,
        conversation: Conversation,
        sent: Arc<SentStatistics>,
    ) -> Box<dyn PreparedExtraction> {
        Box::new(Prepared { conversation, sent, types: Arc::clone(&self.0) })
    }
}

struct Prepared {
    conversation: Conversation,
    sent: Arc<SentStatistics>,
    types: Arc<PatternTypes>,
}

#[async_trait]
impl PreparedExtraction for Prepared {
    async fn extract(&mut self, _: &MayAskAgain) -> Result<Extraction, ExtractionError> {
        let extracted = extract(&self.conversation, &self.sent, &self.types);
        Ok(Extraction { extracted, usage: Usage::default() })
    }
}

/// Extracts a pattern from `conversation` by the rules, or returns the reason why there is none.
pub fn extract(conversation: &Conversation, sent: &SentStatistics, types: &PatternTypes) -> Extracted {
    match draft(conversation, sent, types) {
        Ok(pattern) => Extracted::Pattern(Box::new(pattern)),
        Err(reason) => Extracted::NoPattern(reason),
    }
}

fn draft(
    conversation: &Conversation,
    sent: &SentStatistics,
    types: &PatternTypes,
) -> Result<PatternDraft, NoPatternReason> {
    if let Some(reason) = prefilter(conversation) {
        return Err(reason);
    }
    let names = Names::of(conversation, sent);
    let facts = Facts::of(conversation, &names, sent);
    let asked = questions(conversation, &names);
    let first = asked.first().ok_or(NoPatternReason::NoQuestion)?;
    let candidates = candidate::candidates(conversation, &asked, &names, &facts);
    if candidates.is_empty() {
        return Err(NoPatternReason::NoAnswer);
    }
    let answers = answer::answers(candidates, &facts);
    let parts = answer::best(&answers).ok_or(NoPatternReason::CaseSpecific)?;
    let last = parts.last().ok_or(NoPatternReason::CaseSpecific)?;
    let resolved: Vec<usize> = answers
        .iter()
        .filter(|answer| answer.is_reusable() && !answer.candidate.refuses)
        .map(|answer| answer.candidate.index)
        .collect();
    let question = main_question(&asked, &resolved, last.candidate.index).unwrap_or(first);
    let written =
        template::write(conversation, parts, question, &facts).ok_or(NoPatternReason::CaseSpecific)?;
    let confidence = confidence::confidence(conversation, question, last, written.is_shared);
    Ok(PatternDraft {
        pattern_type: types.classify(question.trigger.as_str(), written.template.as_str()),
        trigger: question.trigger.clone(),
        template: written.template,
        confidence: confidence.ok_or(NoPatternReason::CaseSpecific)?,
        question: question.messages.clone(),
        answer: written.messages,
    })
}

#[cfg(test)]
mod tests;
