//! Reading the audit log, page by page.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::{JobId, UserId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::Database;
use crate::entities::audit_entry::{Column, Entity, Model};
use crate::error::Error;
use crate::page;

/// What a person did.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its position in the log: later entries have higher numbers.
    pub id: i64,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub user: String,
    /// The id of the request; `None` on the command line.
    pub request: Option<String>,
    /// What was done.
    pub action: AuditAction,
    /// The pattern it was done to.
    pub pattern: Option<i32>,
    /// The import it was done to.
    pub job: Option<JobId>,
    /// The staged pattern it was done to.
    pub staged: Option<i32>,
    /// Ids, counts and names of fields.
    pub detail: Value,
}

/// Which entries are listed. `None` does not restrict the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFilter {
    /// Who did it.
    pub user: Option<UserId>,
    /// What was done.
    pub action: Option<AuditAction>,
    /// The pattern it was done to.
    pub pattern: Option<i32>,
    /// The import it was done to.
    pub job: Option<JobId>,
    /// Done at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Done before this time.
    pub to: Option<DateTime<Utc>>,
    /// Only entries older than the one with this id.
    pub before: Option<i64>,
}

/// A page of the log, the newest entry first.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// The entries of the page.
    pub entries: Vec<AuditEntry>,
    /// The id of the last entry; `None` on the last page.
    pub next: Option<i64>,
}

/// Lists at most `limit` entries, the newest first.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn list(db: &Database, filter: &AuditFilter, limit: u64) -> Result<AuditPage, Error> {
    let rows = Entity::find()
        .filter(condition(filter))
        .order_by_desc(Column::Id)
        .limit(limit + 1)
        .all(db.reader())
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let next = rows.last().map(|row| row.id).filter(|_| has_more);
    let entries = rows.into_iter().map(AuditEntry::try_from).collect::<Result<_, _>>()?;
    Ok(AuditPage { entries, next })
}

fn condition(filter: &AuditFilter) -> Condition {
    Condition::all()
        .add_option(filter.user.as_ref().map(|user| Column::UserId.eq(user.as_str())))
        .add_option(filter.action.map(|action| Column::Action.eq(action.as_str())))
        .add_option(filter.pattern.map(|id| Column::PatternId.eq(id)))
        .add_option(filter.job.map(|job| Column::ImportJobId.eq(job.0)))
        .add_option(filter.from.map(|from| Column::CreatedAt.gte(from)))
        .add_option(filter.to.map(|to| Column::CreatedAt.lt(to)))
        .add_option(filter.before.map(|id| Column::Id.lt(id)))
}

impl TryFrom<Model> for AuditEntry {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            at: row.created_at,
            user: row.user_id,
            request: row.request_id,
            action: row.action.parse().map_err(|_| Error::Corrupt("audit_log.action"))?,
            pattern: row.pattern_id,
            job: row.import_job_id.map(JobId),
            staged: row.staged_id,
            detail: row.detail,
        })
    }
}
