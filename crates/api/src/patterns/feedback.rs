//! `POST /api/patterns/{id}/feedback`

use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, SubsecRound, Utc};
use gleaner_persistence::library::{self, PatternUse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Staff;
use crate::names::{FeedbackOutcomeName, Success};
use crate::problem::{ApiError, ChangeProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// What a person did with the reply of a pattern.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PatternFeedback)]
pub(crate) struct FeedbackBody {
    #[schema(example = "used")]
    outcome: FeedbackOutcomeName,
}

/// How often people gave each feedback on the replies of a pattern.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedbackCounts)]
pub(crate) struct CountsView {
    used: i32,
    edited: i32,
    rejected: i32,
}

/// How the replies of a pattern were used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternUse)]
pub(crate) struct UseView {
    id: i32,
    /// How many replies were sent or rejected.
    execution_count: i32,
    /// How many of these replies succeeded: those that were sent as they were, and those that the existing backend counts.
    success_count: i32,
    /// When a reply was last sent; null if none was.
    #[schema(required)]
    last_used: Option<DateTime<Utc>>,
    feedback: CountsView,
}

impl UseView {
    fn new(id: i32, counted: PatternUse) -> Self {
        let PatternUse { executions, successes, last_used, used, edited, rejected } = counted;
        Self {
            id,
            execution_count: executions,
            success_count: successes,
            last_used: last_used.map(|time| time.trunc_subsecs(3)),
            feedback: CountsView { used, edited, rejected },
        }
    }
}

/// The counters of a pattern after a feedback.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CountedFeedback)]
pub(crate) struct FeedbackView {
    #[schema(inline)]
    success: Success,
    pattern: UseView,
}

/// Count what a person did with the reply of a pattern
///
/// For admins, operators and support. `used` counts as a successful execution, `edited` and `rejected` as executions without
/// success. What the pattern says does not change, and neither does its `updated_at`.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(("id" = i32, Path, description = "The pattern's id", example = 1)),
    request_body(
        content = FeedbackBody,
        description = "What the person did",
        example = json!({ "outcome": "used" }),
    ),
    responses(
        (status = 200, description = "The feedback is counted", body = FeedbackView),
        ChangeProblems,
    ),
)]
#[post("/api/patterns/{id}/feedback")]
pub(crate) async fn give_feedback(
    _staff: Staff,
    state: Data<ApiState>,
    id: Path<i32>,
    _: Params<NoParams>,
    body: Json<FeedbackBody>,
) -> Result<Json<FeedbackView>, ApiError> {
    let counted = library::count_feedback(&state.db, *id, body.outcome.0, Utc::now()).await?;
    let pattern = UseView::new(*id, counted.ok_or_else(not_found)?);
    Ok(Json(FeedbackView { success: Success, pattern }))
}
