//! Threads of which several running jobs contain conversations.

use std::collections::HashSet;

use gleaner_domain::job::StateName;
use gleaner_domain::{ConversationKey, ImportMode, JobId, JobStatus};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::fence::Claim;
use crate::Database;
use crate::database;
use crate::entities::{conversation, job, lease};
use crate::error::Error;

/// The threads that have pending conversations in jobs that were claimed before this one, and that their workers still
/// have. Files that overlap have the same messages in them, so those jobs make the calls, and the claimed one waits for their
/// outcomes. Since only earlier claims matter, two jobs never wait for each other.
///
/// A job in the mode economy, which may take a day, also waits for the conversations in batches of other jobs. Since those are
/// submitted, they wait for no other job.
///
/// # Errors
/// The database failed.
pub async fn threads_in_earlier_jobs(db: &Database, claim: &Claim) -> Result<HashSet<String>, Error> {
    let db = db.reader();
    let mut keys = pending_keys(db, claimed_before(db, claim).await?, Condition::all()).await?;
    if claim.mode == ImportMode::Economy {
        let in_batch = Condition::all().add(conversation::Column::BatchKey.is_not_null());
        keys.extend(pending_keys(db, with_batch(db, claim).await?, in_batch).await?);
    }
    Ok(keys.into_iter().map(|key| ConversationKey::stored(key).thread().to_owned()).collect())
}

/// The keys of those pending conversations of these jobs that meet the condition.
async fn pending_keys(
    db: &impl ConnectionTrait,
    jobs: Vec<JobId>,
    condition: Condition,
) -> Result<Vec<String>, Error> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let keys = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::ConversationKey)
        .filter(conversation::Column::JobId.is_in(jobs.into_iter().map(|job| job.0)))
        .filter(conversation::Column::State.eq(StateName::Pending.as_str()))
        .filter(condition)
        .into_tuple();
    Ok(keys.all(db).await?)
}

/// The other jobs that have a batch.
async fn with_batch(db: &impl ConnectionTrait, claim: &Claim) -> Result<Vec<JobId>, Error> {
    let jobs: Vec<Uuid> = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::Status.eq(JobStatus::Processing.as_str()))
        .filter(job::Column::BatchKey.is_not_null())
        .filter(job::Column::Id.ne(claim.job.0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(jobs.into_iter().map(JobId).collect())
}

/// Usually there is none.
async fn claimed_before(db: &impl ConnectionTrait, claim: &Claim) -> Result<Vec<JobId>, Error> {
    let now = database::now(db).await?;
    let others = lease::Entity::find()
        .filter(lease::Column::ExpiresAt.gt(now))
        .filter(lease::Column::JobId.ne(claim.job.0))
        .all(db)
        .await?;
    // A worker of an earlier version has not stored when it claimed its job, and waits for no other one.
    let claimed = (Some(claim.claimed_at), claim.job.0);
    let earlier = others.into_iter().filter(|other| (other.claimed_at, other.job_id) < claimed);
    Ok(earlier.map(|other| JobId(other.job_id)).collect())
}
