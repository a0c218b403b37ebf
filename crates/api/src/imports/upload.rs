//! `POST /api/patterns/import/csv`, and the same operation under an older path, which the admin page uses.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{HeaderName, LOCATION, RETRY_AFTER};
use actix_web::web::{Data, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, post};
use chrono::Utc;
use error_reporter::Report;
use gleaner_domain::{JobId, ProblemCode};
use gleaner_intake::ExportFile;
use gleaner_persistence::library;

use super::accepted::AcceptedView;
use super::body;
use super::budget::check_budget;
use super::idempotency::idempotency_key;
use super::parameters::{UploadOptions, UploadQuery};
use super::request_body::{CsvFile, OLDER_UPLOAD_EXAMPLES, PastedCsv, UPLOAD_EXAMPLES, UploadForm};
use super::status::POLL_INTERVAL_SECONDS;
use super::wait::until_final;
use crate::access::{Importer, author};
use crate::auth::Role;
use crate::limits::{LimitState, LimitStates};
use crate::problem::{ApiError, UploadProblems};
use crate::query::params;
use crate::state::ApiState;

/// Marks the response to a repeated request.
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Import an OpenPhone export
///
/// For admins and operators. The file is read and checked before the response is sent: a file that cannot be imported is
/// refused and does not count against the hourly limit. Patterns of an operator's import wait for the review of an admin. The job then runs in the background: poll the
/// path in `Location`, or hold the response with `wait`.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(
        UploadQuery,
        (
            "Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255,
            pattern = r#"^([!#-~]+|"([ !#-\[\]-~]|\\["\\])+")$"#,
            description = "A key that the client chooses for this upload, with or without quotation marks. A repeated request with the same key, file, `columnMap`, `review`, `mode` and `budgetUsd` within 24 hours starts no second import, and gets the response of the first one. A refused upload does not use up its key.",
        ),
    ),
    request_body(
        description = "The export: its text as JSON, the file in a form, or the file itself",
        content(
            (PastedCsv = "application/json", example = json!({ "csvData": UPLOAD_EXAMPLES[0] })),
            (
                UploadForm = "multipart/form-data",
                example = json!({ "file": UPLOAD_EXAMPLES[1] }),
                encoding(("file" = (content_type = "text/csv, application/csv, application/vnd.ms-excel"))),
            ),
            (CsvFile = "text/csv", example = json!(UPLOAD_EXAMPLES[2])),
        ),
    ),
    responses(
        (
            status = 202, description = "The import is accepted", body = AcceptedView,
            headers(
                ("Location" = String, description = "The path of the job's status."),
                ("Retry-After" = u64, description = "Seconds until the first poll; absent when the job is final."),
                ("Idempotent-Replayed" = bool, description = "True if an earlier request with the same `Idempotency-Key` was accepted; absent otherwise."),
            ),
        ),
        UploadProblems,
    ),
)]
#[post("/api/patterns/import/csv")]
pub(crate) async fn import_csv(
    importer: Importer,
    state: Data<ApiState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    upload(importer, &state, &request, payload).await
}

