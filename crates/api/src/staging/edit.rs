//! `PUT /api/patterns/import/staging/{id}`

use actix_web::put;
use actix_web::web::{Data, Json, Path};
use chrono::Utc;
use gleaner_persistence::staging::{self, StagedEdit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::compared;
use super::view::StagedView;
use crate::access::Admin;
use crate::names::Success;
use crate::patterns::fields;
use crate::problem::{ApiError, ReviewProblems};
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

/// Edit a staged pattern
///
/// For admins. It stays pending, and what was extracted is kept in `original`.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(("id" = i32, Path, description = "The staged pattern's id", example = 1)),
    request_body(
        content = StagedEditBody,
        description = "The fields to change",
        example = json!({ "confidence_score": 0.8 }),
    ),
    responses(
        (status = 200, description = "The changed staged pattern", body = ChangedView),
        ReviewProblems,
    ),
)]
#[put("/api/patterns/import/staging/{id}")]
pub(crate) async fn edit_staged(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    _: Params<NoParams>,
    body: Json<StagedEditBody>,
) -> Result<Json<ChangedView>, ApiError> {
    let StagedEditBody { trigger_text, response_template, confidence_score } = body.into_inner();
    let edit = StagedEdit {
        trigger: trigger_text.map(|text| fields::trigger("trigger_text", &text)).transpose()?,
        template: response_template.as_deref().map(fields::template).transpose()?,
        confidence: confidence_score.map(fields::confidence).transpose()?,
    };
    if edit == StagedEdit::default() {
        return Err(ApiError::invalid_request("The body names no field to change."));
    }
    let staged = staging::edit(&state.db, *id, &author, edit, Utc::now()).await?;
    let pattern = compared(&state, staged).await?;
    Ok(Json(ChangedView { success: Success, message: "The staged pattern was changed.", pattern }))
}
