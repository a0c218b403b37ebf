//! `POST /api/patterns/import/preview`

mod view;

use std::sync::Arc;

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, post};
use chrono::Utc;

use super::body;
use super::parameters::PreviewQuery;
use super::request_body::{CsvFile, PREVIEW_EXAMPLES, PastedCsv, UploadForm};
use crate::access::Importer;
use crate::problem::{ApiError, PreviewProblems};
use crate::query::params;
use crate::state::ApiState;
use view::PreviewView;

/// Preview an import
///
/// For admins and operators. Takes the same request as the import, and returns what the import would do and cost. Nothing is
/// stored, and the hourly limit does not apply. A file that the import would refuse as unreadable is
/// refused with the same error.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(PreviewQuery),
    request_body(
        description = "The export: its text as JSON, the file in a form, or the file itself",
        content(
            (PastedCsv = "application/json", example = json!({ "csvData": PREVIEW_EXAMPLES[0] })),
            (
                UploadForm = "multipart/form-data",
                example = json!({ "file": PREVIEW_EXAMPLES[1] }),
                encoding(("file" = (content_type = "text/csv, application/csv, application/vnd.ms-excel"))),
            ),
            (CsvFile = "text/csv", example = json!(PREVIEW_EXAMPLES[2])),
        ),
    ),
    responses(
        (status = 200, description = "What the import would do", body = PreviewView),
        PreviewProblems,
    ),
)]
#[post("/api/patterns/import/preview")]
pub(crate) async fn preview_csv(
    Importer(user): Importer,
    state: Data<ApiState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<PreviewView>, ApiError> {
    let options = params(&request).map(PreviewQuery::options);
    let upload = body::receive(&request, payload, &state, &user.id, options).await?;
    let (db, rules, forecast) = (state.db.clone(), Arc::clone(&state.intake), Arc::clone(&state.forecast));
    let preview = async move |file| gleaner_intake::preview(&db, file, &rules, &forecast, Utc::now()).await;
    Ok(Json(PreviewView::from(upload.read(&state.read_limiter, preview).await?)))
}
