//! `GET /api/patterns/import/{jobId}/report`

use actix_web::http::header::{Accept, CONTENT_DISPOSITION, Header, VARY};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, get};
use csv_async::AsyncWriter;
use gleaner_domain::{JobId, ReportedRow};
use gleaner_persistence::imports::{self, ImportJob};
use mime::Mime;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::rows::{ReportedRowView, RowsView, WarningView};
use super::status::job_for;
use crate::auth::SignedIn;
use crate::problem::{ApiError, ReportProblems};
use crate::state::ApiState;

/// What spreadsheets take for the beginning of a formula.
const FORMULA_STARTS: [char; 4] = ['=', '+', '-', '@'];
/// What they take for the beginning of another cell, in one country or another.
const CELL_STARTS: [char; 6] = [',', ';', '|', '\t', '\r', '\n'];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Json,
    Csv,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// In which form; without it the `Accept` header says so.
    format: Option<Format>,
}

/// What became of the rows of an import's file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportView {
    #[schema(example = true)]
    success: bool,
    job_id: Uuid,
    rows: RowsView,
    warnings: Vec<WarningView>,
    /// The rows that were not imported, in file order: at most 1,000, the rejected ones first of all.
    entries: Vec<ReportedRowView>,
    /// Rows that were not imported and are only counted.
    not_listed: u64,
}

impl ReportView {
    fn new(job: &ImportJob, entries: Vec<ReportedRow>) -> Self {
        let not_imported = job.rows.total() - job.rows.imported;
        Self {
            success: true,
            job_id: job.id.0,
            rows: RowsView::from(&job.rows),
            warnings: job.warnings.iter().map(WarningView::from).collect(),
            not_listed: not_imported.saturating_sub(entries.len() as u64),
            entries: entries.into_iter().map(ReportedRowView::from).collect(),
        }
    }
}

/// What became of every row of an import's file
///
/// For its owner and for admins. Rows that were not imported come with their line, the column at
/// fault and the reason; as JSON, or as CSV that is safe to open in a spreadsheet.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job"), ReportQuery),
    responses(
        (status = 200, content(
            (ReportView = "application/json"),
            (String = "text/csv", example = "line,outcome,code,column,explanation\n616,rejected,unclosed_quote,conversationBody,A quote that opens here is never closed"),
        )),
        ReportProblems,
    ),
)]
#[get("/api/patterns/import/{jobId}/report")]
pub(crate) async fn import_report(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    query: Query<ReportQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let job = job_for(&user, &state, JobId(*id)).await?;
    let rows = imports::rows(&state.db, job.id).await?;
    let report = ReportView::new(&job, rows);
    let mut response = HttpResponse::Ok();
    response.insert_header((VARY, "accept"));
    match query.format.unwrap_or_else(|| accepted(&request)) {
        Format::Json => Ok(response.json(report)),
        Format::Csv => {
            let name = format!("attachment; filename=\"import-{}-rows.csv\"", job.id);
            response.insert_header((CONTENT_DISPOSITION, name)).content_type("text/csv; charset=utf-8");
            Ok(response.body(csv(&report.entries).await.map_err(ApiError::internal)?))
        }
    }
}

/// CSV where the client would rather have it than JSON or anything.
fn accepted(request: &HttpRequest) -> Format {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let format = |wanted: &Mime| match wanted.essence_str() {
        "text/csv" => Some(Format::Csv),
        "application/json" | "*/*" => Some(Format::Json),
        _ => None,
    };
    ranked.iter().find_map(format).unwrap_or(Format::Json)
}

async fn csv(rows: &[ReportedRowView]) -> Result<Vec<u8>, csv_async::Error> {
    let mut writer = AsyncWriter::from_writer(Vec::new());
    writer.write_record(["line", "outcome", "code", "column", "explanation"]).await?;
    for row in rows {
        let (line, column) = (row.line.to_string(), row.column.as_deref().unwrap_or_default());
        let cells = [line.as_str(), row.outcome, row.code, &no_formula(column), row.sentence];
        writer.write_record(cells).await?;
    }
    writer
        .into_inner()
        .await
        .map_err(|error| csv_async::Error::from(std::io::Error::other(error.to_string())))
}

/// A text that a spreadsheet shows and does not reckon: column names are whatever a file says.
fn no_formula(text: &str) -> String {
    let text = text.replace(CELL_STARTS, " ");
    let text = text.trim();
    let mark = if text.starts_with(FORMULA_STARTS) { "'" } else { "" };
    format!("{mark}{text}")
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT;
    use actix_web::test::TestRequest;
    use gleaner_domain::RowReason;

    use super::*;

    #[tokio::test]
    async fn no_cell_begins_a_formula() {
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

    #[test]
    fn csv_is_what_is_asked_for() {
        for (accept, expected) in [
            ("text/csv", Format::Csv),
            ("text/csv, application/json;q=0.5", Format::Csv),
            ("application/json, text/csv;q=0.5", Format::Json),
            ("application/json;q=0.1, text/csv", Format::Csv),
            ("text/csv;q=0, */*", Format::Json),
            ("TEXT/CSV", Format::Csv),
            ("image/png", Format::Json),
            ("*/*", Format::Json),
            ("", Format::Json),
        ] {
            let request = TestRequest::default().insert_header((ACCEPT, accept)).to_http_request();
            assert_eq!(accepted(&request), expected, "{accept}");
        }
    }
}
