//! Extracts one reply pattern from a conversation: by a language model, or by local rules.
//!
//! `prefilter` decides which conversations need an extractor. `redaction` replaces personal data before
//! `openai` sends a conversation. `openai` and `rules` implement [`Extractor`] and do not use each other.
//! What several of these need is in `text`, `dialogue`, `specifics` and `types`.

mod dialogue;
pub mod extractor;
pub mod openai;
mod prefilter;
mod redaction;
pub mod rules;
mod specifics;
mod statistics;
mod text;
pub mod types;

pub use extractor::{Extraction, ExtractionError, Extractor, Pacing};
pub use openai::{OpenAiExtractor, OpenAiSettings};
pub use prefilter::prefilter;
pub use rules::LocalExtractor;
pub use statistics::sent_keys;
pub use types::{PatternTypes, TypesError};
