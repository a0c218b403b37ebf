//! `POST /api/patterns/conflicts/{id}/resolve`

use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::Utc;
use gleaner_persistence::library::conflicts::{self, Resolution, ResolveError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::etag::Revisions;
use super::super::fields;
use crate::access::Admin;
use crate::ids::Id;
use crate::names::Success;
use crate::problem::{ApiError, EditProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// How a conflict is resolved.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResolutionName {
    /// Keep the pattern `keep`, and delete the other one.
    Keep,
    /// Keep the newer pattern, and delete the other one.
    KeepNewer,
    /// Keep both: both replies are right.
    KeepBoth,
    /// Make one pattern of both, with the texts in the body.
    Merge,
}

/// How to resolve a conflict.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResolveRequest)]
pub(crate) struct ResolveBody {
    #[schema(inline)]
    resolution: ResolutionName,
    /// The id of the pattern to keep. Only for `keep`.
    #[schema(value_type = Option<i32>)]
    keep: Option<Id>,
    /// The question of the merged pattern; by default that of the older one. Only for `merge`.
    #[schema(max_length = 500)]
    trigger_text: Option<String>,
    /// The reply of the merged pattern. Required for `merge`.
    #[schema(max_length = 1600)]
    response_template: Option<String>,
}

impl ResolveBody {
    fn resolution(self) -> Result<Resolution, ApiError> {
        let trigger = self.trigger_text.map(|text| fields::trigger("trigger_text", &text)).transpose()?;
        let template = self.response_template.as_deref().map(fields::template).transpose()?;
        let sentence = "keep needs the id of a pattern in \"keep\", and merge a response_template; other resolutions \
                        take neither.";
        match (self.resolution, self.keep, trigger, template) {
            (ResolutionName::Keep, Some(Id(kept)), None, None) => Ok(Resolution::Keep(kept)),
            (ResolutionName::KeepNewer, None, None, None) => Ok(Resolution::KeepNewer),
            (ResolutionName::KeepBoth, None, None, None) => Ok(Resolution::KeepBoth),
            (ResolutionName::Merge, None, trigger, Some(template)) => {
                Ok(Resolution::Merge { trigger, template })
            }
            _ => Err(ApiError::invalid_request(sentence)),
        }
    }
}

/// A conflict was resolved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResolvedConflict)]
pub(crate) struct ResolvedView {
    #[schema(inline)]
    success: Success,
    /// The ids of the patterns that are kept.
    kept: Vec<i32>,
}

/// Resolve a conflict
///
/// For admins. A pattern that is not kept is deleted, so later imports do not learn it again. It can be restored. With
/// `If-Match`, the conflict is only resolved if neither pattern has changed since it was listed.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(
        ("id" = i32, Path, description = "The conflict's id", example = 1),
        (
            "If-Match" = Option<String>, Header, example = "*",
            description = "The `revision` of the conflict that is resolved, in quotes",
        ),
    ),
    request_body(
        content = ResolveBody,
        description = "The resolution",
        example = json!({ "resolution": "keep_both" }),
    ),
    responses(
        (status = 200, description = "The conflict is resolved", body = ResolvedView),
        EditProblems,
    ),
)]
#[post("/api/patterns/conflicts/{id}/resolve")]
pub(crate) async fn resolve_conflict(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
    body: Json<ResolveBody>,
) -> Result<Json<ResolvedView>, ApiError> {
    let resolution = body.into_inner().resolution()?;
    let kept =
        conflicts::resolve(&state.db, *id, resolution, if_revision.as_deref(), &author, Utc::now()).await?;
    Ok(Json(ResolvedView { success: Success, kept }))
}

impl From<ResolveError> for ApiError {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::NotFound => not_found(),
            ResolveError::OtherPattern => {
                Self::invalid_request("keep: expected the id of one of the two patterns of the conflict.")
            }
            ResolveError::Combine(error) => error.into(),
            ResolveError::Change(error) => error.into(),
            ResolveError::Store(error) => error.into(),
        }
    }
}
