//! `POST /api/patterns/import/staging/{id}/reopen`

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::Utc;
use gleaner_persistence::staging;

use super::edit::{ChangedView, changed};
use crate::access::Admin;
use crate::patterns::etag::Revisions;
use crate::problem::{ApiError, ReopenProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// Reopen a rejected pattern
///
/// For admins. It is pending again, and later imports stage or learn the same pattern again.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(
        ("id" = i32, Path, description = "The staged pattern's id", example = 3),
        (
            "If-Match" = Option<String>, Header, example = "*",
            description = "The `revision` of the staged pattern that is reopened, in quotes",
        ),
    ),
    responses(
        (
            status = 200, description = "The staged pattern is pending", body = ChangedView,
            headers(("ETag" = String, description = "Identifies this revision of the staged pattern.")),
        ),
        ReopenProblems,
    ),
)]
#[post("/api/patterns/import/staging/{id}/reopen")]
pub(crate) async fn reopen_staged(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<i32>,
    Revisions(if_revision): Revisions,
    _: Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let staged = staging::reopen(&state.db, *id, &author, if_revision.as_deref(), Utc::now()).await?;
    changed(&state, "The staged pattern is pending again.", staged).await
}
