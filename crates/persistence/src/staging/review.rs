//! Deciding on staged patterns.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::merging::{MergeDecision, MergeRules};
use gleaner_domain::pattern::{PatternEdit, StagedStatus};
use gleaner_domain::{JobId, Source};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use serde_json::json;

use super::conversations;
use super::error::ReviewError;
use super::row::{self, StagedPattern};
use super::transaction::{begin, begin_with, changed, commit};
use crate::Database;
use crate::audit::Author;
use crate::entities::job;
use crate::entities::staged_pattern::{ActiveModel, Model};
use crate::error::Error;
use crate::library::{self, IndexChange, Merged, PatternIndex};

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
    let obsolete =
        std::iter::once(&pattern).chain(&extracted).map(|pattern| IndexChange::remove(id, pattern));
    PatternIndex::Staging.replace(&transaction, &obsolete.collect::<Vec<_>>()).await?;
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
