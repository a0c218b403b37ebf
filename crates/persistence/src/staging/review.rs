//! Deciding on staged patterns.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::merging::{MergeDecision, MergeRules};
use gleaner_domain::pattern::{PatternEdit, StagedStatus};
use gleaner_domain::{JobId, JobStatus, Source};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, Set,
};
use serde_json::{Value, json};
use thiserror::Error as ThisError;

use super::conversations;
use super::row::{self, StagedPattern};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::job;
use crate::entities::staged_pattern::{ActiveModel, Entity, Model};
use crate::error::Error;
use crate::library::{self, Merged, PatternIndex};

/// Why a staged pattern was not changed.
#[derive(Debug, ThisError)]
pub enum ReviewError {
    /// There is no such staged pattern.
    #[error("there is no such staged pattern")]
    NotFound,
    /// The staged pattern does not have the status that the change needs.
    #[error("the staged pattern is {}", .0.as_str())]
    Status(StagedStatus),
    /// The staged pattern has another revision than the one that the author has seen.
    #[error("the staged pattern was changed in the meantime")]
    Stale,
    /// The import was undone.
    #[error("the import was undone")]
    Undone,
    /// A person removed the pattern of the library that it would confirm.
    #[error("a person removed the same pattern from the library")]
    Removed,
    /// A person took the pattern of the library that it would confirm out of use.
    #[error("a person took pattern {0} of the library, which is the same, out of use")]
    Inactive(i32),
    /// A person wrote a text of the pattern of the library that it would confirm, or allowed that its reply is sent without
    /// asking, so the text that the reviewer wrote would be lost.
    #[error(
        "a person wrote pattern {0} of the library, which is the same, or allowed to send it without asking"
    )]
    Written(i32),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// What became of an approved pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approved {
    /// The pattern of the library.
    pub pattern: i32,
    /// Whether it is new.
    pub is_new: bool,
}

/// Approves a pending pattern, if it has one of the revisions in `if_revision`: it is merged with the library as an import
/// would merge it.
///
/// # Errors
/// See [`ReviewError`]. Nothing is changed then.
pub async fn approve(
    db: &Database,
    id: i32,
    author: &Author,
    rules: &MergeRules,
    if_revision: Option<&[i64]>,
    now: DateTime<Utc>,
) -> Result<Approved, ReviewError> {
    let (transaction, found) = begin(db, id, if_revision).await?;
    let approved = merge(&transaction, &found, rules, now).await?;
    let (pattern, extracted) = (row::pattern(&found)?, row::extracted(&found)?);
    let changes = [(id, Some(&pattern), None), (id, extracted.as_ref(), None)];
    PatternIndex::Staging.replace(&transaction, &changes).await?;
    let mut row = decided(&found, StagedStatus::Approved, author, now);
    row.pattern_id = Set(Some(approved.pattern));
    let row = row.update(&transaction).await.map_err(Error::from)?;
    count(&transaction, &row, job::Column::PatternsApproved, 1).await?;
    commit(transaction, author, AuditAction::Approve, json!({}), row, now).await?;
    db.has_changed(JobId(found.import_job_id));
    Ok(approved)
}

