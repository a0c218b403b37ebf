//! `POST /api/patterns/merges/{mergeId}/undo`

use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::Utc;
use gleaner_domain::ProblemCode;
use gleaner_persistence::library::regroup::{SeparateError, Separated, separate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Admin;
use crate::names::Success;
use crate::problem::{ApiError, UndoProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// The patterns of a merge that was undone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UndoneMerge)]
pub(crate) struct UndoneView {
    #[schema(inline)]
    success: Success,
    /// The pattern that exists again.
    pattern: i32,
    /// The pattern that had its evidence.
    from: i32,
}

/// Undo a merge
///
/// For admins. The evidence moves back to the pattern that was merged. Both patterns are computed again.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(("mergeId" = i64, Path, description = "`mergeId` of the result", example = 1)),
    responses(
        (status = 200, description = "The merge is undone", body = UndoneView),
        UndoProblems,
    ),
)]
#[post("/api/patterns/merges/{mergeId}/undo")]
pub(crate) async fn undo_merge(
    Admin(author): Admin,
    state: Data<ApiState>,
    merge: Path<i64>,
    _: Params<NoParams>,
) -> Result<Json<UndoneView>, ApiError> {
    match separate(&state.db, *merge, &author, Utc::now()).await {
        Ok(Separated { pattern, from }) => Ok(Json(UndoneView { success: Success, pattern, from })),
        Err(SeparateError::NotFound) => Err(not_found()),
        Err(SeparateError::Undone) => Err(conflict("The merge was undone before.")),
        Err(SeparateError::MovedAgain) => Err(conflict(
            "The evidence was moved again. Undo the later merge first, or merge what was split.",
        )),
        Err(SeparateError::Store(error)) => Err(error.into()),
    }
}

fn conflict(sentence: &str) -> ApiError {
    ApiError::with_sentence(ProblemCode::Conflict, sentence)
}
