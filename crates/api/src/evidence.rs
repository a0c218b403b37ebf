//! The evidence of patterns and staged patterns.

use actix_web::get;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, Utc};
use gleaner_domain::merging;
use gleaner_persistence::library::{self, EvidencePage};
use gleaner_persistence::staging;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::{SignedIn, Staff};
use crate::imports::status::job_for;
use crate::names::Success;
use crate::paging::Limit;
use crate::problem::{ApiError, LookupProblems, not_found};
use crate::query::Params;
use crate::state::ApiState;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EvidenceQuery {
    /// Conversations on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 20)]
    limit: Option<Limit<20, 200>>,
    /// `nextCursor` of the previous page.
    #[serde(default)]
    #[param(default = 0)]
    cursor: i64,
}

/// A conversation from which the pattern was extracted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub(crate) struct EvidenceView {
    id: i64,
    job_id: Uuid,
    /// The exporter's conversation id; `#2` is the second session of that conversation.
    #[schema(example = "CNe41d2281a1ac6d4c875878e4172abca8")]
    conversation_id: String,
    /// The conversation without personal data: one message per line. Null once its text was deleted.
    #[schema(required)]
    preview: Option<String>,
    /// The question that was extracted from it.
    trigger_text: String,
    /// The reply that was extracted from it.
    response_template: String,
    /// The customer's messages with the question.
    question_message_ids: Vec<String>,
    /// The operator's messages with the answer.
    answer_message_ids: Vec<String>,
    /// How much it added to the confidence. Negative if a reviewer lowered the confidence.
    #[schema(example = 0.02)]
    confidence_contribution: f64,
    /// Whether its reply agrees with that of the pattern.
    agrees: bool,
    /// When it was learned or staged.
    learned_at: DateTime<Utc>,
}

/// A page of the evidence of a pattern.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EvidenceList)]
pub(crate) struct EvidenceListView {
    #[schema(inline)]
    success: Success,
    /// Oldest first.
    evidence: Vec<EvidenceView>,
    /// The number of conversations on all pages.
    count: u64,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required)]
    next_cursor: Option<i64>,
}

impl From<EvidencePage> for EvidenceListView {
    fn from(page: EvidencePage) -> Self {
        let pattern = page.pattern;
        let ids = |ids: &[gleaner_domain::MessageId]| ids.iter().map(|id| id.as_str().to_owned()).collect();
        let evidence = page.items.into_iter().map(|item| EvidenceView {
            id: item.id,
            job_id: item.job.0,
            conversation_id: item.conversation,
            preview: item.preview,
            agrees: merging::agrees(&item.draft, &pattern),
            trigger_text: item.draft.trigger.to_string(),
            response_template: item.draft.template.to_string(),
            question_message_ids: ids(&item.draft.question),
            answer_message_ids: ids(&item.draft.answer),
            confidence_contribution: item.contribution,
            learned_at: item.at,
        });
        Self { success: Success, evidence: evidence.collect(), count: page.total, next_cursor: page.next }
    }
}

/// List the evidence of a pattern
///
/// For admins, operators and support. The conversations that created or confirmed the pattern.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(("id" = i32, Path, description = "The pattern's id", example = 1), EvidenceQuery),
    responses(
        (status = 200, description = "A page of conversations, the oldest first", body = EvidenceListView),
        LookupProblems,
    ),
)]
#[get("/api/patterns/{id}/evidence")]
pub(crate) async fn pattern_evidence(
    _staff: Staff,
    state: Data<ApiState>,
    id: Path<i32>,
    query: Params<EvidenceQuery>,
) -> Result<Json<EvidenceListView>, ApiError> {
    let EvidenceQuery { limit, cursor } = query.0;
    let page = library::evidence(&state.db, *id, cursor, limit.unwrap_or_default().into()).await?;
    Ok(Json(page.ok_or_else(not_found)?.into()))
}

/// List the evidence of a staged pattern
///
/// For the job's owner and for admins. The conversations from which the pattern was extracted.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(("id" = i32, Path, description = "The staged pattern's id", example = 1), EvidenceQuery),
    responses(
        (status = 200, description = "A page of conversations, the oldest first", body = EvidenceListView),
        LookupProblems,
    ),
)]
#[get("/api/patterns/import/staging/{id}/evidence")]
pub(crate) async fn staged_evidence(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<i32>,
    query: Params<EvidenceQuery>,
) -> Result<Json<EvidenceListView>, ApiError> {
    let EvidenceQuery { limit, cursor } = query.0;
    let found = staging::evidence(&state.db, *id, cursor, limit.unwrap_or_default().into()).await?;
    let (job, page) = found.ok_or_else(not_found)?;
    job_for(&user, &state, job).await?;
    Ok(Json(page.into()))
}
