//! `GET /api/patterns/import/status/{jobId}`

use actix_web::get;
use actix_web::web::{Data, Json, Path};
use gleaner_domain::{JobId, ProblemCode};
use gleaner_persistence::imports::{self, ImportJob};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::JobView;
use crate::auth::{Role, SignedIn, User};
use crate::problem::{ApiError, LookupProblems, not_found};
use crate::state::ApiState;

/// A job, twice: flat as the plan reads it, and under `job` as the page does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusView {
    #[schema(example = true)]
    success: bool,
    #[serde(flatten)]
    flat: JobView,
    job: JobView,
}

/// How far an import is
///
/// For its owner and for admins. Meant to be polled; the counters change after every conversation.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job")),
    responses(
        (status = 200, body = StatusView),
        LookupProblems,
    ),
)]
#[get("/api/patterns/import/status/{jobId}")]
pub(crate) async fn import_status(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
) -> Result<Json<StatusView>, ApiError> {
    let job = JobView::from(job_for(&user, &state, JobId(*id)).await?);
    Ok(Json(StatusView { success: true, flat: job.clone(), job }))
}

/// A job, if it is the user's own or the user is an admin.
pub(super) async fn job_for(user: &User, state: &ApiState, id: JobId) -> Result<ImportJob, ApiError> {
    let job = imports::find(&state.db, id).await?.ok_or_else(not_found)?;
    if user.role == Role::Admin || user.id.as_str() == job.user {
        return Ok(job);
    }
    Err(ApiError::new(ProblemCode::Forbidden))
}
