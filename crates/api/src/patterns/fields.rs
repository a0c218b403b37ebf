//! The fields of a pattern in request bodies. Errors name the field, and never repeat its text.

use gleaner_domain::pattern::MAX_EXAMPLES;
use gleaner_domain::{Confidence, ResponseTemplate, Trigger};

use crate::problem::ApiError;

pub(crate) fn trigger(field: &str, text: &str) -> Result<Trigger, ApiError> {
    Trigger::parse(text).map_err(|error| invalid(field, &error.to_string()))
}

pub(crate) fn template(text: &str) -> Result<ResponseTemplate, ApiError> {
    ResponseTemplate::parse(text).map_err(|error| invalid("response_template", &error.to_string()))
}

pub(crate) fn confidence(score: f64) -> Result<Confidence, ApiError> {
    Confidence::new(score).map_err(|_| invalid("confidence_score", "expected a number from 0 to 1"))
}

/// 1 to [`MAX_EXAMPLES`] questions, each once.
pub(crate) fn examples(texts: &[String]) -> Result<Vec<Trigger>, ApiError> {
    if !(1..=MAX_EXAMPLES).contains(&texts.len()) {
        return Err(invalid("trigger_examples", &format!("expected 1 to {MAX_EXAMPLES} questions")));
    }
    let mut examples = Vec::with_capacity(texts.len());
    for text in texts {
        let example = trigger("trigger_examples", text)?;
        if !examples.contains(&example) {
            examples.push(example);
        }
    }
    Ok(examples)
}

/// The error for a field with an invalid value.
pub(crate) fn invalid(field: &str, reason: &str) -> ApiError {
    ApiError::invalid_request(format!("{field}: {reason}."))
}
