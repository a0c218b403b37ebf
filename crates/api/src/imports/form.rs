//! The three forms an upload comes in: a multipart form, JSON, or the bytes themselves.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::{Stream, StreamExt};
use gleaner_domain::{ProblemCode, UserId};
use gleaner_intake::Accepted;
use mime::Mime;
use serde_json::json;

use super::intake::{Feed, accept_fed, accept_text};
use super::upload::PastedCsv;
use crate::problem::ApiError;
use crate::problem::mapping::too_large;
use crate::state::ApiState;

/// JSON takes at most three bytes for each byte of a text it carries (`é` becomes `\u00e9`).
const JSON_OVERHEAD: u64 = 3;
/// Most bytes of a form's other fields together.
const MAX_OTHER_FIELDS: usize = 64 << 10;
/// What is left of a refused upload is read and dropped up to here, so that the client, which is
/// still sending, gets to read the answer. Of a longer one the connection is cut.
const MAX_DISCARDED: u64 = 64 << 20;
/// The field of a form that holds the file.
const FILE_FIELD: &str = "file";

/// Reads the upload in whichever form it comes, and accepts it.
pub(super) async fn receive(
    request: &HttpRequest,
    payload: Payload,
    state: &ApiState,
    user: UserId,
) -> Result<Accepted, ApiError> {
    refuse_hopeless_length(request, state.intake.max_bytes)?;
    let media_type =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse::<Mime>().ok());
    match media_type.as_ref().map(Mime::essence_str) {
        Some("multipart/form-data") => form(Multipart::new(request.headers(), payload), state, user).await,
        Some("application/json") => pasted(payload, state, user).await,
        Some(essence) if is_csv(essence) => {
            let (feed, accepting) = accept_fed(state, user);
            let sent = send(payload, &feed).await;
            feed.end(sent.is_ok()).await;
            accepting.outcome().await.and_then(|accepted| sent.map(|()| accepted))
        }
        _ => Err(ApiError::new(ProblemCode::UnsupportedMediaType)),
    }
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

fn is_csv(essence: &str) -> bool {
    matches!(essence, "text/csv" | "application/csv" | "application/vnd.ms-excel")
}

async fn form(mut form: Multipart, state: &ApiState, user: UserId) -> Result<Accepted, ApiError> {
    let mut file = None;
    let mut room = MAX_OTHER_FIELDS;
    while let Some(field) = form.next().await {
        let field = field.map_err(|_| broken_form())?;
        if field.name() != Some(FILE_FIELD) {
            room = skip(field, room).await?;
            continue;
        }
        if file.is_some() {
            return Err(form_problem("The form has more than one file. Please send one at a time."));
        }
        if !is_csv_file(&field) {
            discard(field).await;
            return Err(ApiError::new(ProblemCode::UnsupportedMediaType));
        }
        let (feed, accepting) = accept_fed(state, user.clone());
        let sent = send(field, &feed).await;
        if sent.is_err() {
            feed.end(false).await;
            return accepting.outcome().await.and_then(|accepted| sent.map(|()| accepted));
        }
        file = Some((feed, accepting));
    }
    // Only now is it known that the form holds this file and no other.
    let (feed, accepting) =
        file.ok_or_else(|| form_problem("The form has no file in the field \"file\"."))?;
    feed.end(true).await;
    accepting.outcome().await
}

fn is_csv_file(field: &Field) -> bool {
    let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
    let named = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".csv"));
    named || field.content_type().is_some_and(|media_type| is_csv(media_type.essence_str()))
}

/// Passes over a field and answers how much room it has left for others.
async fn skip(mut field: Field, mut room: usize) -> Result<usize, ApiError> {
    while let Some(chunk) = field.next().await {
        let length = chunk.map_err(|_| broken_form())?.len();
        room =
            room.checked_sub(length).ok_or_else(|| form_problem("The form has too much beside the file."))?;
    }
    Ok(room)
}

async fn pasted(mut payload: Payload, state: &ApiState, user: UserId) -> Result<Accepted, ApiError> {
    let max_bytes = state.intake.max_bytes;
    let most = max_bytes.saturating_mul(JSON_OVERHEAD).saturating_add(MAX_OTHER_FIELDS as u64);
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| interrupted())?;
        if (body.len() + chunk.len()) as u64 > most {
            discard(payload).await;
            return Err(too_large(max_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    let read = move || serde_json::from_slice::<PastedCsv>(&body).map(|pasted| pasted.csv_data);
    let text = actix_web::web::block(read).await.map_err(ApiError::internal)?;
    let text =
        text.map_err(|_| form_problem("The JSON body must be {\"csvData\": \"<the text of the file>\"}."))?;
    accept_text(text, state, user).await
}

/// Feeds a stream to the reader. Where the reader has stopped early, the rest is discarded: the
/// reader knows why.
async fn send<S, E>(mut stream: S, feed: &Feed) -> Result<(), ApiError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| interrupted())?;
        if !feed.send(chunk).await {
            discard(stream).await;
            break;
        }
    }
    Ok(())
}

async fn discard<S, E>(mut stream: S)
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut discarded = 0;
    while let Some(Ok(chunk)) = stream.next().await {
        discarded += chunk.len() as u64;
        if discarded > MAX_DISCARDED {
            break;
        }
    }
}

fn interrupted() -> ApiError {
    ApiError::with_sentence(ProblemCode::InvalidRequest, "The upload ended before the file was complete.")
}

fn broken_form() -> ApiError {
    form_problem("The form is damaged or ended before it was complete.")
}

fn form_problem(reason: &str) -> ApiError {
    ApiError::new(ProblemCode::InvalidFormat).details(json!({ "reason": reason }))
}
