//! `GET /api/patterns/{id}`

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use gleaner_domain::MessageId;
use gleaner_persistence::library::{self, EvidenceItem};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::etag::etag;
use super::view::PatternView;
use crate::access::Staff;
use crate::names::Success;
use crate::problem::{ApiError, LookupProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// A conversation that created or confirmed the pattern.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternSource)]
pub(crate) struct SourceView {
    job_id: Uuid,
    /// The exporter's conversation id; `#2` is the second session of that conversation.
    #[schema(example = "CNe41d2281a1ac6d4c875878e4172abca8")]
    conversation_id: String,
    /// The customer's messages with the question.
    question_message_ids: Vec<String>,
    /// The operator's messages with the answer.
    answer_message_ids: Vec<String>,
    /// How much this conversation added to the confidence. Negative if a reviewer lowered the confidence.
    #[schema(example = 0.02)]
    confidence_contribution: f64,
}

impl From<EvidenceItem> for SourceView {
    fn from(source: EvidenceItem) -> Self {
        let ids = |messages: &[MessageId]| messages.iter().map(|id| id.as_str().to_owned()).collect();
        Self {
            job_id: source.job.0,
            question_message_ids: ids(&source.draft.question),
            answer_message_ids: ids(&source.draft.answer),
            conversation_id: source.conversation,
            confidence_contribution: source.contribution,
        }
    }
}

/// A pattern with its evidence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternWithSources)]
pub(crate) struct DetailedPattern {
    #[serde(flatten)]
    pattern: PatternView,
    /// The first conversation created the pattern; the others confirmed it. At most 100; `evidence` lists all.
    sources: Vec<SourceView>,
}

/// One pattern.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternDetail)]
pub(crate) struct DetailView {
    #[schema(inline)]
    success: Success,
    pattern: DetailedPattern,
}

/// Get a pattern with its evidence
///
/// For admins, operators and support.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(("id" = i32, Path, description = "The pattern's id", example = 1)),
    responses(
        (
            status = 200, description = "The pattern", body = DetailView,
            headers(("ETag" = String, description = "Identifies this revision of the pattern.")),
        ),
        LookupProblems,
    ),
)]
#[get("/api/patterns/{id}")]
pub(crate) async fn get_pattern(
    _staff: Staff,
    state: Data<ApiState>,
    id: Path<i32>,
    _: Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let (pattern, sources) = library::find(&state.db, *id).await?.ok_or_else(not_found)?;
    let sources = sources.into_iter().map(SourceView::from).collect();
    let mut response = HttpResponse::Ok();
    response.insert_header(etag(pattern.revision));
    let pattern = DetailedPattern { pattern: pattern.into(), sources };
    Ok(response.json(DetailView { success: Success, pattern }))
}
