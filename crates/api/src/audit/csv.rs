//! `GET /api/patterns/audit/csv`

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use csv_async::AsyncWriter;
use gleaner_persistence::audit;

use super::list::{AuditQuery, EntryView};
use crate::access::Admin;
use crate::problem::{ApiError, QueryProblems};
use crate::query::Params;
use crate::spreadsheet::no_formula;
use crate::state::ApiState;

/// Get a page of the audit log as CSV
///
/// For admins. The same entries as the list, safe to open in a spreadsheet: no cell is evaluated as a formula. The
/// `id` of the last entry is the `cursor` of the next page.
#[utoipa::path(
    tag = "audit",
    security(("bearer" = [])),
    params(AuditQuery),
    responses(
        (
            status = 200, description = "A page of the audit log, the newest entry first",
            content_type = "text/csv; charset=utf-8", body = String,
            headers(("Content-Disposition" = String, description = "Suggests a file name.")),
        ),
        QueryProblems,
    ),
)]
#[get("/api/patterns/audit/csv")]
pub(crate) async fn audit_log_csv(
    _admin: Admin,
    state: Data<ApiState>,
    query: Params<AuditQuery>,
) -> Result<HttpResponse, ApiError> {
    let (filter, limit) = query.0.filter()?;
    let page = audit::list(&state.db, &filter, limit).await?;
    let body = csv(page.entries.into_iter().map(EntryView::from)).await.map_err(ApiError::internal)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"gleaner-audit.csv\""))
        .content_type("text/csv; charset=utf-8");
    Ok(response.body(body))
}

async fn csv(entries: impl Iterator<Item = EntryView>) -> Result<Vec<u8>, csv_async::Error> {
    let mut writer = AsyncWriter::from_writer(Vec::new());
    let header = ["id", "at", "user", "action", "pattern_id", "job_id", "staged_id", "request_id", "detail"];
    writer.write_record(header).await?;
    for entry in entries {
        let optional = |id: Option<String>| id.unwrap_or_default();
        let cells = [
            entry.id.to_string(),
            entry.at.to_rfc3339(),
            no_formula(&entry.user),
            entry.action.0.as_str().to_owned(),
            optional(entry.pattern_id.map(|id| id.to_string())),
            optional(entry.job_id.map(|id| id.to_string())),
            optional(entry.staged_id.map(|id| id.to_string())),
            optional(entry.request_id),
            entry.detail.to_string(),
        ];
        writer.write_record(&cells).await?;
    }
    writer
        .into_inner()
        .await
        .map_err(|error| csv_async::Error::from(std::io::Error::other(error.to_string())))
}
