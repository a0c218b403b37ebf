//! `POST /api/patterns/import/approve`

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

/// The staged patterns to approve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApproveRequest)]
pub(crate) struct ApproveBody {
    #[serde(rename = "patternIds")]
    #[schema(value_type = Vec<i32>, min_items = 1, max_items = 100, example = json!([1, 2]))]
    pattern_ids: Vec<Id>,
}

/// What became of the staged patterns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApproveResponse)]
pub(crate) struct ApprovedView {
    #[schema(inline)]
    success: Success,
    /// How many were approved.
    approved: usize,
    /// How many were not.
    failed: usize,
    /// A human-readable summary.
    message: String,
    /// In the order of the request.
    results: Vec<ResultView>,
}

/// Approve staged patterns
///
/// For admins. Each is merged with the library as an import would merge it, in the order of the request: it becomes a
/// pattern, or confirms one. If the only one cannot be approved, the response is its error. With
/// `If-Match` and a single id, the staged pattern is only approved if it still has that revision. A text that a reviewer
/// edited is not approved if a person wrote that of the confirmed pattern.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(
        (
            "If-Match" = Option<String>, Header, example = "*",
            description = "The `revision` of the staged pattern that is approved, in quotes",
        ),
    ),
    request_body(content = ApproveBody, description = "At most 100 ids", example = json!({ "patternIds": [1, 2] })),
    responses(
        (status = 200, description = "What became of each", body = ApprovedView),
        EditProblems,
    ),
)]
#[post("/api/patterns/import/approve")]
pub(crate) async fn approve_staged(
    Admin(author): Admin,
    state: Data<ApiState>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
    body: Json<ApproveBody>,
) -> Result<Json<ApprovedView>, ApiError> {
    let mut results = Results::default();
    let (ids, if_revision) = (ids(&body.pattern_ids)?, if_revision.as_deref());
    check_if_match(if_revision, &ids)?;
    for id in ids {
        let approved = staging::approve(&state.db, id, &author, &state.merge, if_revision, Utc::now()).await;
        results.add(id, approved.map(|approved| Some((approved.pattern, approved.is_new))));
    }
    let results = results.checked()?;
    let (approved, failed) = (results.made, results.failed());
    let message = format!("Approved: {approved}. Failed: {failed}.");
    Ok(Json(ApprovedView { success: Success, approved, failed, message, results: results.views }))
}
