//! Threads of which several running jobs contain conversations.

use std::collections::HashSet;

use gleaner_domain::job::StateName;
use gleaner_domain::{ConversationKey, JobId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::fence::Claim;
use crate::Database;
use crate::database;
use crate::entities::{conversation, lease};
use crate::error::Error;

/// The threads that have pending conversations in jobs that were claimed before this one, and that their workers still
/// have. Files that overlap have the same messages in them, so those jobs make the calls, and the claimed one waits for their
/// outcomes. Since only earlier claims matter, two jobs never wait for each other.
///
/// # Errors
/// The database failed.
pub async fn threads_in_earlier_jobs(db: &Database, claim: &Claim) -> Result<HashSet<String>, Error> {
    let db = db.reader();
    let earlier = claimed_before(db, claim).await?;
    if earlier.is_empty() {
        return Ok(HashSet::new());
    }
    let keys: Vec<String> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::ConversationKey)
        .filter(conversation::Column::JobId.is_in(earlier.into_iter().map(|job| job.0)))
        .filter(conversation::Column::State.eq(StateName::Pending.as_str()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(keys.into_iter().map(|key| ConversationKey::stored(key).thread().to_owned()).collect())
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
