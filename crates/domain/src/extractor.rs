//! What can extract a pattern from a conversation.

use crate::closed_set::closed_set;

closed_set! {
    /// The implementations of extraction, as settings, jobs and estimates name them.
    ExtractorKind(as_str, meaning) {
        OpenAi = "openai": "A language model behind an OpenAI-compatible endpoint.",
        Local = "local": "Local rules; nothing leaves the machine.",
    }
}
