//! Health checks, for load balancers and orchestrators.

use actix_web::get;
use actix_web::web::{Data, Json};
use gleaner_domain::ProblemCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{ApiError, LiveProblems, ReadyProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// `Retry-After` if the database does not respond, in seconds.
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
/// Queries the database. Writes nothing.
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
    let not_ready = |error| ApiError::new(ProblemCode::Unavailable).caused_by(error).retry_after(RETRY_AFTER);
    state.db.ping().await.map_err(not_ready)?;
    Ok(Json(Health { status: HealthStatus::Ok }))
}
