//! Query parameters. The error for an unknown parameter or an invalid value names the parameter.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::problem::{ApiError, InvalidRequestDetails};

/// Maximum length of a parameter's name in an error.
const MAX_NAME_CHARS: usize = 40;

/// The query parameters of a request as a struct that refuses unknown fields.
#[derive(Debug)]
pub(crate) struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Params<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(params(request).map(Self).map_err(Error::from))
    }
}

/// The query of an operation without parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoParams {}

/// The query parameters of a request.
///
/// # Errors
/// `INVALID_REQUEST` that names a parameter that is unknown, repeated, or has an invalid value.
pub(crate) fn params<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, ApiError> {
    let pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let deserializer = serde_urlencoded::Deserializer::new(pairs);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner().to_string());
        // The error of an unknown field has no path, but its message quotes the name first. The error of an
        // alias quotes the field's own name.
        let quoted = inner.split('`').nth(1).unwrap_or_default();
        let sent = |name: &str| { pairs }.filter(|(sent, _)| sent == name).count();
        let named = [path.as_str(), quoted].into_iter().find(|name| sent(name) > 0).map(str::to_owned);
        let repeated = || { pairs }.map(|(name, _)| name.into_owned()).find(|name| sent(name) > 1);
        bad_parameter(&named.or_else(repeated).unwrap_or_default())
    })
}

/// The error for the parameter `name`, which is unknown, repeated, or has an invalid value.
pub(crate) fn bad_parameter(name: &str) -> ApiError {
    let name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME_CHARS).collect();
    let sentence = format!("The query parameter \"{name}\" is unknown, repeated, or has an invalid value.");
    ApiError::invalid_request(sentence).details(InvalidRequestDetails { parameter: Some(name) })
}
