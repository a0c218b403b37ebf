//! The settings of the embedding model.

use gleaner_extraction::{EmbeddingSettings, OpenAiSettings};
use secrecy::SecretString;

use super::environment::{Environment, SettingError};

/// The model that is used if a key is set and the local rules are not chosen.
const DEFAULT_MODEL: (&str, u32) = ("text-embedding-3-small", 256);
/// The name that stands for no model.
const NO_MODEL: &str = "none";

/// The embedding model. `None` if there is none. `openai` has the endpoint and the key of the language model; `is_default`
/// states whether there is a model even if none is named.
///
/// # Errors
/// A setting cannot be parsed.
pub(super) fn read(
    env: &Environment,
    openai: &OpenAiSettings,
    is_default: bool,
) -> Result<Option<EmbeddingSettings>, SettingError> {
    let own_url = env.text("EMBEDDING_BASE_URL");
    // The key of the language model is not sent to another endpoint.
    let shared_key = if own_url.is_none() { openai.api_key.clone() } else { SecretString::default() };
    let api_key = env.secret("EMBEDDING_API_KEY").unwrap_or(shared_key);
    let base_url = own_url.unwrap_or_else(|| openai.base_url.clone());
    if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
        return Err(env.error("EMBEDDING_BASE_URL", "an http:// or https:// address"));
    }
    let dimensions = env.within("EMBEDDING_DIMENSIONS", 0..=4_096, 0)? as u32;
    let dimensions = (dimensions > 0).then_some(dimensions);
    let (default, default_dimensions) = DEFAULT_MODEL;
    let model = match env.text("EMBEDDING_MODEL") {
        Some(name) if name == NO_MODEL => return Ok(None),
        Some(name) => name,
        None if is_default => default.to_owned(),
        None => return Ok(None),
    };
    let is_shortened = model == default;
    Ok(Some(EmbeddingSettings {
        base_url,
        api_key,
        dimensions: dimensions.or(is_shortened.then_some(default_dimensions)),
        model,
        timeout: openai.timeout,
    }))
}
