//! For load balancers and orchestrators.

use actix_web::get;
use actix_web::web::{Data, Json};
use gleaner_domain::ProblemCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{ApiError, ProblemBody};
use crate::state::ApiState;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

/// The process answers.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)))]
#[get("/health/live")]
pub(crate) async fn live() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// The process can work: its database answers.
#[utoipa::path(
    tag = "health",
    responses(
        (status = 200, body = Health),
        (status = 503, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/health/ready")]
pub(crate) async fn ready(state: Data<ApiState>) -> Result<Json<Health>, ApiError> {
    let unready =
        |error| ApiError { source: Some(Box::new(error)), ..ApiError::new(ProblemCode::Unavailable) };
    state.db.ping().await.map_err(|error| unready(error).retry_after(5))?;
    Ok(Json(Health { status: "ok" }))
}
