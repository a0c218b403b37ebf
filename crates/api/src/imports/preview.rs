//! `POST /api/patterns/import/preview`

mod view;

use std::sync::Arc;

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, post};
use chrono::Utc;

use super::body;
use super::columns::UploadQuery;
use super::received::PastedCsv;
use super::upload::UploadForm;
use crate::auth::Admin;
use crate::problem::{ApiError, PreviewProblems};
use crate::state::ApiState;
use view::PreviewView;

/// See what an import would do, and cost
///
/// Takes what the import takes, in the same three forms. Nothing is stored and no quota used. A file
/// that an import would refuse as unreadable is refused in the same way.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(UploadQuery),
    request_body(content((UploadForm = "multipart/form-data"), (PastedCsv = "application/json"), (String = "text/csv"))),
    responses(
        (status = 200, body = PreviewView),
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
    let upload = body::receive(&request, payload, &state).await?;
    let (db, rules, forecast) = (state.db.clone(), Arc::clone(&state.intake), Arc::clone(&state.forecast));
    let look = async move |file| gleaner_intake::preview(&db, file, &rules, &forecast, Utc::now()).await;
    Ok(Json(PreviewView::from(upload.read(&state.turns, look).await?)))
}
