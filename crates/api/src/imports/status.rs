//! `GET /api/patterns/import/status/{jobId}`

use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use gleaner_domain::{JobId, ProblemCode};
use gleaner_persistence::jobs::{self, ImportJob};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::JobView;
use crate::access::SignedIn;
use crate::auth::{Role, User};
use crate::names::Success;
use crate::problem::{ApiError, LookupProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// How often a client should poll a job that is not final, in seconds: as often as the admin page does.
pub(super) const POLL_INTERVAL_SECONDS: u64 = 2;

/// A job twice: its properties at the top level, and the same properties under `job`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportStatus)]
pub(crate) struct StatusView {
    #[schema(inline)]
    success: Success,
    #[serde(flatten)]
    flat: JobView,
    job: JobView,
}

impl From<ImportJob> for StatusView {
    fn from(job: ImportJob) -> Self {
        let job = JobView::from(job);
        Self { success: Success, flat: job.clone(), job }
    }
}

/// Get the progress of an import
///
/// For the job's owner and for admins. Poll it every `Retry-After` seconds until `status` is `completed`,
/// `failed` or `cancelled`; a final job has no `Retry-After`. The counters change after every
/// conversation, and `conversationsAnalyzed / conversationsFound` is the progress.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job's id")),
    responses(
        (
            status = 200, description = "The job as it is now", body = StatusView,
            headers(("Retry-After" = u64, description = "Seconds until the next poll; absent when the job is final.")),
        ),
        LookupProblems,
    ),
)]
#[get("/api/patterns/import/status/{jobId}")]
pub(crate) async fn import_status(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    _: Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let job = job_for(&user, &state, JobId(*id)).await?;
    let mut response = HttpResponse::Ok();
    if !job.status.is_final() {
        response.insert_header((RETRY_AFTER, POLL_INTERVAL_SECONDS));
    }
    Ok(response.json(StatusView::from(job)))
}

/// A job, if the user owns it or is an admin.
///
/// # Errors
/// `NOT_FOUND` or `FORBIDDEN`.
pub(crate) async fn job_for(user: &User, state: &ApiState, id: JobId) -> Result<ImportJob, ApiError> {
    let job = jobs::find(&state.db, id).await?.ok_or_else(not_found)?;
    if user.role == Role::Admin || user.id.as_str() == job.user {
        return Ok(job);
    }
    Err(ApiError::new(ProblemCode::Forbidden))
}
