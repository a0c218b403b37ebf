//! What a failed call means for the conversation and for the job.

use std::fmt::Display;

use async_openai::error::OpenAIError;
use gleaner_domain::Usage;
use reqwest::StatusCode;

use super::transport::Refused;
use crate::extractor::ExtractionError;

/// A failure that another attempt with this conversation would repeat.
pub(super) fn permanent(reason: impl Display, usage: Usage) -> ExtractionError {
    ExtractionError::Permanent { reason: reason.to_string(), usage }
}

/// A failure that another attempt may not repeat.
pub(super) fn retryable(reason: impl Display, usage: Usage) -> ExtractionError {
    ExtractionError::Retryable { reason: reason.to_string(), is_outage: false, retry_after: None, usage }
}

/// The endpoint cannot be reached.
fn unreachable() -> ExtractionError {
    let reason = "The language model could not be reached.".to_owned();
    ExtractionError::Retryable { reason, is_outage: true, retry_after: None, usage: Usage::default() }
}

/// A failure that every call repeats until a person acts.
pub(super) fn fatal(reason: impl Display) -> ExtractionError {
    ExtractionError::Fatal { reason: reason.to_string(), usage: Usage::default() }
}

/// Whether the server does not have the endpoint that was called.
pub(super) fn is_without_endpoint(error: &OpenAIError) -> bool {
    let OpenAIError::Boxed(inner) = error else { return false };
    let missing = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_IMPLEMENTED];
    inner
        .downcast_ref::<Refused>()
        .is_some_and(|refused| refused.code.is_none() && missing.contains(&refused.status))
}

/// Why a batch for `model` was not processed, by the provider's codes.
pub(super) fn of_batch<'a>(mut codes: impl Iterator<Item = &'a str>, model: &str) -> ExtractionError {
    let code = codes.next().map(str::to_owned);
    if code.as_deref() == Some("token_limit_exceeded") {
        let reason = "The language model has as many tokens in batches as it accepts at once.".to_owned();
        return ExtractionError::RateLimited { reason, retry_after: None, usage: Usage::default() };
    }
    match of_refusal(
        &Refused { status: StatusCode::BAD_REQUEST, code, field: None, retry_after: None },
        model,
        "OPENAI_MODEL",
    ) {
        ExtractionError::Permanent { .. } => fatal("The language model refused the batch."),
        known => known,
    }
}

/// Converts an error of a call to `model`, which `setting` names. The provider's message is dropped, as it may quote the request.
pub(super) fn of_call(error: &OpenAIError, model: &str, setting: &str) -> ExtractionError {
    match error {
        OpenAIError::Boxed(inner) => match inner.downcast_ref::<Refused>() {
            Some(refused) => of_refusal(refused, model, setting),
            None => unreachable(),
        },
        // The provider may have charged for it.
        OpenAIError::Reqwest(error) if error.is_timeout() && !error.is_connect() => {
            retryable("The language model did not respond in time.", Usage::UNMEASURED)
        }
        OpenAIError::Reqwest(error) if error.is_connect() => unreachable(),
        OpenAIError::Reqwest(_) => {
            retryable("The connection to the language model was lost.", Usage::UNMEASURED)
        }
        // The provider responded to the call and charged for it, but the usage is unknown.
        OpenAIError::JSONDeserialize(..) => {
            retryable("The language model's response could not be understood.", Usage::UNMEASURED)
        }
        _ => permanent("The language model could not be called.", Usage::default()),
    }
}

/// Converts an error status of `model`, which `setting` names.
pub(super) fn of_refusal(refused: &Refused, model: &str, setting: &str) -> ExtractionError {
    let usage = Usage::default();
    match (refused.status, refused.code.as_deref(), refused.field) {
        (StatusCode::PAYMENT_REQUIRED, ..)
        | (_, Some("insufficient_quota" | "billing_hard_limit_reached" | "billing_not_active"), _) => {
            fatal("The account for the language model has no quota left. Please check its plan and billing.")
        }
        // A 403 without a code may come from a gateway that rejects only this conversation.
        (StatusCode::UNAUTHORIZED, ..)
        | (_, Some("invalid_api_key" | "unsupported_country_region_territory"), _) => {
            fatal("The language model refused the credentials. Please check OPENAI_API_KEY.")
        }
        (_, Some("model_not_found"), _) => {
            fatal(format!("The language model {model} is not available. Please check {setting}."))
        }
        (StatusCode::TOO_MANY_REQUESTS, ..) => ExtractionError::RateLimited {
            reason: "The language model limits the rate of calls.".to_owned(),
            retry_after: refused.retry_after,
            usage,
        },
        (status, _, Some("model")) if status.is_client_error() => {
            fatal(format!("The model {model} cannot be used for this. Please check {setting}."))
        }
        (status, _, Some(field)) if status.is_client_error() => {
            fatal(format!("The model {model} does not support {field}. Please check {setting}."))
        }
        (status, ..) if is_transient(status) => ExtractionError::Retryable {
            reason: format!("The language model returned status {}.", status.as_u16()),
            is_outage: true,
            retry_after: refused.retry_after,
            usage,
        },
        (status, ..) => {
            permanent(format!("The language model refused the request (status {}).", status.as_u16()), usage)
        }
    }
}

fn is_transient(status: StatusCode) -> bool {
    let transient = [
        // Of a gateway whose upstream is missing. OpenAI's own has the code `model_not_found`.
        StatusCode::NOT_FOUND,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::CONFLICT,
        StatusCode::TOO_EARLY,
    ];
    status.is_server_error() || transient.contains(&status)
}
