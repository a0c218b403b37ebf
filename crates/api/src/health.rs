//! Health checks, for load balancers and orchestrators.

use actix_web::get;
use actix_web::web::{Data, Json};
use gleaner_domain::ProblemCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{ApiError, LiveProblems, ReadyProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// `Retry-After` of a service that is not ready, in seconds.
const RETRY_AFTER: u64 = 5;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HealthStatus {
    Ok,
}

/// The result of a health check.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    status: HealthStatus,
}

/// Check that the process runs
///
/// Always succeeds. Does not query the database.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "The process runs", body = Health), LiveProblems))]
#[get("/health/live")]
pub(crate) async fn live(_: Params<NoParams>) -> Json<Health> {
    Json(Health { status: HealthStatus::Ok })
}

/// Check that the service can process requests
///
/// Queries the database. Writes nothing. A process that was told to stop is not ready.
#[utoipa::path(
    tag = "health",
    security(()),
    responses(
        (status = 200, description = "The database responds", body = Health),
        ReadyProblems,
    ),
)]
#[get("/health/ready")]
pub(crate) async fn ready(state: Data<ApiState>, _: Params<NoParams>) -> Result<Json<Health>, ApiError> {
    let not_ready = || ApiError::new(ProblemCode::Unavailable).retry_after(RETRY_AFTER);
    if state.stopping.is_cancelled() {
        return Err(not_ready());
    }
    state.db.ping().await.map_err(|error| not_ready().caused_by(error))?;
    Ok(Json(Health { status: HealthStatus::Ok }))
}
