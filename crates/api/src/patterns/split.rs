//! `POST /api/patterns/{id}/split`

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, post};
use chrono::Utc;
use gleaner_domain::ProblemCode;
use gleaner_domain::pattern::PatternEdit;
use gleaner_persistence::library::regroup::{Split, SplitError, split};
use serde::Deserialize;
use utoipa::ToSchema;

use super::edit::ChangedView;
use super::etag::{Revisions, etag};
use super::fields;
use crate::access::Admin;
use crate::problem::{ApiError, EditProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// Most conversations that one request moves.
const MAX_EVIDENCE: usize = 1_000;

/// The conversations of the new pattern.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PatternSplit)]
pub(crate) struct SplitBody {
    /// The `id`s of the evidence that moves to the new pattern. At least one conversation must remain, unless a person
    /// changed the pattern.
    #[schema(min_items = 1, max_items = 1000)]
    evidence_ids: Vec<i64>,
    /// The question of the new pattern; by default that of its conversations.
    #[schema(max_length = 500)]
    trigger_text: Option<String>,
    /// The reply of the new pattern; by default that of its conversations.
    #[schema(max_length = 1600)]
    response_template: Option<String>,
}

impl SplitBody {
    fn split(self, pattern: i32, if_revision: Option<Vec<i64>>) -> Result<Split, ApiError> {
        if !(1..=MAX_EVIDENCE).contains(&self.evidence_ids.len()) {
            return Err(fields::invalid("evidence_ids", &format!("expected 1 to {MAX_EVIDENCE} ids")));
        }
        let edit = PatternEdit {
            trigger: self.trigger_text.map(|text| fields::trigger("trigger_text", &text)).transpose()?,
            template: self.response_template.as_deref().map(fields::template).transpose()?,
            ..PatternEdit::default()
        };
        Ok(Split { pattern, evidence: self.evidence_ids, edit, if_revision })
    }
}

/// Split a pattern
///
/// For admins. Conversations that were learned as one pattern, but are about different questions, become the evidence of a
/// new pattern. Both patterns are computed from the conversations that they have then. `POST /api/patterns/regroup` merges
/// them again.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(
        ("id" = i32, Path, description = "The pattern's id", example = 1),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the pattern that is split", example = "*"),
    ),
    request_body(
        content = SplitBody,
        description = "The conversations to move",
        example = json!({ "evidence_ids": [1] }),
    ),
    responses(
        (
            status = 201, description = "The new pattern", body = ChangedView,
            headers(
                ("Location" = String, description = "The path of the new pattern."),
                ("ETag" = String, description = "Identifies this revision of the new pattern."),
            ),
        ),
        EditProblems,
    ),
)]
#[post("/api/patterns/{id}/split")]
pub(crate) async fn split_pattern(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
    body: Json<SplitBody>,
) -> Result<HttpResponse, ApiError> {
    let wanted = body.into_inner().split(*id, if_revision)?;
    let pattern = split(&state.db, wanted, &author, Utc::now()).await?;
    let mut response = HttpResponse::Created();
    response.insert_header((LOCATION, format!("/api/patterns/{}", pattern.id)));
    response.insert_header(etag(pattern.revision));
    Ok(response.json(ChangedView::new("The pattern was split.", pattern)))
}

impl From<SplitError> for ApiError {
    fn from(error: SplitError) -> Self {
        match error {
            SplitError::Change(error) => error.into(),
            SplitError::Foreign => Self::with_sentence(
                ProblemCode::Conflict,
                "Another program changed the pattern, so it does not follow from its conversations.",
            ),
            SplitError::OtherEvidence(id) => {
                fields::invalid("evidence_ids", &format!("{id} is not evidence of this pattern"))
            }
            SplitError::NothingRemains => {
                fields::invalid("evidence_ids", "at least one conversation must remain")
            }
        }
    }
}
