//! The end of a job.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use gleaner_domain::job::JobCounters;
use gleaner_domain::{JobId, JobStatus, Problem, ProblemCode};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Claim, execute_fenced, where_claimed};
use crate::Database;
use crate::entities::{conversation, job};
use crate::error::Error;
use crate::imports::{ImportMetadata, StoredProblem};

/// Ends a job whose every conversation has its outcome, and answers what it is called.
pub async fn finish(db: &Database, claim: &Claim, now: DateTime<Utc>) -> Result<JobStatus, Error> {
    let transaction = db.begin().await?;
    // Locks the row: the counters cannot change any more.
    execute_fenced(where_claimed(claim).col_expr(job::Column::CompletedAt, now.into()), &transaction).await?;
    let row = job::Entity::find_by_id(claim.job.0).one(&transaction).await?.ok_or(Error::LeaseLost)?;
    if row.conversations_analyzed != row.conversations_found {
        return Err(Error::Unfinished);
    }
    let count = |value: i32| u32::try_from(value).unwrap_or(0);
    let tally = JobCounters {
        found: count(row.conversations_found),
        read: count(row.conversations_read),
        failed: count(row.conversations_failed),
        created: count(row.patterns_created),
        enhanced: count(row.patterns_enhanced),
    };
    let (status, problem) = tally.outcome();
    end(&transaction, claim, row, status, problem).await?;
    transaction.commit().await?;
    Ok(status)
}

/// Ends a job that cannot go on, for the reason of `problem`: its conversations that have no
/// outcome yet have failed for it.
pub async fn fail(db: &Database, claim: &Claim, problem: &Problem, now: DateTime<Utc>) -> Result<(), Error> {
    let transaction = db.begin().await?;
    execute_fenced(where_claimed(claim).col_expr(job::Column::CompletedAt, now.into()), &transaction).await?;
    let left = conversation::Entity::update_many()
        .col_expr(conversation::Column::State, "failed".into())
        .col_expr(conversation::Column::Reason, problem.sentence.as_str().into())
        .col_expr(conversation::Column::FinishedAt, now.into())
        .filter(conversation::Column::JobId.eq(claim.job.0))
        .filter(conversation::Column::State.eq("pending"))
        .exec(&transaction)
        .await?
        .rows_affected;
    let left = i64::try_from(left).unwrap_or(i64::MAX);
    let failed = where_claimed(claim)
        .col_expr(job::Column::ConversationsAnalyzed, Expr::col(job::Column::ConversationsAnalyzed).add(left))
        .col_expr(job::Column::ConversationsFailed, Expr::col(job::Column::ConversationsFailed).add(left));
    execute_fenced(failed, &transaction).await?;
    let row = job::Entity::find_by_id(claim.job.0).one(&transaction).await?.ok_or(Error::LeaseLost)?;
    end(&transaction, claim, row, JobStatus::Failed, Some(problem.clone())).await?;
    transaction.commit().await?;
    Ok(())
}

async fn end(
    db: &impl ConnectionTrait,
    claim: &Claim,
    row: job::Model,
    status: JobStatus,
    problem: Option<Problem>,
) -> Result<(), Error> {
    let failures = failures(db, claim.job).await?;
    let stored: Vec<_> = sentences(problem, &failures).iter().map(StoredProblem::from).collect();
    let errors = serde_json::to_value(stored).map_err(|_| Error::Corrupt("pattern_import_jobs.errors"))?;
    let leaves_rest = row.leaves_rest || row.conversations_failed > 0;
    let mut metadata = ImportMetadata::decode(row.import_metadata)?;
    metadata.failures = failures;
    let update = where_claimed(claim)
        .col_expr(job::Column::Status, status.as_str().into())
        .col_expr(job::Column::Errors, errors.into())
        .col_expr(job::Column::ImportMetadata, metadata.encode()?.into())
        .col_expr(job::Column::LeavesRest, leaves_rest.into())
        .col_expr(job::Column::LeaseOwner, Expr::val(Option::<String>::None))
        .col_expr(job::Column::LeaseExpiresAt, Expr::val(Option::<DateTime<Utc>>::None));
    execute_fenced(update, db).await
}

/// Failed conversations by reason.
async fn failures(db: &impl ConnectionTrait, job: JobId) -> Result<BTreeMap<String, u64>, Error> {
    let counted: Vec<(Option<String>, i64)> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Reason)
        .column_as(conversation::Column::Id.count(), "count")
        .filter(conversation::Column::JobId.eq(job.0))
        .filter(conversation::Column::State.eq("failed"))
        .group_by(conversation::Column::Reason)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted
        .into_iter()
        .map(|(reason, count)| (reason.unwrap_or_default(), u64::try_from(count).unwrap_or(0)))
        .collect())
}

fn sentences(problem: Option<Problem>, failures: &BTreeMap<String, u64>) -> Vec<Problem> {
    let failed = failures.iter().map(|(reason, count)| {
        let conversations = if *count == 1 { "conversation" } else { "conversations" };
        Problem::new(ProblemCode::ExtractionFailed, format!("{count} {conversations} failed: {reason}"))
    });
    problem.into_iter().chain(failed).collect()
}
