//! `POST /api/patterns/import-csv` and `POST /api/patterns/import/csv`: the same, twice.

use std::sync::Arc;

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::Utc;
use gleaner_intake::Accepted;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body;
use super::columns::UploadQuery;
use super::received::PastedCsv;
use super::rows::{RowsView, WarningView};
use super::view::SkippedView;
use crate::auth::Admin;
use crate::problem::{ApiError, UploadProblems};
use crate::state::ApiState;

/// An import that was accepted. Its job is worked on from now on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AcceptedView {
    #[schema(example = true)]
    success: bool,
    job_id: Uuid,
    #[schema(example = "pending")]
    status: &'static str,
    /// Messages in the file, repeated and known ones among them.
    #[schema(example = 256)]
    total_messages: usize,
    /// Messages that the file repeats or that were imported before.
    duplicate_messages: usize,
    /// Conversations that this import takes on.
    conversations_found: usize,
    /// Conversations that it leaves out.
    conversations_skipped: usize,
    skipped: SkippedView,
    rows: RowsView,
    warnings: Vec<WarningView>,
    /// A sentence for people.
    message: String,
}

impl From<Accepted> for AcceptedView {
    fn from(accepted: Accepted) -> Self {
        Self {
            success: true,
            job_id: accepted.job.0,
            status: "pending",
            total_messages: accepted.total_messages,
            duplicate_messages: accepted.duplicate_messages,
            conversations_found: accepted.conversations,
            conversations_skipped: accepted.left_out.total(),
            skipped: SkippedView::from(accepted.left_out),
            rows: RowsView::from(&accepted.rows),
            warnings: accepted.warnings.iter().map(WarningView::from).collect(),
            message: format!(
                "Import started: {} messages, {} conversations.",
                accepted.total_messages, accepted.conversations
            ),
        }
    }
}

/// A form with the file.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form to utoipa; the form itself is read as a stream")]
pub(crate) struct UploadForm {
    /// A `.csv` file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Which column is which, as JSON, where their names are not known.
    #[schema(example = "{\"body\": \"Nachricht\"}")]
    column_map: Option<String>,
}

/// Import an OpenPhone export
///
/// The file is read and checked while the request is open: what is wrong with it is answered at
/// once, and costs nothing. Poll the `Location` for the progress.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(UploadQuery),
    request_body(
        description = "The file as a form, its text as JSON, or its bytes",
        content(
            (UploadForm = "multipart/form-data"),
            (PastedCsv = "application/json"),
            (String = "text/csv", example = "id,conversationBody,direction,from,to,sentAt\nAC1,How do I open the door?,incoming,+15065550101,+19025550100,2025-09-02T13:51:14Z\nAC2,Please use the keypad beside the door.,outgoing,+19025550100,+15065550101,2025-09-02T13:52:40Z"),
        ),
    ),
    responses(
        (status = 202, body = AcceptedView, headers(("Location" = String, description = "The job's status"))),
        UploadProblems,
    ),
)]
#[post("/api/patterns/import/csv")]
pub(crate) async fn import_csv(
    admin: Admin,
    state: Data<ApiState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    upload(admin, &state, &request, payload).await
}

/// Import an OpenPhone export (the page's older path)
///
/// The same operation as `POST /api/patterns/import/csv`.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(UploadQuery),
    request_body(content((UploadForm = "multipart/form-data"), (PastedCsv = "application/json"), (String = "text/csv"))),
    responses(
        (status = 202, body = AcceptedView, headers(("Location" = String, description = "The job's status"))),
        UploadProblems,
    ),
)]
#[post("/api/patterns/import-csv")]
pub(crate) async fn import_csv_legacy(
    admin: Admin,
    state: Data<ApiState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    upload(admin, &state, &request, payload).await
}

async fn upload(
    Admin(user): Admin,
    state: &ApiState,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let upload = body::receive(request, payload, state).await?;
    let (db, rules) = (state.db.clone(), Arc::clone(&state.intake));
    let accept = async move |file| gleaner_intake::accept(&db, file, user.id, &rules, Utc::now()).await;
    let accepted = upload.read(&state.turns, accept).await?;
    let location = format!("/api/patterns/import/status/{}", accepted.job);
    Ok(HttpResponse::Accepted().insert_header((LOCATION, location)).json(AcceptedView::from(accepted)))
}
