//! `POST /api/patterns/import/preview`

mod view;

use std::sync::Arc;

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, post};
use chrono::Utc;

use super::body;
use super::parameters::PreviewQuery;
use super::received::PastedCsv;
use super::upload::{CsvFile, UploadForm};
use crate::auth::Admin;
use crate::problem::{ApiError, PreviewProblems};
use crate::query::params;
use crate::state::ApiState;
use view::PreviewView;

/// Preview an import
///
/// For admins. Takes what the import takes, and returns what the import would do and cost. Nothing is
/// stored, and the hourly limit does not apply. A file that the import would refuse as unreadable is
/// refused with the same error.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(PreviewQuery),
    request_body(
        description = "The export: its text as JSON, the file in a form, or the file itself",
        content(
            (PastedCsv = "application/json", example = json!({ "csvData": "id,conversationId,body,sentAt,to,from,direction,createdAt\nACxg1,CNxg,Is the gift card valid at every location?,,+19025550100,+15065550107,incoming,2025-09-07T13:51:14Z\nACxg2,CNxg,Yes the gift card is valid at every location.,,+15065550107,+19025550100,outgoing,2025-09-07T13:52:40Z" })),
            (
                UploadForm = "multipart/form-data",
                example = json!({ "file": "id,conversationId,body,sentAt,to,from,direction,createdAt\nACxh1,CNxh,Do I need my own shoes?,,+19025550100,+15065550108,incoming,2025-09-08T13:51:14Z\nACxh2,CNxh,You can play in any shoes with a flat sole.,,+15065550108,+19025550100,outgoing,2025-09-08T13:52:40Z" }),
                encoding(("file" = (content_type = "text/csv, application/csv, application/vnd.ms-excel"))),
            ),
            (CsvFile = "text/csv", example = json!("id,conversationId,body,sentAt,to,from,direction,createdAt\nACxi1,CNxi,Can children play too?,,+19025550100,+15065550109,incoming,2025-09-09T13:51:14Z\nACxi2,CNxi,Children can play if an adult is with them.,,+15065550109,+19025550100,outgoing,2025-09-09T13:52:40Z")),
        ),
    ),
    responses(
        (status = 200, description = "What the import would do", body = PreviewView),
        PreviewProblems,
    ),
)]
#[post("/api/patterns/import/preview")]
pub(crate) async fn preview_csv(
    _admin: Admin,
    state: Data<ApiState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<PreviewView>, ApiError> {
    let columns = params(&request).map(PreviewQuery::columns);
    let upload = body::receive(&request, payload, &state, columns).await?;
    let (db, rules, forecast) = (state.db.clone(), Arc::clone(&state.intake), Arc::clone(&state.forecast));
    let look = async move |file| gleaner_intake::preview(&db, file, &rules, &forecast, Utc::now()).await;
    Ok(Json(PreviewView::from(upload.read(&state.turns, look).await?)))
}
