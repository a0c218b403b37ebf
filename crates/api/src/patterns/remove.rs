//! `DELETE /api/patterns/{id}`

use actix_web::delete;
use actix_web::web::{Data, Json, Path};
use chrono::Utc;
use gleaner_domain::pattern::{Action, Cause};
use gleaner_persistence::library::{self, ChangeError, NewChange};
use serde::Serialize;
use utoipa::ToSchema;

use super::etag::Revisions;
use crate::access::Admin;
use crate::names::Success;
use crate::problem::{ApiError, DeleteProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// A pattern was deleted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeletedPattern)]
pub(crate) struct DeletedView {
    #[schema(inline)]
    success: Success,
    /// What was done, as a human-readable sentence.
    message: &'static str,
}

/// Delete a pattern
///
/// For admins. The pattern is not listed, not used, and not learned again by later imports. It can be restored with
/// `PUT` and `"is_deleted": false`.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(
        ("id" = i32, Path, description = "The pattern's id", example = 5),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the pattern that is deleted", example = "*"),
    ),
    responses(
        (status = 200, description = "The pattern is deleted", body = DeletedView),
        DeleteProblems,
    ),
)]
#[delete("/api/patterns/{id}")]
pub(crate) async fn delete_pattern(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
) -> Result<Json<DeletedView>, ApiError> {
    let change = NewChange { author, cause: Cause::Edit, actions: vec![Action::Remove], if_revision };
    match library::change(&state.db, *id, change, Utc::now()).await {
        Ok(_) => Ok(Json(DeletedView { success: Success, message: "The pattern was deleted." })),
        Err(ChangeError::Removed) => Err(not_found()),
        Err(error) => Err(error.into()),
    }
}
