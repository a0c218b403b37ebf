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
    let (timeout, max_tokens) = (defaults.timeout.as_secs(), defaults.max_completion_tokens.into());
    Ok(OpenAiSettings {
        base_url,
        model: env.text("OPENAI_MODEL").unwrap_or(defaults.model),
        max_completion_tokens: env.within("OPENAI_MAX_COMPLETION_TOKENS", 100..=100_000, max_tokens)? as u32,
        timeout: Duration::from_secs(env.within("OPENAI_TIMEOUT_SECONDS", 1..=600, timeout)?),
        pacing: pacing(env, defaults.pacing)?,
        rate_share: rate_share(env)?,
        ..defaults
    })
}

/// Validates the settings of both kinds of pacing, whichever is used.
fn pacing(env: &Environment, defaults: Pacing) -> Result<Pacing, SettingError> {
    let rest = env.within("IMPORT_BATCH_DELAY_MS", 0..=600_000, defaults.rest.as_millis() as u64)?;
    let fixed = env.within("IMPORT_BATCH_SIZE", 1..=100, defaults.concurrency as u64)?;
    let adaptive = env.within("IMPORT_MAX_CONCURRENCY", 1..=1_000, 64)?;
    let is_adaptive = env.one_of("IMPORT_PACING", &[("fixed", false), ("adaptive", true)])?;
    let (concurrency, rest) = if is_adaptive.unwrap_or(false) { (adaptive, 0) } else { (fixed, rest) };
    let concurrency = concurrency as usize;
    Ok(Pacing { concurrency, rest: Duration::from_millis(rest), max_unrecorded: concurrency, ..defaults })
}

fn rate_share(env: &Environment) -> Result<f64, SettingError> {
    let takes = "a number above 0, at most 1";
    match env.parsed("OPENAI_RATE_SHARE", takes)?.unwrap_or(1.0) {
        share if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err(env.error("OPENAI_RATE_SHARE", takes)),
    }
}
