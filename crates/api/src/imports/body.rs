//! The three forms an upload comes in: a multipart form, JSON, or the bytes themselves.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Payload;
use gleaner_domain::ProblemCode;
use gleaner_sources::ColumnMap;
use mime::Mime;

use super::multipart::{Fields, is_csv};
use super::received::{Content, JSON_FRAME, JSON_OVERHEAD, Upload};
use super::spool::Spool;
use super::stream::{MAX_DISCARDED, discard, interrupted};
use crate::problem::ApiError;
use crate::problem::mapping::too_large;
use crate::state::ApiState;

/// How long an upload may take in all: ten megabytes over a slow telephone line. One that trickles
/// in for ever would keep its place from others.
const MAX_UPLOAD_TIME: Duration = Duration::from_secs(15 * 60);

/// Receives the upload in any of its forms. If the query is invalid, the upload is read before the error is
/// returned: a client that is still sending would not see it.
pub(super) async fn receive(
    request: &HttpRequest,
    payload: Payload,
    state: &ApiState,
    columns: Result<ColumnMap, ApiError>,
) -> Result<Upload, ApiError> {
    let taken_in = tokio::time::timeout(MAX_UPLOAD_TIME, take_in(request, payload, state, columns)).await;
    taken_in.map_err(|_| interrupted())?
}

async fn take_in(
    request: &HttpRequest,
    payload: Payload,
    state: &ApiState,
    columns: Result<ColumnMap, ApiError>,
) -> Result<Upload, ApiError> {
    let max_bytes = state.intake.max_bytes;
    refuse_hopeless_length(request, max_bytes)?;
    let media_type =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse::<Mime>().ok());
    let (content, most) = match media_type.as_ref().map(Mime::essence_str) {
        Some("multipart/form-data") => (Content::Form, max_bytes),
        Some("application/json") => {
            (Content::Json, max_bytes.saturating_mul(JSON_OVERHEAD).saturating_add(JSON_FRAME))
        }
        Some(essence) if is_csv(essence) => (Content::File, max_bytes),
        _ => return refuse(payload, ApiError::new(ProblemCode::UnsupportedMediaType)).await,
    };
    let (columns, place) = match columns.and_then(|columns| Ok((columns, state.turns.come_in()?))) {
        Ok(ready) => ready,
        Err(error) => return refuse(payload, error).await,
    };
    let spool = Spool::create(most, max_bytes)?;
    let mut upload = Upload { spool, content, columns, place };
    if content == Content::Form {
        let mut fields = Fields::of(Multipart::new(request.headers(), payload));
        let received = fields.receive(&mut upload).await;
        fields.discard().await;
        received?;
    } else {
        upload.spool.take(payload).await?;
    }
    Ok(upload)
}

/// Reads a refused upload to its end, so that its sender gets to read why.
async fn refuse(payload: Payload, error: ApiError) -> Result<Upload, ApiError> {
    discard(payload, MAX_DISCARDED).await;
    Err(error)
}

/// An upload that says it is longer than would even be discarded is not read at all.
fn refuse_hopeless_length(request: &HttpRequest, max_bytes: u64) -> Result<(), ApiError> {
    let length =
        request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length
        .is_some_and(|length| length > max_bytes.saturating_mul(JSON_OVERHEAD).saturating_add(MAX_DISCARDED))
    {
        return Err(too_large(max_bytes));
    }
    Ok(())
}
