//! `GET /api/patterns/import/{jobId}/report`: the older path of the report, kept for existing scripts. It is
//! not in the document: `/import/{jobId}/report` and `/import/status/{jobId}` are ambiguous, and no client
//! generator supports an operation with two response formats.

use std::cmp::Reverse;

use actix_web::http::header::{Accept, Header, HeaderValue, Quality, VARY};
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

impl Format {
    /// The type and subtype of the media type.
    fn media_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("application", "json"),
            Self::Csv => ("text", "csv"),
        }
    }
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
    let mut response = match query.0.format.unwrap_or_else(|| preferred_format(&request)) {
        Format::Json => HttpResponse::Ok().json(report),
        Format::Csv => csv_response(&report).await?,
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The format that the `Accept` header prefers. JSON if it prefers neither or accepts neither.
///
/// The most specific range that matches a format gives its quality. Among formats of equal quality, the one with the
/// more specific range is preferred, then the one whose range comes first.
fn preferred_format(request: &HttpRequest) -> Format {
    let accept = Accept::parse(request).unwrap_or(Accept(Vec::new()));
    let rank = |format: &Format| {
        let matching = accept.iter().enumerate().filter_map(|(index, range)| {
            let specificity = specificity(&range.item, *format)?;
            Some((specificity, Reverse(index), range.quality))
        });
        let (specificity, index, quality) = matching.max()?;
        (quality > Quality::ZERO).then_some((quality, specificity, index))
    };
    // Of equal ranks the last wins.
    let ranked = [Format::Csv, Format::Json].into_iter().filter_map(|format| Some((rank(&format)?, format)));
    ranked.max_by_key(|(rank, _)| *rank).map_or(Format::Json, |(_, format)| format)
}

/// How specific a media range is, if it matches the format: 2 for `text/csv`, 1 for `text/*`, 0 for `*/*`.
fn specificity(range: &Mime, format: Format) -> Option<u8> {
    let (wanted, (of_type, subtype)) =
        ((range.type_().as_str(), range.subtype().as_str()), format.media_type());
    match wanted {
        ("*", "*") => Some(0),
        (wanted, "*") if wanted == of_type => Some(1),
        wanted if wanted == (of_type, subtype) => Some(2),
        _ => None,
    }
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
            ("text/csv;q=0", Format::Json),
            ("text/csv;q=0, text/*", Format::Json),
            ("application/json;q=0, */*", Format::Csv),
            ("application/json;q=0.9, text/*", Format::Csv),
            ("text/*", Format::Csv),
            ("text/*;q=0.5, application/*", Format::Json),
            ("text/csv, */*", Format::Csv),
            ("text/csv, application/json", Format::Csv),
            ("application/json, text/csv", Format::Json),
            ("text/csv; charset=utf-8", Format::Csv),
            ("TEXT/CSV", Format::Csv),
            ("image/png", Format::Json),
            ("*/*", Format::Json),
            ("", Format::Json),
        ] {
            let request = TestRequest::default().insert_header((ACCEPT, accept)).to_http_request();
            assert_eq!(preferred_format(&request), expected, "{accept}");
        }
    }
}
