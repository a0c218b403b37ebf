//! `POST /api/patterns/import/reject`

use actix_web::post;
use actix_web::web::{Data, Json};
use chrono::Utc;
use gleaner_persistence::staging;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::results::{ResultView, Results, check_if_match, ids};
use crate::access::Admin;
use crate::ids::Id;
use crate::names::Success;
use crate::patterns::etag::Revisions;
use crate::problem::{ApiError, EditProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// The maximum length of a reason, in characters.
const MAX_REASON_CHARS: usize = 1_000;

/// The staged patterns to reject.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RejectRequest)]
pub(crate) struct RejectBody {
    #[serde(rename = "patternIds")]
    #[schema(value_type = Vec<i32>, min_items = 1, max_items = 100, example = json!([3]))]
    pattern_ids: Vec<Id>,
    /// Why, for other reviewers.
    #[schema(max_length = 1000)]
    reason: Option<String>,
}

/// What became of the staged patterns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RejectResponse)]
pub(crate) struct RejectedView {
    #[schema(inline)]
    success: Success,
    /// How many were rejected.
    rejected: usize,
    /// How many were not.
    failed: usize,
    /// A human-readable summary.
    message: String,
    /// In the order of the request.
    results: Vec<ResultView>,
}

/// Reject staged patterns
///
/// For admins. Later imports do not stage or learn the same patterns, unless a rejected one is reopened. If the only
/// one cannot be rejected, the response is its error. With `If-Match` and a single id, the staged pattern is only rejected if
/// it still has that revision.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(
        (
            "If-Match" = Option<String>, Header, example = "*",
            description = "The `revision` of the staged pattern that is rejected, in quotes",
        ),
    ),
    request_body(
        content = RejectBody,
        description = "At most 100 ids, and the reason",
        example = json!({ "patternIds": [3], "reason": "The price has changed." }),
    ),
    responses(
        (status = 200, description = "What became of each", body = RejectedView),
        EditProblems,
    ),
)]
#[post("/api/patterns/import/reject")]
pub(crate) async fn reject_staged(
    Admin(author): Admin,
    state: Data<ApiState>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
    body: Json<RejectBody>,
) -> Result<Json<RejectedView>, ApiError> {
    let RejectBody { pattern_ids, reason } = body.into_inner();
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let is_invalid = |text: &String| text.chars().count() > MAX_REASON_CHARS || text.contains('\0');
    if reason.as_ref().is_some_and(is_invalid) {
        let sentence = format!("reason: expected at most {MAX_REASON_CHARS} characters, without NUL.");
        return Err(ApiError::invalid_request(sentence));
    }
    let mut results = Results::default();
    let (ids, if_revision) = (ids(&pattern_ids)?, if_revision.as_deref());
    check_if_match(if_revision, &ids)?;
    for id in ids {
        let rejected = staging::reject(&state.db, id, &author, reason.clone(), if_revision, Utc::now()).await;
        results.add(id, rejected.map(|()| None));
    }
    let results = results.checked()?;
    let (rejected, failed) = (results.made, results.failed());
    let message = format!("Rejected: {rejected}. Failed: {failed}.");
    Ok(Json(RejectedView { success: Success, rejected, failed, message, results: results.views }))
}
