//! `POST /api/patterns/import/{jobId}/cancel` and `…/retry`

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, post};
use chrono::Utc;
use gleaner_domain::{JobId, ProblemCode};
use gleaner_intake::IntakeError;
use gleaner_persistence::jobs::{self, AcceptError, CancelError, RetryError};
use uuid::Uuid;

use super::budget::{BudgetUsd, RetryQuery, check_budget};
use super::status::{StatusView, job_for};
use crate::access::{SignedIn, author};
use crate::problem::{ApiError, RetryProblems, UndoProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// Cancel an import
///
/// For the job's owner and for admins. No further conversation is read. Calls to the language model that were made are
/// waited for, since they are paid; until then, `status` stays `processing`, and `cancellation` says who cancelled it and
/// when. What was learned stays; `undo` takes it back. A job that was cancelled before stays as it is.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job's id", example = "201a0bb7-308d-8c05-ab63-f1c2e5558ed4")),
    responses(
        (status = 200, description = "The job as it is now", body = StatusView),
        UndoProblems,
    ),
)]
#[post("/api/patterns/import/{jobId}/cancel")]
pub(crate) async fn cancel_import(
    SignedIn(user): SignedIn,
    request: HttpRequest,
    state: Data<ApiState>,
    id: Path<Uuid>,
    _: Params<NoParams>,
) -> Result<Json<StatusView>, ApiError> {
    let id = JobId(*id);
    job_for(&user, &state, id).await?;
    jobs::cancel(&state.db, id, &author(user.clone(), &request), Utc::now()).await?;
    Ok(Json(job_for(&user, &state, id).await?.into()))
}

/// Retry an import
///
/// For the job's owner and for admins. The conversations of a failed, cancelled or partly failed job that have no result are
/// processed again. It does not count as a new import. An import whose budget is spent needs a higher one.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(
        ("jobId" = Uuid, Path, description = "The job's id", example = "201a0bb7-308d-8c05-ab63-f1c2e5558ed4"),
        RetryQuery,
    ),
    responses(
        (status = 200, description = "The job as it is now", body = StatusView),
        RetryProblems,
    ),
)]
#[post("/api/patterns/import/{jobId}/retry")]
pub(crate) async fn retry_import(
    SignedIn(user): SignedIn,
    request: HttpRequest,
    state: Data<ApiState>,
    id: Path<Uuid>,
    Params(RetryQuery { budget }): Params<RetryQuery>,
) -> Result<Json<StatusView>, ApiError> {
    let id = JobId(*id);
    let job = job_for(&user, &state, id).await?;
    let budget = budget.map(|BudgetUsd(budget)| budget);
    check_budget(&user, budget, &state.intake)?;
    if let (Some(_), Some(model)) = (budget.or(job.budget), &state.intake.model_without_price) {
        return Err(IntakeError::PriceUnknown(model.clone()).into());
    }
    jobs::retry(&state.db, id, budget, &author(user.clone(), &request), Utc::now()).await?;
    Ok(Json(job_for(&user, &state, id).await?.into()))
}

fn conflict(sentence: impl Into<String>) -> ApiError {
    ApiError::with_sentence(ProblemCode::Conflict, sentence)
}

impl From<CancelError> for ApiError {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => not_found(),
            CancelError::Ended(status) => {
                conflict(format!("The import has ended; its status is {}.", status.as_str()))
            }
            CancelError::Store(error) => error.into(),
        }
    }
}

impl From<RetryError> for ApiError {
    fn from(error: RetryError) -> Self {
        match error {
            RetryError::NotFound => not_found(),
            RetryError::Status(status) => conflict(format!(
                "Only a failed, cancelled or completed import can be retried; its status is {}.",
                status.as_str()
            )),
            RetryError::NothingLeft => conflict("Every conversation of the import has a result."),
            RetryError::TextsDeleted => conflict(
                "The texts of the import were deleted after the time for which they are kept. Send the file again.",
            ),
            RetryError::BudgetSpent(budget) => conflict(format!(
                "The next call could cost more than is left of the budget of ${}. Retry the import with a higher budgetUsd.",
                budget.dollars()
            )),
            RetryError::SentAgain { job, completed_at } => {
                AcceptError::DuplicateFile { job, completed_at }.into()
            }
            RetryError::Store(error) => error.into(),
        }
    }
}
