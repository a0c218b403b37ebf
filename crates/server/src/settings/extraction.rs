//! The settings of the language model and of the local rules.

use std::sync::Arc;
use std::time::Duration;

use gleaner_extraction::{EmbeddingSettings, OpenAiSettings, Pacing};

use super::ExtractorSettings;
use super::environment::{Environment, SettingError};
use super::{embedding, pattern_types};

/// What extracts patterns, and the embedding model.
///
/// # Errors
/// A setting cannot be parsed, or a key is missing.
pub(super) fn read(
    env: &Environment,
) -> Result<(ExtractorSettings, Option<EmbeddingSettings>), SettingError> {
    let key = env.secret("OPENAI_API_KEY");
    let types = Arc::new(pattern_types::read(env)?);
    let openai =
        OpenAiSettings { types: Arc::clone(&types), ..OpenAiSettings::new(key.clone().unwrap_or_default()) };
    let openai = openai_settings(env, openai)?;
    let is_openai = env.one_of("EXTRACTOR", &[("openai", true), ("local", false)])?;
    let is_openai = is_openai.unwrap_or(key.is_some());
    let embedding = embedding::read(env, &openai, is_openai)?;
    match (is_openai, key) {
        (false, _) => Ok((ExtractorSettings::Local(types), embedding)),
        (true, Some(_)) => Ok((ExtractorSettings::OpenAi(openai), embedding)),
        (true, None) => Err(env.error("OPENAI_API_KEY", "a key if EXTRACTOR is openai")),
    }
}

/// Validates these settings even if the local rules are used.
fn openai_settings(env: &Environment, defaults: OpenAiSettings) -> Result<OpenAiSettings, SettingError> {
    let base_url = env.text("OPENAI_BASE_URL").unwrap_or(defaults.base_url);
    if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
        return Err(env.error("OPENAI_BASE_URL", "an http:// or https:// address"));
    }
    let (timeout, pacing) = (defaults.timeout.as_secs(), defaults.pacing);
    let max_tokens = defaults.max_completion_tokens.into();
    let rest = env.within("IMPORT_BATCH_DELAY_MS", 0..=600_000, pacing.rest.as_millis() as u64)?;
    let concurrency = env.within("IMPORT_BATCH_SIZE", 1..=100, pacing.concurrency as u64)? as usize;
    Ok(OpenAiSettings {
        base_url,
        model: env.text("OPENAI_MODEL").unwrap_or(defaults.model),
        max_completion_tokens: env.within("OPENAI_MAX_COMPLETION_TOKENS", 100..=100_000, max_tokens)? as u32,
        timeout: Duration::from_secs(env.within("OPENAI_TIMEOUT_SECONDS", 1..=600, timeout)?),
        pacing: Pacing {
            concurrency,
            rest: Duration::from_millis(rest),
            max_unrecorded: concurrency,
            ..pacing
        },
        ..defaults
    })
}
