//! Learning one reply pattern from a conversation: by a language model, or by local rules.

pub mod extractor;
pub mod local;
pub mod openai;

pub use extractor::{Extraction, ExtractionError, Extractor, Pacing};
pub use local::LocalExtractor;
pub use openai::{OpenAiExtractor, OpenAiSettings};