/// Import an OpenPhone export (older path)
///
/// The same operation as `POST /api/patterns/import/csv`; use that path.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(
        UploadQuery,
        (
            "Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255,
            pattern = r#"^([!#-~]+|"([ !#-\[\]-~]|\\["\\])+")$"#,
            description = "A key that the client chooses for this upload, with or without quotation marks. A repeated request with the same key, file, `columnMap`, `review`, `mode` and `budgetUsd` within 24 hours starts no second import, and gets the response of the first one. A refused upload does not use up its key.",
        ),
    ),
    request_body(
        description = "The export: its text as JSON, the file in a form, or the file itself",
        content(
            (PastedCsv = "application/json", example = json!({ "csvData": OLDER_UPLOAD_EXAMPLES[0] })),
            (
                UploadForm = "multipart/form-data",
                example = json!({ "file": OLDER_UPLOAD_EXAMPLES[1] }),
                encoding(("file" = (content_type = "text/csv, application/csv, application/vnd.ms-excel"))),
            ),
            (CsvFile = "text/csv", example = json!(OLDER_UPLOAD_EXAMPLES[2])),
        ),
    ),
    responses(
        (
            status = 202, description = "The import is accepted", body = AcceptedView,
            headers(
                ("Location" = String, description = "The path of the job's status."),
                ("Retry-After" = u64, description = "Seconds until the first poll; absent when the job is final."),
                ("Idempotent-Replayed" = bool, description = "True if an earlier request with the same `Idempotency-Key` was accepted; absent otherwise."),
            ),
        ),
        UploadProblems,
    ),
)]
#[post("/api/patterns/import-csv")]
pub(crate) async fn import_csv_legacy(
    importer: Importer,
    state: Data<ApiState>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    upload(importer, &state, &request, payload).await
}

async fn upload(
    Importer(user): Importer,
    state: &ApiState,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let (options, wait) = match params::<UploadQuery>(request) {
        Ok(query) => (Ok(query.options()), query.wait()),
        Err(error) => (Err(error), Duration::ZERO),
    };
    let options = options.and_then(|options| Ok(UploadOptions { key: idempotency_key(request)?, ..options }));
    let upload = body::receive(request, payload, state, &user.id, options).await?;
    let author = author(user.clone(), request);
    let (db, rules) = (state.db.clone(), Arc::clone(&state.intake));
    let accept = async move |mut file: ExportFile| {
        check_budget(&user, file.budget, &rules)?;
        file.review = if user.role == Role::Admin { file.review } else { Some(true) };
        gleaner_intake::accept(&db, file, author, &rules, Utc::now()).await
    };
    let accepted = upload.read(&state.read_limiter, accept).await;
    let accepted = accepted.inspect_err(|error| note_quota(request, state, error))?;
    let (job, is_repeated) = (accepted.job, accepted.is_repeated);
    let view = progress(state, job, AcceptedView::new(accepted), wait).await;
    Ok(response(job, is_repeated, view))
}

/// Stores the state of the hourly limit for the headers of the response, if `error` says that it is used up.
fn note_quota(request: &HttpRequest, state: &ApiState, error: &ApiError) {
    let (ProblemCode::RateLimited, Some(limit)) = (error.problem.code, state.intake.per_user_per_hour) else {
        return;
    };
    let retry_after = error.retry_after.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(u32::MAX);
    if let Some(limits) = request.extensions_mut().get_mut::<LimitStates>() {
        limits.imports = Some(LimitState::of_imports(limit, retry_after));
    }
}

/// `view` with the progress of the job after at most `wait`. The import is accepted already, so an error while
/// reading its progress is only logged.
async fn progress(state: &ApiState, job: JobId, view: AcceptedView, wait: Duration) -> AcceptedView {
    if wait.is_zero() {
        return view;
    }
    let progress = async {
        let found = until_final(&state.db, job, wait, &state.stopping).await?;
        let learned = library::patterns_of_import(&state.db, job).await?;
        Ok::<_, gleaner_persistence::Error>(found.map(|found| (found, learned)))
    };
    match progress.await {
        Ok(Some((found, learned))) => view.with_progress(&found, &learned),
        Ok(None) => view,
        Err(error) => {
            tracing::warn!(error = %Report::new(&error), "the progress of the import cannot be read");
            view
        }
    }
}

fn response(job: JobId, is_repeated: bool, view: AcceptedView) -> HttpResponse {
    let mut response = HttpResponse::Accepted();
    response.insert_header((LOCATION, format!("/api/patterns/import/status/{job}")));
    if is_repeated {
        response.insert_header((IDEMPOTENT_REPLAYED, "true"));
    }
    if !view.is_final() {
        response.insert_header((RETRY_AFTER, POLL_INTERVAL_SECONDS));
    }
    response.json(view)
}
