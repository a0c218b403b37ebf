//! `POST /api/patterns/import/csv`, and the same under the page's older path.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::Utc;
use gleaner_domain::JobId;
use gleaner_persistence::library;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use super::accepted::AcceptedView;
use super::body;
use super::columns::ColumnNamesText;
use super::parameters::UploadQuery;
use super::received::PastedCsv;
use super::status::POLL_INTERVAL_SECONDS;
use super::wait::until_final;
use crate::auth::Admin;
use crate::problem::{ApiError, UploadProblems};
use crate::query::params;
use crate::state::ApiState;

/// A form with the export, as the document describes it; the form itself is read as a stream.
pub(crate) struct UploadForm;

impl PartialSchema for UploadForm {
    fn schema() -> RefOr<Schema> {
        let file = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some("A `.csv` file."));
        // A control character or a backslash at the end of a name makes the headers of the form invalid.
        let name = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^([^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\\])?$"));
        let form = ObjectBuilder::new()
            .description(Some("A form with the export."))
            .property_names(Some(name))
            .property("file", file)
            .property("columnMap", ColumnNamesText::schema())
            .required("file");
        form.into()
    }
}

impl ToSchema for UploadForm {
    fn name() -> Cow<'static, str> {
        "ImportForm".into()
    }
}

/// The bytes of an export.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, as = CsvFile)]
#[expect(dead_code, reason = "describes the body to utoipa; the body itself is read as a stream")]
pub(crate) struct CsvFile(Vec<u8>);

/// Import an OpenPhone export
///
/// For admins. The file is read and checked before the response is sent: a file that cannot be imported is
/// refused, and does not count against the hourly limit. The job then runs in the background: poll the
/// path in `Location`, or hold the response with `wait`.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(UploadQuery),
    request_body(
        description = "The export: its text as JSON, the file in a form, or the file itself",
        content(
            (PastedCsv = "application/json", example = json!({ "csvData": "id,conversationId,body,sentAt,to,from,direction,createdAt\nACxa1,CNxa,How do I open the door at night?,,+19025550100,+15065550101,incoming,2025-09-01T13:51:14Z\nACxa2,CNxa,Please use the keypad beside the door and enter your access code.,,+15065550101,+19025550100,outgoing,2025-09-01T13:52:40Z" })),
            (
                UploadForm = "multipart/form-data",
                example = json!({ "file": "id,conversationId,body,sentAt,to,from,direction,createdAt\nACxb1,CNxb,What are your opening hours?,,+19025550100,+15065550102,incoming,2025-09-02T13:51:14Z\nACxb2,CNxb,We are open from 9am to 11pm every day of the week.,,+15065550102,+19025550100,outgoing,2025-09-02T13:52:40Z" }),
                encoding(("file" = (content_type = "text/csv, application/csv, application/vnd.ms-excel"))),
            ),
            (CsvFile = "text/csv", example = json!("id,conversationId,body,sentAt,to,from,direction,createdAt\nACxc1,CNxc,Can I cancel my membership?,,+19025550100,+15065550103,incoming,2025-09-03T13:51:14Z\nACxc2,CNxc,You can cancel your membership at any time on the account page.,,+15065550103,+19025550100,outgoing,2025-09-03T13:52:40Z")),
        ),
    ),
    responses(
        (
            status = 202, description = "The import is accepted", body = AcceptedView,
            headers(
                ("Location" = String, description = "The path of the job's status."),
                ("Retry-After" = u64, description = "Seconds until the first poll; absent when the job is final."),
            ),
        ),
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

/// Import an OpenPhone export (older path)
///
/// The same operation as `POST /api/patterns/import/csv`; use that path.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(UploadQuery),
    request_body(
        description = "The export: its text as JSON, the file in a form, or the file itself",
        content(
            (PastedCsv = "application/json", example = json!({ "csvData": "id,conversationId,body,sentAt,to,from,direction,createdAt\nACxd1,CNxd,Where can I park my car?,,+19025550100,+15065550104,incoming,2025-09-04T13:51:14Z\nACxd2,CNxd,You can park for free behind the building.,,+15065550104,+19025550100,outgoing,2025-09-04T13:52:40Z" })),
            (
                UploadForm = "multipart/form-data",
                example = json!({ "file": "id,conversationId,body,sentAt,to,from,direction,createdAt\nACxe1,CNxe,Do you rent out clubs?,,+19025550100,+15065550105,incoming,2025-09-05T13:51:14Z\nACxe2,CNxe,Yes you can rent a set of clubs at the front desk.,,+15065550105,+19025550100,outgoing,2025-09-05T13:52:40Z" }),
                encoding(("file" = (content_type = "text/csv, application/csv, application/vnd.ms-excel"))),
            ),
            (CsvFile = "text/csv", example = json!("id,conversationId,body,sentAt,to,from,direction,createdAt\nACxf1,CNxf,Can I bring food along?,,+19025550100,+15065550106,incoming,2025-09-06T13:51:14Z\nACxf2,CNxf,You can bring your own food but please no drinks into the bays.,,+15065550106,+19025550100,outgoing,2025-09-06T13:52:40Z")),
        ),
    ),
    responses(
        (
            status = 202, description = "The import is accepted", body = AcceptedView,
            headers(
                ("Location" = String, description = "The path of the job's status."),
                ("Retry-After" = u64, description = "Seconds until the first poll; absent when the job is final."),
            ),
        ),
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
    let (columns, wait) = match params::<UploadQuery>(request) {
        Ok(query) => (Ok(query.columns()), query.wait()),
        Err(error) => (Err(error), Duration::ZERO),
    };
    let upload = body::receive(request, payload, state, columns).await?;
    let (db, rules) = (state.db.clone(), Arc::clone(&state.intake));
    let accept = async move |file| gleaner_intake::accept(&db, file, user.id, &rules, Utc::now()).await;
    let accepted = upload.read(&state.turns, accept).await?;
    let job = accepted.job;
    Ok(response(job, progress(state, job, AcceptedView::new(accepted), wait).await))
}

/// `view` as it is after `wait`. The import is accepted by now, so an error in reading its progress is only
/// logged.
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
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the progress of the import cannot be read"
            );
            view
        }
    }
}

fn response(job: JobId, view: AcceptedView) -> HttpResponse {
    let mut response = HttpResponse::Accepted();
    response.insert_header((LOCATION, format!("/api/patterns/import/status/{job}")));
    if !view.is_final() {
        response.insert_header((RETRY_AFTER, POLL_INTERVAL_SECONDS));
    }
    response.json(view)
}
