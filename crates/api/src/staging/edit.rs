//! `PUT /api/patterns/import/staging/{id}`

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, put};
use chrono::Utc;
use gleaner_persistence::staging::{self, StagedEdit, StagedPattern};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::compared;
use super::view::StagedView;
use crate::access::Admin;
use crate::names::Success;
use crate::patterns::etag::{Revisions, etag};
use crate::patterns::fields;
use crate::problem::{ApiError, EditProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// New values of fields. A field that is absent or null keeps its value.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StagedEdit)]
pub(crate) struct StagedEditBody {
    /// The customer's question, generalized.
    #[schema(max_length = 500)]
    trigger_text: Option<String>,
    /// The reply, with `{{variables}}`.
    #[schema(max_length = 1600)]
    response_template: Option<String>,
    /// The confidence in the pattern.
    #[schema(minimum = 0, maximum = 1)]
    confidence_score: Option<f64>,
}

/// A staged pattern after a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangedStagedPattern)]
pub(crate) struct ChangedView {
    #[schema(inline)]
    pub success: Success,
    /// What was done, as a human-readable sentence.
    pub message: &'static str,
    pub pattern: StagedView,
}

/// The response with a staged pattern after a change.
pub(super) async fn changed(
    state: &ApiState,
    message: &'static str,
    staged: StagedPattern,
) -> Result<HttpResponse, ApiError> {
    let mut response = HttpResponse::Ok();
    response.insert_header(etag(staged.revision));
    let pattern = compared(state, staged).await?;
    Ok(response.json(ChangedView { success: Success, message, pattern }))
}

/// Edit a staged pattern
///
/// For admins. It stays pending, and what was extracted is kept in `original`. With `If-Match`, it is only changed if it
/// still has that revision, so that two people who review at once do not overwrite each other.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(
        ("id" = i32, Path, description = "The staged pattern's id", example = 1),
        (
            "If-Match" = Option<String>, Header, example = "*",
            description = "The `revision` of the staged pattern that is edited, in quotes",
        ),
    ),
    request_body(
        content = StagedEditBody,
        description = "The fields to change",
        example = json!({ "confidence_score": 0.8 }),
    ),
    responses(
        (
            status = 200, description = "The changed staged pattern", body = ChangedView,
            headers(("ETag" = String, description = "Identifies this revision of the staged pattern.")),
        ),
        EditProblems,
    ),
)]
#[put("/api/patterns/import/staging/{id}")]
pub(crate) async fn edit_staged(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
    body: Json<StagedEditBody>,
) -> Result<HttpResponse, ApiError> {
    let StagedEditBody { trigger_text, response_template, confidence_score } = body.into_inner();
    let edit = StagedEdit {
        trigger: trigger_text.map(|text| fields::trigger("trigger_text", &text)).transpose()?,
        template: response_template.as_deref().map(fields::template).transpose()?,
        confidence: confidence_score.map(fields::confidence).transpose()?,
    };
    if edit == StagedEdit::default() {
        return Err(ApiError::invalid_request("The body names no field to change."));
    }
    let staged = staging::edit(&state.db, *id, &author, edit, if_revision.as_deref(), Utc::now()).await?;
    changed(&state, "The staged pattern was changed.", staged).await
}
