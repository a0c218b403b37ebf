//! The lines of the files that a batch returns.

use async_openai::types::chat::CreateChatCompletionResponse;
use gleaner_domain::{Price, Usage};
use reqwest::StatusCode;
use serde::Deserialize;

use crate::extractor::{BatchAnswer, ExtractionError};
use crate::openai::call::{Response, content, usage};
use crate::openai::failure;
use crate::openai::transport::{ErrorBody, Refused};

#[derive(Deserialize)]
struct Id {
    custom_id: String,
}

/// A line. Compatible servers leave out some of the fields of OpenAI, so only those that are needed are read.
#[derive(Deserialize)]
struct Line {
    response: Option<LineResponse>,
    error: Option<LineError>,
}

#[derive(Deserialize)]
struct LineResponse {
    status_code: u16,
    body: serde_json::Value,
}

#[derive(Deserialize)]
struct LineError {
    code: Option<String>,
}

/// The lines of a file with the ids of their conversations. A line that is damaged or has another id is left out.
pub(super) fn lines(file: &[u8]) -> impl Iterator<Item = (i64, BatchAnswer)> {
    file.split(|byte| *byte == b'\n').filter_map(|line| {
        let line = str::from_utf8(line).ok()?;
        let id = serde_json::from_str::<Id>(line).ok()?.custom_id.parse().ok()?;
        Some((id, BatchAnswer(line.to_owned())))
    })
}

/// The response of `model` in a line, at `price`.
pub(super) fn response(
    answer: &BatchAnswer,
    model: &str,
    price: Option<&Price>,
) -> Result<Response, ExtractionError> {
    let line: Line = serde_json::from_str(&answer.0).map_err(|_| not_understood())?;
    let Some(LineResponse { status_code, body }) = line.response else {
        return Err(without_response(line.error));
    };
    let status = StatusCode::from_u16(status_code).map_err(|_| not_understood())?;
    if !status.is_success() {
        let refused = Refused::new(status, serde_json::from_value::<ErrorBody>(body).ok(), None);
        return Err(failure::of_refusal(&refused, model, "OPENAI_MODEL"));
    }
    let response: CreateChatCompletionResponse =
        serde_json::from_value(body).map_err(|_| not_understood())?;
    let usage = usage(response.usage.as_ref()).priced(price);
    let content = content(response).map_err(|reason| failure::permanent(reason, usage))?;
    Ok(Response { content, usage })
}

/// The provider processed the line and charged for it, but the usage is unknown.
fn not_understood() -> ExtractionError {
    failure::retryable("The language model's response could not be understood.", Usage::UNMEASURED)
}

fn without_response(error: Option<LineError>) -> ExtractionError {
    let reason = match error.and_then(|error| error.code).as_deref() {
        Some("batch_expired") => "The language model did not read the conversation within a day.",
        _ => "The language model did not read the conversation.",
    };
    failure::retryable(reason, Usage::default())
}
