//! The three forms an upload comes in: a multipart form, JSON, or the bytes themselves.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{BytesMut, Payload};
use gleaner_domain::{ProblemCode, UserId};
use gleaner_intake::Accepted;
use mime::Mime;
use serde::Deserialize;
use utoipa::ToSchema;

use super::intake::{accept_fed, accept_text};
use super::multipart::{self, Fields, form_problem, is_csv};
use super::stream::{MAX_DISCARDED, discard, interrupted, next, send};
use crate::problem::ApiError;
use crate::problem::mapping::too_large;
use crate::state::ApiState;

/// The paste box of the page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PastedCsv {
    /// The whole text of the file.
    #[serde(rename = "csvData")]
    #[schema(
        example = "id,conversationId,body,sentAt,to,from,direction,createdAt\nAC1,CN1,How do I open the door?,,+19025550100,+15065550101,incoming,2025-09-02T13:51:14Z\nAC2,CN1,Please use the keypad beside the door and enter the code 4821#.,,+15065550101,+19025550100,outgoing,2025-09-02T13:52:40Z"
    )]
    pub csv_data: String,
}

/// JSON takes at most six bytes for each byte of a text it carries (`+` may become `\u002b`).
const JSON_OVERHEAD: u64 = 6;
/// What a JSON body may hold beside the text.
const JSON_FRAME: u64 = 1 << 10;

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
            let accepted = multipart::receive(&mut fields, state, user).await;
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

async fn pasted(mut payload: Payload, state: &ApiState, user: UserId) -> Result<Accepted, ApiError> {
    let max_bytes = state.intake.max_bytes;
    let most = max_bytes.saturating_mul(JSON_OVERHEAD).saturating_add(JSON_FRAME);
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
