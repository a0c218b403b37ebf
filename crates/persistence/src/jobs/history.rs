//! Lists of import jobs, page by page.

use chrono::{DateTime, Utc};
use gleaner_domain::{JobId, JobStatus, UserId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::read::ImportJob;
use crate::Database;
use crate::entities::job::{Column, Entity};
use crate::error::Error;
use crate::page;

/// Which jobs are listed. `None` does not restrict the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistoryFilter {
    /// The user who sent the file.
    pub user: Option<UserId>,
    /// The status.
    pub status: Option<JobStatus>,
    /// Accepted at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Accepted before this time.
    pub to: Option<DateTime<Utc>>,
    /// Only jobs after this one in the list.
    pub after: Option<JobPosition>,
}

/// The position of a job in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobPosition {
    /// When it was accepted, to the microsecond.
    pub created_at: DateTime<Utc>,
    /// Its id.
    pub id: JobId,
}

/// A page of jobs, the newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct JobPage {
    /// The jobs of the page.
    pub jobs: Vec<ImportJob>,
    /// Where the next page begins after; `None` on the last page.
    pub next: Option<JobPosition>,
}

/// Lists jobs, the newest first, at most `limit`.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn history(db: &Database, filter: &HistoryFilter, limit: u64) -> Result<JobPage, Error> {
    let rows = Entity::find()
        .filter(condition(filter))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(limit + 1)
        .all(db.reader())
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().map(|row| JobPosition { created_at: row.created_at, id: JobId(row.id) });
    let jobs = rows.into_iter().map(ImportJob::try_from).collect::<Result<_, _>>()?;
    Ok(JobPage { jobs, next: last.filter(|_| has_more) })
}

fn condition(filter: &HistoryFilter) -> Condition {
    let after = |position: JobPosition| {
        let same_time =
            Condition::all().add(Column::CreatedAt.eq(position.created_at)).add(Column::Id.lt(position.id.0));
        Condition::any().add(Column::CreatedAt.lt(position.created_at)).add(same_time)
    };
    Condition::all()
        .add_option(filter.user.as_ref().map(|user| Column::UserId.eq(user.as_str())))
        .add_option(filter.status.map(|status| Column::Status.eq(status.as_str())))
        .add_option(filter.from.map(|from| Column::CreatedAt.gte(from)))
        .add_option(filter.to.map(|to| Column::CreatedAt.lt(to)))
        .add_option(filter.after.map(after))
}
