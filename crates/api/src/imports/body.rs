//! Receives an upload in any of its three forms: a multipart form, JSON, or the bytes of the file.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Payload;
use gleaner_domain::{ProblemCode, UserId};
use mime::Mime;

use super::multipart::{Fields, Stated, is_csv};
use super::parameters::UploadOptions;
use super::received::{Content, JSON_FRAME, JSON_OVERHEAD, Upload};
use super::spool::Spool;
use super::stream::{MAX_DISCARDED, discard, interrupted};
use crate::content_coding::require_uncompressed;
use crate::problem::{ApiError, too_large};
use crate::state::ApiState;

/// How long an upload may take: enough for 10 MiB over a slow connection. Without this limit, a client that sends
/// a byte now and then would keep its permit forever.
const MAX_UPLOAD_TIME: Duration = Duration::from_secs(15 * 60);

/// Receives an upload of `user` in any of its forms. If the query is invalid, the upload is read before the error is
/// returned: a client that is still sending would not see it.
///
/// # Errors
/// The error of `options`, an upload that is too large, malformed or interrupted, or too many uploads.
pub(super) async fn receive(
    request: &HttpRequest,
    payload: Payload,
    state: &ApiState,
    user: &UserId,
    options: Result<UploadOptions, ApiError>,
) -> Result<Upload, ApiError> {
    let receiving = receive_untimed(request, payload, state, user, options);
    tokio::time::timeout(MAX_UPLOAD_TIME, receiving).await.map_err(|_| interrupted())?
}

async fn receive_untimed(
    request: &HttpRequest,
    payload: Payload,
    state: &ApiState,
    user: &UserId,
    options: Result<UploadOptions, ApiError>,
) -> Result<Upload, ApiError> {
    let max_bytes = state.intake.max_bytes;
    refuse_excessive_length(request, max_bytes)?;
    let media_type =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse::<Mime>().ok());
    let (content, max_body) = match media_type.as_ref().map(Mime::essence_str) {
        Some("multipart/form-data") => (Content::Form, max_bytes),
        Some("application/json") => {
            (Content::Json, max_bytes.saturating_mul(JSON_OVERHEAD).saturating_add(JSON_FRAME))
        }
        Some(essence) if is_csv(essence) => (Content::File, max_bytes),
        _ => return refuse(payload, ApiError::new(ProblemCode::UnsupportedMediaType)).await,
    };
    let options = require_uncompressed(request).and(options);
    let permit = state.read_limiter.acquire_receiving(user);
    let (mut options, permit) = match options.and_then(|options| Ok((options, permit?))) {
        Ok(ready) => ready,
        Err(error) => return refuse(payload, error).await,
    };
    let mut spool = Spool::create(max_body, max_bytes)?;
    if content == Content::Form {
        let mut fields = Fields::of(Multipart::new(request.headers(), payload));
        let received = fields.receive(&mut spool).await;
        fields.discard().await;
        let Stated { columns, review, mode, budget } = received?;
        options.columns = columns.unwrap_or(options.columns);
        options.review = review.or(options.review);
        options.mode = mode.or(options.mode);
        options.budget = budget.or(options.budget);
    } else {
        spool.write(payload).await?;
    }
    Ok(Upload { spool, content, options, permit })
}

/// Reads a refused upload to its end. A client that is still sending would not read the error otherwise.
async fn refuse(payload: Payload, error: ApiError) -> Result<Upload, ApiError> {
    discard(payload, MAX_DISCARDED).await;
    Err(error)
}

/// Refuses an upload without reading it if its declared length exceeds what would be discarded.
fn refuse_excessive_length(request: &HttpRequest, max_bytes: u64) -> Result<(), ApiError> {
    let length =
        request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let max_length = max_bytes.saturating_mul(JSON_OVERHEAD).saturating_add(MAX_DISCARDED);
    if length.is_some_and(|length| length > max_length) {
        return Err(too_large(max_bytes));
    }
    Ok(())
}
