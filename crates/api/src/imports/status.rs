//! `GET /api/patterns/import/status/{jobId}`

use std::sync::Arc;

use actix_web::http::header::{ContentType, ETag, Header, IfNoneMatch, RETRY_AFTER};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use gleaner_domain::{JobId, ProblemCode};
use gleaner_persistence::jobs::{self, ImportJob};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::JobView;
use crate::access::SignedIn;
use crate::auth::{Role, User};
use crate::job_states::JobState;
use crate::names::Success;
use crate::problem::{ApiError, LookupProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;
use crate::telemetry::Routine;

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
/// conversation, and `conversationsAnalyzed / conversationsFound` is the progress. A request with the `ETag` of an earlier
/// response in `If-None-Match` gets 304 without a body if the job has not changed.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job's id")),
    responses(
        (
            status = 200, description = "The job as it is now", body = StatusView,
            headers(
                ("Retry-After" = u64, description = "Seconds until the next poll; absent when the job is final."),
                ("ETag" = String, description = "Identifies this state of the job."),
            ),
        ),
        LookupProblems,
    ),
)]
#[get("/api/patterns/import/status/{jobId}")]
pub(crate) async fn import_status(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    request: HttpRequest,
    _: Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    // A header that is malformed names no tag.
    let known = IfNoneMatch::parse(&request).unwrap_or(IfNoneMatch::Items(Vec::new()));
    let job = state_for(&user, &state, JobId(*id)).await?;
    let tag = job.tag();
    let is_known = match &known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(&tag)),
    };
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(ETag(tag));
    if !job.is_final {
        response.insert_header((RETRY_AFTER, POLL_INTERVAL_SECONDS));
    }
    let mut response = if is_known {
        response.finish()
    } else {
        response.content_type(ContentType::json()).body(job.body.clone())
    };
    response.extensions_mut().insert(Routine);
    Ok(response)
}

/// The state of a job as it is sent, if the user owns the job or is an admin.
///
/// # Errors
/// `NOT_FOUND` or `FORBIDDEN`.
pub(super) async fn state_for(user: &User, state: &ApiState, id: JobId) -> Result<Arc<JobState>, ApiError> {
    let render = |job| serde_json::to_vec(&StatusView::from(job));
    let job = state.jobs.get(&state.db, id, render).await?;
    check_may_read(user, &job.owner)?;
    Ok(job)
}

/// A job as it is in the database, if the user owns it or is an admin.
///
/// # Errors
/// `NOT_FOUND` or `FORBIDDEN`.
pub(crate) async fn job_for(user: &User, state: &ApiState, id: JobId) -> Result<ImportJob, ApiError> {
    let job = jobs::find(&state.db, id).await?.ok_or_else(not_found)?;
    check_may_read(user, &job.user)?;
    Ok(job)
}

fn check_may_read(user: &User, owner: &str) -> Result<(), ApiError> {
    if user.role == Role::Admin || user.id.as_str() == owner {
        return Ok(());
    }
    Err(ApiError::new(ProblemCode::Forbidden))
}
