//! The end of a job.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use gleaner_domain::job::StateName;
use gleaner_domain::{JobCounters, JobId, JobStatus, Problem, ProblemCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, UpdateMany};

use super::batch::without_batch;
use super::close::close_pending;
use super::fence::{Claim, execute_fenced, where_claimed};
use super::metadata::ImportMetadata;
use super::{counters, lease, stored_problem};
use crate::Database;
use crate::entities::job;
use crate::error::Error;

/// What becomes of a job, by its counters: its status, and what it reports.
type Ending = (JobStatus, Option<Problem>);

/// Ends a job whose conversations all have an outcome. Returns its final status.
///
/// # Errors
/// [`Error::Unfinished`] if conversations are pending; [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn finish(db: &Database, claim: &Claim, now: DateTime<Utc>) -> Result<JobStatus, Error> {
    let ending = |counters: JobCounters| match counters.analyzed == counters.found {
        true => Ok(counters.outcome()),
        false => Err(Error::Unfinished),
    };
    end_claimed(db, claim, None, ending, now).await
}

/// Ends a job whose budget is spent. Its pending conversations stay unprocessed; a retry with a higher budget processes
/// them. Returns its final status.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn finish_over_budget(
    db: &Database,
    claim: &Claim,
    now: DateTime<Utc>,
) -> Result<JobStatus, Error> {
    let rest = (StateName::OverBudget, None);
    end_claimed(db, claim, Some(rest), |counters| Ok(counters.outcome()), now).await
}

/// Ends a job that was cancelled, after the outcomes of all calls are recorded.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn finish_cancelled(db: &Database, claim: &Claim, now: DateTime<Utc>) -> Result<(), Error> {
    let rest = (StateName::Cancelled, None);
    end_claimed(db, claim, Some(rest), |_| Ok((JobStatus::Cancelled, None)), now).await?;
    Ok(())
}

/// Ends a job that cannot continue because of `problem`. Its pending conversations fail with that reason.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid.
pub async fn fail(db: &Database, claim: &Claim, problem: &Problem, now: DateTime<Utc>) -> Result<(), Error> {
    let rest = (StateName::Failed, Some(problem.sentence.as_str()));
    end_claimed(db, claim, Some(rest), |_| Ok((JobStatus::Failed, Some(problem.clone()))), now).await?;
    Ok(())
}

/// Ends a claimed job. Its pending conversations get the state and the reason `rest`.
async fn end_claimed(
    db: &Database,
    claim: &Claim,
    rest: Option<(StateName, Option<&str>)>,
    ending: impl FnOnce(JobCounters) -> Result<Ending, Error>,
    now: DateTime<Utc>,
) -> Result<JobStatus, Error> {
    let transaction = db.begin().await?;
    // Locks the row, so no outcome is recorded from here on.
    execute_fenced(where_claimed(claim).col_expr(job::Column::CompletedAt, now.into()), &transaction).await?;
    // A person was told that the job is cancelled, even if nothing is left to be cancelled.
    let is_cancelled = is_cancelled(&transaction, claim.job).await?;
    let rest = if is_cancelled { Some((StateName::Cancelled, None)) } else { rest };
    if let Some((state, reason)) = rest {
        close_pending(&transaction, claim.job, state, reason, now).await?;
    }
    let ending = |counters| match is_cancelled {
        true => Ok((JobStatus::Cancelled, None)),
        false => ending(counters),
    };
    let status = end(&transaction, claim.job, where_claimed(claim), ending).await?;
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(status)
}

async fn is_cancelled(db: &impl ConnectionTrait, job: JobId) -> Result<bool, Error> {
    let row = job::Entity::find_by_id(job.0).one(db).await?.ok_or(Error::LeaseLost)?;
    Ok(row.cancel_requested_at.is_some())
}

/// Ends a job whose conversations all have an outcome, by `update`, and its lease. Returns its final status.
pub(super) async fn end(
    db: &impl ConnectionTrait,
    job: JobId,
    update: UpdateMany<job::Entity>,
    ending: impl FnOnce(JobCounters) -> Result<Ending, Error>,
) -> Result<JobStatus, Error> {
    let row = job::Entity::find_by_id(job.0).one(db).await?.ok_or(Error::LeaseLost)?;
    let before: JobStatus = row.status.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.status"))?;
    let counters = counters::count(db, job).await?;
    let (status, problem) = ending(counters)?;
    let status = before.transition_to(status)?;
    let failures = by_reason(db, job, StateName::Failed).await?;
    let errors = stored_problem::encode(&problems(problem, &failures))?;
    let mut metadata = ImportMetadata::decode(row.import_metadata)?;
    metadata.failures = failures;
    metadata.without_pattern = by_reason(db, job, StateName::NoPattern).await?;
    let is_partial = counters.failed > 0 || counters.over_budget > 0 || metadata.left_out.over_limit > 0;
    let update = without_batch(counters::set(update, &counters))
        .col_expr(job::Column::ClaimableAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(job::Column::WaitReason, Expr::value(Option::<String>::None))
        .col_expr(job::Column::Status, status.as_str().into())
        .col_expr(job::Column::Errors, errors.into())
        .col_expr(job::Column::ImportMetadata, metadata.encode()?.into())
        .col_expr(job::Column::IsPartial, is_partial.into());
    execute_fenced(update, db).await?;
    lease::end(db, job).await?;
    Ok(status)
}

/// Counts the conversations in one state by reason.
async fn by_reason(
    db: &impl ConnectionTrait,
    job: JobId,
    state: StateName,
) -> Result<BTreeMap<String, u64>, Error> {
    let counted = counters::reasons(db, job, state).await?;
    Ok(counted.into_iter().map(|(reason, count)| (reason.unwrap_or_default(), count)).collect())
}

fn problems(problem: Option<Problem>, failures: &BTreeMap<String, u64>) -> Vec<Problem> {
    let failed = failures.iter().map(|(reason, count)| {
        let conversations = if *count == 1 { "conversation" } else { "conversations" };
        Problem::new(ProblemCode::ExtractionFailed, format!("{count} {conversations} failed: {reason}"))
    });
    problem.into_iter().chain(failed).collect()
}
