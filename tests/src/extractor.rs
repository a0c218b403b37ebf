//! Extractors of tests: one function, without preparation.

use std::sync::Arc;

use async_trait::async_trait;
use gleaner_domain::{Conversation, ExtractorKind, SentStatistics};
use gleaner_extraction::{Extraction, ExtractionError, Extractor, MayAskAgain, Pacing, PreparedExtraction};

/// Extracts a pattern from one conversation at a time.
#[async_trait]
pub trait Extract: Send + Sync + 'static {
    /// As [`PreparedExtraction::extract`].
    async fn extract(
        &self,
        conversation: &Conversation,
        sent: &SentStatistics,
        may_ask_again: &MayAskAgain,
    ) -> Result<Extraction, ExtractionError>;
}

/// The extractor that calls an [`Extract`].
pub struct Directly<E>(pub Arc<E>);

impl<E: Extract> Extractor for Directly<E> {
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
        Box::new(Unprepared { extract: Arc::clone(&self.0), conversation, sent })
    }
}

struct Unprepared<E> {
    extract: Arc<E>,
    conversation: Conversation,
    sent: Arc<SentStatistics>,
}

#[async_trait]
impl<E: Extract> PreparedExtraction for Unprepared<E> {
    async fn extract(&mut self, may_ask_again: &MayAskAgain) -> Result<Extraction, ExtractionError> {
        self.extract.extract(&self.conversation, &self.sent, may_ask_again).await
    }
}
