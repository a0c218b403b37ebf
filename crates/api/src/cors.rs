//! Cross-origin requests: which origins may call the service, which headers they may send, and which they may
//! read.

use actix_cors::Cors;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
};
use actix_web::middleware::Next;

/// The request headers that pages of other origins may send.
const ALLOWED_HEADERS: [&str; 8] = [
    "authorization",
    "content-type",
    "x-csrf-token",
    "x-request-id",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
];
/// The response headers that pages of other origins may read.
const EXPOSED_HEADERS: [&str; 11] = [
    "location",
    "etag",
    "retry-after",
    "content-disposition",
    "x-request-id",
    "idempotent-replayed",
    "ratelimit",
    "ratelimit-policy",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
];
/// How long a browser caches the response to a preflight request, in seconds.
const PREFLIGHT_SECONDS: usize = 3_600;

/// The CORS middleware, which allows requests with credentials from `origins`.
pub fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "DELETE"])
        .allowed_headers(ALLOWED_HEADERS)
        .expose_headers(EXPOSED_HEADERS)
        .supports_credentials()
        .max_age(PREFLIGHT_SECONDS);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Removes the headers that `Cors` sends even to origins that are not listed.
pub(crate) async fn only_for_listed_origins(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if !headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
        headers.remove(ACCESS_CONTROL_ALLOW_CREDENTIALS);
        headers.remove(ACCESS_CONTROL_EXPOSE_HEADERS);
    }
    Ok(response)
}
