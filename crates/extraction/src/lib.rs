//! Extracts one reply pattern from a conversation: by a language model, or by local rules.
//!
//! `prefilter` decides which conversations need an extractor. `redaction` replaces personal data before
//! `openai` sends a conversation. `openai` and `rules` implement [`Extractor`] and do not use each other.
//! What several of these need is in `text`, `dialogue`, `specifics` and `types`.

mod asked;
mod dialogue;
pub mod embedder;
pub mod extractor;
mod facts;
mod lexicon;
mod model;
pub mod openai;
mod prefilter;
mod question;
mod recognizers;
pub mod redaction;
pub mod rules;
mod specifics;
mod statement;
mod statistics;
mod text;
#[cfg(feature = "training")]
pub mod training;
pub mod types;

pub use asked::asked;
pub use embedder::{Embedded, Embedder};
pub use extractor::{
    BatchAnswer, BatchExtractor, BatchLimits, BatchLine, BatchResponse, BatchState, EndedBatch, Extraction,
    ExtractionError, Extractor, FoundBatch, Judge, Judgment, MayAskAgain, Pacing, PreparedExtraction,
};
pub use openai::{EmbeddingSettings, OpenAiEmbedder, OpenAiExtractor, OpenAiSettings};
pub use prefilter::{can_answer, prefilter};
pub use rules::LocalExtractor;
pub use statistics::sent_keys;
pub use types::{PatternTypes, TypesError};
