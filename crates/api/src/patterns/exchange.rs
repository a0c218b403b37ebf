//! `POST /api/patterns/import-patterns`

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data, Json, Payload, block};
use actix_web::{HttpRequest, post};
use chrono::Utc;
use gleaner_domain::ProblemCode;
use gleaner_exchange::{DecodeError, Decoded, LibraryFormat, decode};
use gleaner_persistence::library::{self, ExchangeCounts, Exchanged};
use mime::Mime;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::export::LibraryDocument;
use crate::access::Admin;
use crate::content_coding::require_uncompressed;
use crate::imports::CsvFile;
use crate::names::Success;
use crate::problem::{ApiError, ExchangeProblems, too_large};
use crate::query::Params;
use crate::state::ApiState;

/// How many patterns that were not created are listed.
const MAX_LISTED: usize = 1_000;
/// An export without patterns.
const EMPTY_CSV: &str = "pattern_type,trigger_text,trigger_examples,response_template,confidence_score,\
    auto_executable,is_active,is_deleted,evidence_count,import_count,execution_count,success_count,last_used,\
    learned_from,created_at,updated_at\n";

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExchangeQuery {
    /// Whether to only say what would happen, and change nothing.
    #[serde(default)]
    #[param(default = false)]
    dry_run: bool,
}

/// A pattern of the file that was not created.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SkippedPattern)]
pub(crate) struct SkippedView {
    /// The line of the file where it begins, counted from one.
    line: u64,
    /// The pattern of the library that is the same; null if a person deleted that pattern.
    #[schema(required)]
    pattern_id: Option<i32>,
    /// The reason, as a human-readable sentence.
    reason: &'static str,
}

/// What became of the patterns of a file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportedPatterns)]
pub(crate) struct ExchangedView {
    #[schema(inline)]
    success: Success,
    /// Whether nothing was changed.
    dry_run: bool,
    /// Patterns that are new in the library.
    created: usize,
    /// Patterns that the library already has.
    known: usize,
    /// Patterns that a person deleted from the library.
    deleted: usize,
    /// At most 1,000 of the patterns that were not created, in the order of the file.
    skipped: Vec<SkippedView>,
    /// A human-readable summary.
    message: String,
}

impl ExchangedView {
    fn new(dry_run: bool, patterns: &[Decoded], outcomes: &[Exchanged]) -> Self {
        let ExchangeCounts { created, known, removed: deleted } = ExchangeCounts::of(outcomes);
        let skipped =
            patterns.iter().zip(outcomes).filter_map(|(pattern, outcome)| skipped(pattern.line, *outcome));
        let would = if dry_run { " would be" } else { "" };
        Self {
            success: Success,
            dry_run,
            created,
            known,
            deleted,
            skipped: skipped.take(MAX_LISTED).collect(),
            message: format!("{created} patterns{would} created, {known} known, {deleted} deleted before."),
        }
    }
}

fn skipped(line: u64, outcome: Exchanged) -> Option<SkippedView> {
    let (pattern_id, reason) = match outcome {
        Exchanged::Created => return None,
        Exchanged::Known(id) => (Some(id), "The library has the same pattern."),
        Exchanged::Removed => (None, "A person deleted the same pattern from the library."),
    };
    Some(SkippedView { line, pattern_id, reason })
}

/// Import patterns of another library
///
/// For admins. Takes an export of a library as JSON, CSV or JSON Lines (`application/x-ndjson`, which generators do not
/// support as a body). The file may have as many bytes as a file of conversations, and 100,000 patterns. Either all of
/// them are imported or none. A pattern that the library already has stays as it is, since an export contains no
/// conversations that could confirm it. Nothing is changed with `dry_run=true`.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(ExchangeQuery),
    request_body(
        description = "An export of a library",
        content(
            (LibraryDocument = "application/json", example = json!({ "version": 1, "patterns": [] })),
            (CsvFile = "text/csv", example = json!(EMPTY_CSV)),
        ),
    ),
    responses(
        (status = 200, description = "What became of the patterns", body = ExchangedView),
        ExchangeProblems,
    ),
)]
#[post("/api/patterns/import-patterns")]
pub(crate) async fn import_patterns(
    Admin(author): Admin,
    state: Data<ApiState>,
    query: Params<ExchangeQuery>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<ExchangedView>, ApiError> {
    let dry_run = query.0.dry_run;
    require_uncompressed(&request)?;
    let format = format(&request)?;
    let bytes = read(payload, state.intake.max_bytes).await?;
    // Reading thousands of patterns takes too long for a thread that serves requests.
    let decoded = block(move || decode(&bytes, format)).await.map_err(ApiError::internal)??;
    let patterns: Vec<_> = decoded.iter().map(|decoded| decoded.pattern.clone()).collect();
    let outcomes =
        library::exchange(&state.db, &author, &patterns, &state.merge, dry_run, Utc::now()).await?;
    Ok(Json(ExchangedView::new(dry_run, &decoded, &outcomes)))
}

fn format(request: &HttpRequest) -> Result<LibraryFormat, ApiError> {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = header.and_then(|text| text.parse::<Mime>().ok());
    let format = media_type.and_then(|media_type| LibraryFormat::of_media_type(media_type.essence_str()));
    format.ok_or_else(|| {
        let sentence = "Send an export as application/json, application/x-ndjson or text/csv.";
        ApiError::with_sentence(ProblemCode::UnsupportedMediaType, sentence)
    })
}

async fn read(payload: Payload, max_bytes: u64) -> Result<Bytes, ApiError> {
    match payload.to_bytes_limited(usize::try_from(max_bytes).unwrap_or(usize::MAX)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(ApiError::invalid_request("The upload ended before the file was complete.")),
        Err(_) => Err(too_large(max_bytes)),
    }
}

impl From<DecodeError> for ApiError {
    fn from(error: DecodeError) -> Self {
        Self::invalid_request(format!("The file cannot be imported: {error}."))
    }
}
