//! Requests and their responses.

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

/// A response of the application.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null if it is not JSON.
    pub body: Value,
}

impl Response {
    /// The code of an error; empty for other responses.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The text of a header; empty if it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The id of the accepted job. Fails if the upload was refused.
    pub fn job(&self) -> String {
        assert_eq!(self.status, StatusCode::ACCEPTED, "{}", self.body);
        self.body["jobId"].as_str().unwrap().to_owned()
    }
}

/// Sends a request and reads the response.
pub async fn send(request: RequestBuilder) -> Response {
    let response = request.send().await.expect("the application responds");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    Response { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}
