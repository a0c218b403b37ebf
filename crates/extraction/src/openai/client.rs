//! The HTTP client of an endpoint.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use super::allowance::{Allowance, Reservation};
use super::transport::Transport;

/// The HTTP client could not be built.
#[derive(Debug, Error)]
#[error("the HTTP client for the language model cannot be built")]
pub struct ClientError(#[from] reqwest::Error);

/// The client of an endpoint, which sends each request once, and how it sends.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub client: Client<OpenAIConfig>,
    transport: Transport,
}

impl Endpoint {
    /// `allowance` learns the limits of the endpoint from the responses.
    pub fn new(
        base_url: &str,
        api_key: &SecretString,
        timeout: Duration,
        allowance: Arc<Allowance>,
    ) -> Result<Self, ClientError> {
        // Fails if a provider is already installed, which is intended.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(timeout).build()?;
        let config = OpenAIConfig::new()
            .with_api_base(base_url.trim_end_matches('/'))
            .with_api_key(api_key.expose_secret());
        let transport = Transport::new(http.clone(), allowance);
        // The worker retries: it knows the pacing and the attempts of the job.
        let client = Client::build(http, config).with_http_service(transport.clone());
        Ok(Self { client, transport })
    }

    /// The client for one call that was reserved.
    pub fn sending(&self, reservation: Reservation) -> Client<OpenAIConfig> {
        self.client.clone().with_http_service(self.transport.sending(reservation.send(Instant::now())))
    }
}
