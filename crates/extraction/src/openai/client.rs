//! The HTTP client of an endpoint.

use std::sync::Arc;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use super::allowance::Allowance;
use super::transport::Transport;

/// The HTTP client could not be built.
#[derive(Debug, Error)]
#[error("the HTTP client for the language model cannot be built")]
pub struct ClientError(#[from] reqwest::Error);

/// A client that sends each request once. `allowance` learns the limits of the endpoint from the responses.
pub(super) fn client(
    base_url: &str,
    api_key: &SecretString,
    timeout: Duration,
    allowance: Arc<Allowance>,
) -> Result<Client<OpenAIConfig>, ClientError> {
    // Fails if a provider is already installed, which is intended.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().timeout(timeout).build()?;
    let config = OpenAIConfig::new()
        .with_api_base(base_url.trim_end_matches('/'))
        .with_api_key(api_key.expose_secret());
    // The worker retries: it knows the pacing and the attempts of the job.
    Ok(Client::build(http.clone(), config).with_http_service(Transport::new(http, allowance)))
}
