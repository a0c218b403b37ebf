//! `GET /api/patterns/export`

mod body;
mod document;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use gleaner_exchange::Format;
use gleaner_persistence::library::Export;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Admin;
use crate::names::ExportFormatName;
use crate::problem::{ApiError, QueryProblems};
use crate::query::Params;
use crate::state::ApiState;
use document::ExportDocument;
pub(super) use document::LibraryDocument;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// The format.
    #[serde(default = "json")]
    #[param(value_type = Option<ExportFormatName>, default = "json", example = "csv")]
    format: ExportFormatName,
    /// Also patterns that a person removed. The formats for help desks only contain active patterns.
    #[serde(default)]
    #[param(value_type = Option<bool>, default = false, example = false)]
    deleted: bool,
}

fn json() -> ExportFormatName {
    Format::Json.into()
}

/// Export the library
///
/// For admins. The response is sent while the library is read. The order depends only on what the patterns say, so two
/// libraries with the same patterns are exported as the same bytes.
///
/// In CSV, the examples are a JSON list in one cell, and an apostrophe is before texts that a spreadsheet would evaluate;
/// an import removes it. JSON Lines have one pattern in each line. Macros for Zendesk and canned responses for Chatwoot
/// have the help desk's placeholder for the customer's name, and blanks such as `[access code]` for other variables.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(ExportQuery),
    responses(
        (
            status = 200, description = "The library",
            content(
                (ExportDocument = "application/json"),
                (String = "text/csv; charset=utf-8; header=present"),
                (String = "application/x-ndjson"),
            ),
            headers(("Content-Disposition" = String, description = "Suggests a file name.")),
        ),
        QueryProblems,
    ),
)]
#[get("/api/patterns/export")]
pub(crate) async fn export_patterns(
    _admin: Admin,
    state: Data<ApiState>,
    query: Params<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let ExportQuery { format: ExportFormatName(format), deleted } = query.0;
    let export = Export::begin(&state.db, deleted).await?;
    let body = body::body(export, format).await?;
    let name = format!("attachment; filename=\"{}\"", format.file_name());
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_DISPOSITION, name)).content_type(format.media_type());
    Ok(response.streaming(body))
}
