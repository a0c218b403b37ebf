//! The transaction of a change of a staged pattern: its locks, its conditions and its entry in the audit log.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::StagedStatus;
use gleaner_domain::{JobId, JobStatus};
use sea_orm::sea_query::LockType;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect, Set};
use serde_json::Value;

use super::conversations;
use super::error::ReviewError;
use super::row::{self, StagedPattern};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::job;
use crate::entities::staged_pattern::{ActiveModel, Entity, Model};
use crate::error::Error;
use crate::library;

/// Begins the transaction of a decision on a pending pattern.
pub(super) async fn begin(
    db: &Database,
    id: i32,
    if_revision: Option<&[i64]>,
) -> Result<(DatabaseTransaction, Model), ReviewError> {
    begin_with(db, id, StagedStatus::Pending, if_revision).await
}

/// Begins a transaction that changes a staged pattern with this status and one of these revisions, or any. The job, the
/// library and the row are locked, in this order as everywhere.
pub(super) async fn begin_with(
    db: &Database,
    id: i32,
    status: StagedStatus,
    if_revision: Option<&[i64]>,
) -> Result<(DatabaseTransaction, Model), ReviewError> {
    let transaction = db.begin().await?;
    let find = Entity::find_by_id(id);
    let found = find.clone().one(&transaction).await.map_err(Error::from)?.ok_or(ReviewError::NotFound)?;
    let job =
        job::Entity::find_by_id(found.import_job_id).lock(LockType::NoKeyUpdate).one(&transaction).await;
    let job = job.map_err(Error::from)?.ok_or(ReviewError::NotFound)?;
    library::lock(&transaction).await?;
    // Another reviewer may have decided before the locks were free.
    let found = find.lock(LockType::NoKeyUpdate).one(&transaction).await.map_err(Error::from)?;
    let found = found.ok_or(ReviewError::NotFound)?;
    // A rejection can be taken back at any time, since it also applies to later imports.
    if job.status == JobStatus::Undone.as_str() && status == StagedStatus::Pending {
        return Err(ReviewError::Undone);
    }
    let actual = row::status(&found)?;
    if actual != status {
        return Err(ReviewError::Status(actual));
    }
    if if_revision.is_some_and(|revisions| !revisions.contains(&found.revision)) {
        return Err(ReviewError::Stale);
    }
    Ok((transaction, found))
}

/// The row of a staged pattern that is about to change.
pub(super) fn changed(found: &Model) -> ActiveModel {
    let mut row = found.clone().into_active_model();
    row.revision = Set(found.revision + 1);
    row
}

/// Records what was done, and commits. Returns the staged pattern after that.
pub(super) async fn commit(
    transaction: DatabaseTransaction,
    author: &Author,
    action: AuditAction,
    detail: Value,
    staged: Model,
    now: DateTime<Utc>,
) -> Result<StagedPattern, Error> {
    let subject = Subject {
        pattern: staged.pattern_id,
        job: Some(JobId(staged.import_job_id)),
        staged: Some(staged.id),
        detail,
    };
    audit::record(&transaction, author, action, subject, now).await?;
    end(transaction, staged).await
}

/// Commits. Returns the staged pattern.
pub(super) async fn end(transaction: DatabaseTransaction, staged: Model) -> Result<StagedPattern, Error> {
    let mut conversations = conversations::keys(&transaction, std::iter::once(staged.id)).await?;
    transaction.commit().await?;
    let conversations = conversations.remove(&staged.id).unwrap_or_default();
    Ok(StagedPattern { conversations, ..staged.try_into()? })
}
