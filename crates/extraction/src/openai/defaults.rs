//! The default settings of the language model.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::OpenAiSettings;
use crate::extractor::Pacing;
use crate::types::PatternTypes;

impl OpenAiSettings {
    /// Settings for OpenAI's own endpoint: `gpt-4o`, ten conversations at the same time, each followed by a rest of two seconds.
    pub fn new(api_key: SecretString) -> Self {
        Self {
            base_url: "https://api.openai.com/v1".to_owned(),
            api_key,
            model: "gpt-4o".to_owned(),
            timeout: Duration::from_secs(60),
            max_completion_tokens: 1_000,
            price: None,
            pacing: Pacing {
                concurrency: 10,
                rest: Duration::from_secs(2),
                max_unrecorded: 10,
                per_conversation: Duration::from_secs(2),
            },
            rate_share: 1.0,
            types: Arc::new(PatternTypes::built_in()),
        }
    }
}
