//! `GET /api/patterns/import/report/{jobId}`, as JSON and as CSV.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, get};
use csv_async::AsyncWriter;
use gleaner_domain::{JobId, ReportedRow};
use gleaner_persistence::jobs::{self, ImportJob};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::status::job_for;
use crate::access::SignedIn;
use crate::auth::User;
use crate::names::Success;
use crate::problem::{ApiError, LookupProblems};
use crate::query::{NoParams, Params};
use crate::rows::{ReportedRowView, RowsView, WarningView};
use crate::spreadsheet::no_formula;
use crate::state::ApiState;

/// The outcomes of the rows of an import's file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportReport)]
pub(crate) struct ReportView {
    #[schema(inline)]
    success: Success,
    job_id: Uuid,
    rows: RowsView,
    warnings: Vec<WarningView>,
    /// At most 1,000 rows that were not imported, in file order. If there are more, rejected rows are kept first.
    entries: Vec<ReportedRowView>,
    /// Rows that were not imported and are not in `entries`.
    not_listed: u64,
}

impl ReportView {
    fn new(job: &ImportJob, entries: Vec<ReportedRow>) -> Self {
        let not_imported = job.rows.total() - job.rows.imported;
        Self {
            success: Success,
            job_id: job.id.0,
            rows: RowsView::from(&job.rows),
            warnings: job.warnings.iter().map(WarningView::from).collect(),
            not_listed: not_imported.saturating_sub(entries.len() as u64),
            entries: entries.into_iter().map(ReportedRowView::from).collect(),
        }
    }
}

/// Get the outcome of every row of the file
///
/// For the job's owner and for admins. Rows that were not imported are listed with their line, the column
/// at fault and the reason.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job's id")),
    responses(
        (status = 200, description = "The rows of the file", body = ReportView),
        LookupProblems,
    ),
)]
#[get("/api/patterns/import/report/{jobId}")]
pub(crate) async fn import_report(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    _: Params<NoParams>,
) -> Result<Json<ReportView>, ApiError> {
    report(&user, &state, JobId(*id)).await.map(Json)
}

/// Get the rows that were not imported as CSV
///
/// The entries of the report. They are safe to open in a spreadsheet: no cell is evaluated as a formula.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job's id")),
    responses(
        (
            status = 200, description = "The rows that were not imported",
            content_type = "text/csv; charset=utf-8", body = String,
            headers(("Content-Disposition" = String, description = "Suggests a file name.")),
        ),
        LookupProblems,
    ),
)]
#[get("/api/patterns/import/report/{jobId}/csv")]
pub(crate) async fn import_report_csv(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    _: Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    csv_response(&report(&user, &state, JobId(*id)).await?).await
}

pub(super) async fn report(user: &User, state: &ApiState, id: JobId) -> Result<ReportView, ApiError> {
    let job = job_for(user, state, id).await?;
    let rows = jobs::rows(&state.db, job.id).await?;
    Ok(ReportView::new(&job, rows))
}

pub(super) async fn csv_response(report: &ReportView) -> Result<HttpResponse, ApiError> {
    let name = format!("attachment; filename=\"import-{}-rows.csv\"", report.job_id);
    let body = csv(&report.entries).await.map_err(ApiError::internal)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_DISPOSITION, name)).content_type("text/csv; charset=utf-8");
    Ok(response.body(body))
}

async fn csv(rows: &[ReportedRowView]) -> Result<Vec<u8>, csv_async::Error> {
    let mut writer = AsyncWriter::from_writer(Vec::new());
    writer.write_record(["line", "outcome", "code", "column", "explanation"]).await?;
    for row in rows {
        let (line, column) = (row.line.to_string(), row.column.as_deref().unwrap_or_default());
        let (outcome, code) = (row.outcome.0.as_str(), row.code.0.as_str());
        let cells = [line.as_str(), outcome, code, &no_formula(column), row.sentence];
        writer.write_record(cells).await?;
    }
    writer
        .into_inner()
        .await
        .map_err(|error| csv_async::Error::from(std::io::Error::other(error.to_string())))
}

#[cfg(test)]
mod tests {
    use gleaner_domain::RowReason;

    use super::*;
    use crate::spreadsheet::FORMULA_STARTS;

    #[tokio::test]
    async fn no_cell_is_a_formula() {
        let row = |column: &str| {
            ReportedRowView::from(ReportedRow {
                line: 2,
                reason: RowReason::UnknownDirection,
                column: Some(column.to_owned()),
            })
        };
        let rows = ["=cmd", "+1", "-direction", "@x", "\t=x", "a;=1+1", "a,\"b"].map(row);
        let text = String::from_utf8(csv(&rows).await.unwrap()).unwrap();
        let mut reader = csv_async::AsyncReader::from_reader(text.as_bytes());
        let mut record = csv_async::StringRecord::new();
        let mut columns = Vec::new();
        while reader.read_record(&mut record).await.unwrap() {
            assert!(record.iter().all(|cell| !cell.starts_with(FORMULA_STARTS)), "{record:?}");
            columns.push(record[3].to_owned());
        }
        assert_eq!(columns, ["'=cmd", "'+1", "'-direction", "'@x", "'=x", "a =1+1", "a \"b"]);
    }
}
