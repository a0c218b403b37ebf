//! The three forms an upload comes in: a multipart form, JSON, or the bytes themselves.

use std::time::Duration;

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

/// JSON takes at most six bytes for each byte of a text it carries (`+` may become `\u002b`).
const JSON_OVERHEAD: u64 = 6;
/// Most bytes of a form's other fields together.
const MAX_OTHER_FIELDS: usize = 64 << 10;
/// What is left of a refused upload is read and dropped up to here, so that the client, which is
/// still sending, gets to read the answer. Of a longer one the connection is cut.
const MAX_DISCARDED: u64 = 64 << 20;
/// How long a client may send nothing.
const MAX_SILENCE: Duration = Duration::from_secs(30);
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
        Some("multipart/form-data") => {
            let mut fields = Fields::of(Multipart::new(request.headers(), payload));
            let accepted = form(&mut fields, state, user).await;
            fields.discard().await;
            accepted
        }
        Some("application/json") => pasted(payload, state, user).await,
        Some(essence) if is_csv(essence) => {
            let (feed, accepting) = accept_fed(state, user);
            send(payload, &feed).await?;
            feed.end().await;
            accepting.outcome().await
        }
        _ => {
            discard(payload, MAX_DISCARDED).await;
            Err(ApiError::new(ProblemCode::UnsupportedMediaType))
        }
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

/// The fields of a form, until it ends or proves to be broken: it must not be read on then.
struct Fields {
    form: Multipart,
    is_over: bool,
}

impl Fields {
    fn of(form: Multipart) -> Self {
        Self { form, is_over: false }
    }

    async fn next(&mut self) -> Result<Option<Field>, ApiError> {
        if self.is_over {
            return Ok(None);
        }
        let field = next(&mut self.form).await;
        self.is_over = !matches!(field, Ok(Some(Ok(_))));
        field?.transpose().map_err(|_| broken_form())
    }

    /// Reads to the end of what is left of a refused form.
    async fn discard(&mut self) {
        let mut room = MAX_DISCARDED;
        while let Ok(Some(field)) = self.next().await {
            room = discard(field, room).await;
            if room == 0 {
                break;
            }
        }
    }
}

async fn form(fields: &mut Fields, state: &ApiState, user: UserId) -> Result<Accepted, ApiError> {
    let mut file = None;
    let mut room = MAX_OTHER_FIELDS;
    while let Some(mut field) = fields.next().await? {
        if field.name() != Some(FILE_FIELD) {
            room = skip(&mut field, room).await?;
        } else if file.is_some() {
            return Err(form_problem("The form has more than one file. Please send one at a time."));
        } else if !is_csv_file(&field) {
            return Err(ApiError::new(ProblemCode::UnsupportedMediaType));
        } else {
            let (feed, accepting) = accept_fed(state, user.clone());
            send(field, &feed).await?;
            file = Some((feed, accepting));
        }
    }
    // Only now is it known that the form holds this file and no other.
    let (feed, accepting) =
        file.ok_or_else(|| form_problem("The form has no file in the field \"file\"."))?;
    feed.end().await;
    accepting.outcome().await
}

fn is_csv_file(field: &Field) -> bool {
    let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
    let named = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".csv"));
    named || field.content_type().is_some_and(|media_type| is_csv(media_type.essence_str()))
}

/// Passes over a field and answers how much room it has left for others.
async fn skip(field: &mut Field, mut room: usize) -> Result<usize, ApiError> {
    while let Some(chunk) = next(field).await? {
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
    while let Some(chunk) = next(&mut payload).await? {
        let chunk = chunk.map_err(|_| interrupted())?;
        if (body.len() + chunk.len()) as u64 > most {
            discard(payload, MAX_DISCARDED).await;
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

/// The next item of an upload; a client that sends nothing for too long is not waited for.
async fn next<S: Stream + Unpin>(stream: &mut S) -> Result<Option<S::Item>, ApiError> {
    tokio::time::timeout(MAX_SILENCE, stream.next()).await.map_err(|_| interrupted())
}

/// Feeds a stream to the reader. Where the reader has stopped early, the rest is discarded: the
/// reader knows why.
async fn send<S, E>(mut stream: S, feed: &Feed) -> Result<(), ApiError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    while let Some(chunk) = next(&mut stream).await? {
        if !feed.send(chunk.map_err(|_| interrupted())?).await {
            discard(stream, MAX_DISCARDED).await;
            break;
        }
    }
    Ok(())
}

/// Reads on without keeping anything, and answers how many more bytes may be read so.
async fn discard<S, E>(mut stream: S, mut room: u64) -> u64
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    while let Ok(Some(Ok(chunk))) = next(&mut stream).await {
        room = room.saturating_sub(chunk.len() as u64);
        if room == 0 {
            break;
        }
    }
    room
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
