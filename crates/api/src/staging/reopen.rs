//! `POST /api/patterns/import/staging/{id}/reopen`

use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::Utc;
use gleaner_persistence::staging;

use super::edit::ChangedView;
use super::list::compared;
use crate::access::Admin;
use crate::names::Success;
use crate::problem::{ApiError, UndoProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// Reopen a rejected pattern
///
/// For admins. It is pending again, and later imports stage or learn the same pattern again.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(("id" = i32, Path, description = "The staged pattern's id", example = 3)),
    responses(
        (status = 200, description = "The staged pattern is pending", body = ChangedView),
        UndoProblems,
    ),
)]
#[post("/api/patterns/import/staging/{id}/reopen")]
pub(crate) async fn reopen_staged(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    _: Params<NoParams>,
) -> Result<Json<ChangedView>, ApiError> {
    let staged = staging::reopen(&state.db, *id, &author, Utc::now()).await?;
    let pattern = compared(&state, staged).await?;
    Ok(Json(ChangedView { success: Success, message: "The staged pattern is pending again.", pattern }))
}
