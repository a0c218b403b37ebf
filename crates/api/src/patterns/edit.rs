//! `PUT /api/patterns/{id}`

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, put};
use chrono::Utc;
use gleaner_domain::ProblemCode;
use gleaner_domain::pattern::{Action, Cause, PatternEdit};
use gleaner_persistence::library::{self, ChangeError, NewChange, StoredPattern};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::etag::{Revisions, etag};
use super::fields;
use super::view::PatternView;
use crate::access::Admin;
use crate::names::Success;
use crate::problem::{ApiError, EditProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// New values of fields. A field that is absent or null keeps its value.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PatternEdit)]
pub(crate) struct EditBody {
    /// The customer's question, generalized.
    #[schema(max_length = 500, example = "How do I open the door of bay {{bay_number}}?")]
    trigger_text: Option<String>,
    /// Replaces all example questions.
    #[schema(min_items = 1, max_items = 20)]
    trigger_examples: Option<Vec<String>>,
    /// The reply, with `{{variables}}`.
    #[schema(max_length = 1600)]
    response_template: Option<String>,
    /// The confidence in the pattern.
    #[schema(minimum = 0, maximum = 1)]
    confidence_score: Option<f64>,
    /// Whether the pattern is used for replies.
    is_active: Option<bool>,
    /// Whether the reply may be sent without human review.
    auto_executable: Option<bool>,
    /// False restores a deleted pattern. To delete one, use `DELETE`.
    is_deleted: Option<bool>,
}

impl EditBody {
    /// The changes, in order.
    fn actions(self) -> Result<Vec<Action>, ApiError> {
        if self.is_deleted == Some(true) {
            return Err(fields::invalid("is_deleted", "expected false; use DELETE to delete a pattern"));
        }
        let restore = self.is_deleted.map(|_| Action::Restore);
        let edit = PatternEdit {
            trigger: self.trigger_text.map(|text| fields::trigger("trigger_text", &text)).transpose()?,
            template: self.response_template.as_deref().map(fields::template).transpose()?,
            examples: self.trigger_examples.as_deref().map(fields::examples).transpose()?,
            confidence: self.confidence_score.map(fields::confidence).transpose()?,
            is_active: self.is_active,
            auto_executable: self.auto_executable,
        };
        let edit = (edit != PatternEdit::default()).then_some(Action::Edit(edit));
        let actions: Vec<_> = restore.into_iter().chain(edit).collect();
        match actions.is_empty() {
            true => Err(ApiError::invalid_request("The body names no field to change.")),
            false => Ok(actions),
        }
    }
}

/// A pattern after a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangedPattern)]
pub(crate) struct ChangedView {
    #[schema(inline)]
    success: Success,
    /// What was done, as a human-readable sentence.
    message: &'static str,
    pattern: PatternView,
}

impl ChangedView {
    pub fn new(message: &'static str, pattern: StoredPattern) -> Self {
        Self { success: Success, message, pattern: pattern.into() }
    }
}

/// Edit or restore a pattern
///
/// For admins. Texts that a person edits are not changed by later imports. With `If-Match`, the pattern is only changed if
/// it still has that `ETag`, so that two people who edit at once do not overwrite each other.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(
        ("id" = i32, Path, description = "The pattern's id", example = 1),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the pattern that is edited", example = "*"),
    ),
    request_body(content = EditBody, description = "The fields to change", example = json!({ "is_active": true })),
    responses(
        (
            status = 200, description = "The changed pattern", body = ChangedView,
            headers(("ETag" = String, description = "Identifies this revision of the pattern.")),
        ),
        EditProblems,
    ),
)]
#[put("/api/patterns/{id}")]
pub(crate) async fn edit_pattern(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
    body: Json<EditBody>,
) -> Result<HttpResponse, ApiError> {
    let actions = body.into_inner().actions()?;
    let change = NewChange { author, cause: Cause::Edit, actions, if_revision };
    let pattern = library::change(&state.db, *id, change, Utc::now()).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header(etag(pattern.revision));
    Ok(response.json(ChangedView::new("The pattern was changed.", pattern)))
}

impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        let conflict = |sentence: &str| Self::with_sentence(ProblemCode::Conflict, sentence);
        match error {
            ChangeError::NotFound => not_found(),
            ChangeError::Removed => conflict("The pattern is deleted. Restore it first."),
            ChangeError::Stale => Self::new(ProblemCode::PreconditionFailed),
            ChangeError::DuplicateTrigger => {
                conflict("Another pattern of this type has the same question; it may be a deleted one.")
            }
            ChangeError::NotByPerson => Self::internal(error),
            ChangeError::Store(error) => error.into(),
        }
    }
}
