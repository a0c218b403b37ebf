//! `GET /api/patterns/import/{jobId}/report`: the older path of the report, kept for existing scripts. It is
//! not in the document: `/import/{jobId}/report` and `/import/status/{jobId}` are ambiguous, and no client
//! generator supports an operation with two response formats.

use actix_web::http::header::{Accept, Header, HeaderValue, VARY};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use gleaner_domain::JobId;
use mime::Mime;
use serde::Deserialize;
use uuid::Uuid;

use super::report::{csv_response, report};
use crate::access::SignedIn;
use crate::problem::ApiError;
use crate::query::Params;
use crate::state::ApiState;

/// The path of the operation.
pub(crate) const OLDER_REPORT_PATH: &str = "/api/patterns/import/{jobId}/report";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Json,
    Csv,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportQuery {
    /// Without this parameter, the `Accept` header decides.
    format: Option<Format>,
}

pub(crate) async fn older_report(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    query: Params<ReportQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let report = report(&user, &state, JobId(*id)).await?;
    let mut response = match query.0.format.unwrap_or_else(|| accepted(&request)) {
        Format::Json => HttpResponse::Ok().json(report),
        Format::Csv => csv_response(&report).await?,
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// CSV if the client prefers it to JSON.
fn accepted(request: &HttpRequest) -> Format {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let format = |wanted: &Mime| match wanted.essence_str() {
        "text/csv" => Some(Format::Csv),
        "application/json" | "*/*" => Some(Format::Json),
        _ => None,
    };
    ranked.iter().find_map(format).unwrap_or(Format::Json)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_preferred_format_is_returned() {
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