/// Merges the evidence of a staged pattern, one by one.
async fn merge(
    db: &impl ConnectionTrait,
    staged: &Model,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Approved, ReviewError> {
    let source = source(db, staged).await?;
    let mut evidence = conversations::evidence(db, staged.id, JobId(staged.import_job_id)).await?;
    row::add_edit(staged, &mut evidence)?;
    let (first, others) = evidence.split_first().ok_or(Error::Corrupt("staged_evidence.staged_id"))?;
    let decision = library::decide_on(db, &row::pattern(staged)?, rules).await?;
    if let MergeDecision::Confirm(likeness) = decision {
        check_known(db, likeness.pattern, &first.edit).await?;
    }
    let approved = match library::merge(db, first, decision, source, now).await? {
        Merged::Created(pattern) => Approved { pattern, is_new: true },
        Merged::Confirmed(pattern) => Approved { pattern, is_new: false },
        Merged::Removed => return Err(ReviewError::Removed),
    };
    for evidence in others {
        library::confirm_again(db, approved.pattern, evidence, now).await?;
    }
    Ok(approved)
}

/// Checks that a pattern of the library may be confirmed by evidence with this edit.
async fn check_known(db: &impl ConnectionTrait, id: i32, edit: &PatternEdit) -> Result<(), ReviewError> {
    let known = library::known(db, id).await?;
    if !known.is_active {
        return Err(ReviewError::Inactive(id));
    }
    match known.would_leave_out(edit) {
        true => Err(ReviewError::Written(id)),
        false => Ok(()),
    }
}

async fn source(db: &impl ConnectionTrait, staged: &Model) -> Result<Source, Error> {
    let name: Option<String> = job::Entity::find_by_id(staged.import_job_id)
        .select_only()
        .column(job::Column::Source)
        .into_tuple()
        .one(db)
        .await?;
    let source = name.and_then(|name| name.parse().ok());
    source.ok_or(Error::Corrupt("pattern_import_jobs.source"))
}

/// Rejects a pending pattern, if it has one of the revisions in `if_revision`. Later imports do not stage or learn the same pattern.
///
/// # Errors
/// See [`ReviewError`]. Nothing is changed then.
pub async fn reject(
    db: &Database,
    id: i32,
    author: &Author,
    reason: Option<String>,
    if_revision: Option<&[i64]>,
    now: DateTime<Utc>,
) -> Result<(), ReviewError> {
    let (transaction, found) = begin(db, id, if_revision).await?;
    let mut row = decided(&found, StagedStatus::Rejected, author, now);
    row.review_notes = Set(reason);
    let row = row.update(&transaction).await.map_err(Error::from)?;
    count(&transaction, &row, job::Column::PatternsRejected, 1).await?;
    commit(transaction, author, AuditAction::Reject, json!({}), row, now).await?;
    db.has_changed(JobId(found.import_job_id));
    Ok(())
}

/// Makes a rejected pattern pending again, if it has one of the revisions in `if_revision`.
///
/// # Errors
/// See [`ReviewError`]. Nothing is changed then.
pub async fn reopen(
    db: &Database,
    id: i32,
    author: &Author,
    if_revision: Option<&[i64]>,
    now: DateTime<Utc>,
) -> Result<StagedPattern, ReviewError> {
    let (transaction, found) = begin_with(db, id, StagedStatus::Rejected, if_revision).await?;
    let mut row = changed(&found);
    row.status = Set(StagedStatus::Pending.as_str().to_owned());
    row.reviewed_by = Set(None);
    row.reviewed_at = Set(None);
    row.review_notes = Set(None);
    let row = row.update(&transaction).await.map_err(Error::from)?;
    count(&transaction, &row, job::Column::PatternsRejected, -1).await?;
    let job = JobId(row.import_job_id);
    let reopened = commit(transaction, author, AuditAction::Reopen, json!({}), row, now).await?;
    db.has_changed(job);
    Ok(reopened)
}

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
async fn begin_with(
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

fn decided(found: &Model, status: StagedStatus, author: &Author, now: DateTime<Utc>) -> ActiveModel {
    let mut row = changed(found);
    row.status = Set(status.as_str().to_owned());
    row.reviewed_by = Set(Some(author.user.as_str().to_owned()));
    row.reviewed_at = Set(Some(now));
    row
}

/// Adds to a counter of the job.
async fn count(
    db: &impl ConnectionTrait,
    staged: &Model,
    column: job::Column,
    number: i32,
) -> Result<(), Error> {
    job::Entity::update_many()
        .col_expr(column, Expr::col(column).add(number))
        .filter(job::Column::Id.eq(staged.import_job_id))
        .exec(db)
        .await?;
    Ok(())
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
    let mut conversations = conversations::keys(&transaction, std::iter::once(staged.id)).await?;
    transaction.commit().await?;
    let conversations = conversations.remove(&staged.id).unwrap_or_default();
    Ok(StagedPattern { conversations, ..staged.try_into()? })
}
