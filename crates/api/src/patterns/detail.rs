//! `GET /api/patterns/{id}`

use actix_web::get;
use actix_web::web::{Data, Json, Path};
use gleaner_persistence::library::{self, PatternSource};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::PatternView;
use crate::auth::Staff;
use crate::problem::{ApiError, LookupProblems, not_found};
use crate::state::ApiState;

/// One conversation that the pattern was learnt from, or confirmed by.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceView {
    job_id: Uuid,
    /// The exporter's conversation; `#2` is the second visit in it.
    #[schema(example = "CNe41d2281a1ac6d4c875878e4172abca8")]
    conversation_id: String,
    /// The customer's messages that asked.
    question_message_ids: Vec<String>,
    /// The operator's messages that the answer was taken from.
    answer_message_ids: Vec<String>,
    /// What this conversation added to the confidence.
    #[schema(example = 0.02)]
    confidence_contribution: f64,
}

impl From<PatternSource> for SourceView {
    fn from(source: PatternSource) -> Self {
        Self {
            job_id: source.job.0,
            conversation_id: source.conversation,
            question_message_ids: source.question,
            answer_message_ids: source.answer,
            confidence_contribution: source.contribution,
        }
    }
}

/// A pattern with its evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DetailedPattern {
    #[serde(flatten)]
    pattern: PatternView,
    /// The first conversation made it, the others confirmed it.
    sources: Vec<SourceView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DetailView {
    #[schema(example = true)]
    success: bool,
    pattern: DetailedPattern,
}

/// One pattern and where it comes from
///
/// For admins, operators and support.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(("id" = i32, Path, description = "The pattern")),
    responses(
        (status = 200, body = DetailView),
        LookupProblems,
    ),
)]
#[get("/api/patterns/{id}")]
pub(crate) async fn get_pattern(
    _staff: Staff,
    state: Data<ApiState>,
    id: Path<i32>,
) -> Result<Json<DetailView>, ApiError> {
    let (pattern, sources) = library::find(&state.db, *id).await?.ok_or_else(not_found)?;
    let sources = sources.into_iter().map(SourceView::from).collect();
    Ok(Json(DetailView { success: true, pattern: DetailedPattern { pattern: pattern.into(), sources } }))
}
