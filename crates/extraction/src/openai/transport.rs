//! One HTTP exchange. Of an error response it keeps only what is safe to log: the status, the provider's
//! code, and the delay before another attempt.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use super::allowance::{Allowance, Sent};

/// The fields of a request that are the same for every conversation.
const CONSTANT_FIELDS: [&str; 3] = ["model", "response_format", "max_completion_tokens"];

/// The endpoint returned an error status.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the language model returned {status}")]
pub(super) struct Refused {
    pub status: StatusCode,
    /// The provider's code, such as `insufficient_quota`. Its message is dropped, as it may quote the request.
    pub code: Option<String>,
    /// The one of [`CONSTANT_FIELDS`] that the error concerns.
    pub field: Option<&'static str>,
    /// The minimum delay before another attempt, if the provider gave one.
    pub retry_after: Option<Duration>,
}

impl Refused {
    pub fn new(status: StatusCode, body: Option<ErrorBody>, retry_after: Option<Duration>) -> Self {
        let error = body.map(|body| body.error).unwrap_or_default();
        let param = error.param.unwrap_or_default();
        // The provider names what is inside the field as well.
        let name = param.split(['.', '[']).next();
        // A type is less specific than a code.
        let code = error.code.or(error.r#type);
        // A shorter conversation leaves more tokens for the response.
        let is_too_long = code.as_deref() == Some("context_length_exceeded");
        let field = CONSTANT_FIELDS.into_iter().find(|field| Some(*field) == name && !is_too_long);
        Self { status, code, field, retry_after }
    }
}

/// Sends each request once, without retries.
#[derive(Debug, Clone)]
pub(super) struct Transport {
    client: reqwest::Client,
    /// Learns the limits of the endpoint from the responses.
    allowance: Arc<Allowance>,
    /// The one call, if it was reserved.
    sent: Option<Sent>,
}

impl Transport {
    pub fn new(client: reqwest::Client, allowance: Arc<Allowance>) -> Self {
        Self { client, allowance, sent: None }
    }

    /// The same, for one call that was reserved.
    pub fn sending(&self, sent: Sent) -> Self {
        Self { sent: Some(sent), ..self.clone() }
    }
}

impl tower::Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequestFactory) -> Self::Future {
        let Self { client, allowance, sent } = self.clone();
        Box::pin(async move {
            let request = request.build().await?;
            let sent = sent.unwrap_or_else(|| allowance.send_unreserved(Instant::now()));
            let response = client.execute(request).await?;
            allowance.receive(response.headers(), &sent, Instant::now());
            if response.status().is_success() {
                return Ok(response);
            }
            Err(OpenAIError::Boxed(Box::new(refused(response).await)))
        })
    }
}

/// The body of an error response.
#[derive(Deserialize)]
pub(super) struct ErrorBody {
    error: ErrorObject,
}

#[derive(Default, Deserialize)]
struct ErrorObject {
    #[serde(default, deserialize_with = "text")]
    code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    r#type: Option<String>,
    #[serde(default, deserialize_with = "text")]
    param: Option<String>,
}

/// A text; anything else, such as the number that some gateways send, is none.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(serde_json::Value::deserialize(deserializer)?.as_str().map(str::to_owned))
}

async fn refused(response: Response) -> Refused {
    let (status, retry_after) = (response.status(), retry_after(response.headers(), SystemTime::now()));
    Refused::new(status, response.json().await.ok(), retry_after)
}

/// The delay in `retry-after-ms`, which OpenAI sends, else in `Retry-After`, in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(millis) = text("retry-after-ms").and_then(|text| text.parse().ok()) {
        return Some(Duration::from_millis(millis));
    }
    let value = text(RETRY_AFTER.as_str())?;
    let seconds = value.parse().ok().map(Duration::from_secs);
    seconds.or_else(|| httpdate::parse_http_date(value).ok()?.duration_since(now).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(name: &'static str, value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        retry_after(&headers, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn every_format_of_retry_after_is_read() {
        assert_eq!(wait("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        assert_eq!(wait("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(wait("retry-after", "soon"), None);
        assert_eq!(wait("x-other", "7"), None);
    }
}
