//! Lists of staged patterns, page by page.

use gleaner_domain::JobId;
use gleaner_domain::pattern::StagedStatus;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::row::StagedPattern;
use super::{conversations, row};
use crate::Database;
use crate::entities::staged_pattern::{Column, Entity};
use crate::error::Error;
use crate::library::EvidencePage;
use crate::page;

/// A page of the staged patterns of an import, in the order of their conversations in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedPage {
    /// The patterns of the page.
    pub patterns: Vec<StagedPattern>,
    /// The number of patterns on all pages.
    pub total: u64,
}

/// Lists the staged patterns of an import with one of these statuses: at most `limit`, on the page with this index, counted
/// from zero.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn list(
    db: &Database,
    job: JobId,
    statuses: &[StagedStatus],
    page: u64,
    limit: u64,
) -> Result<StagedPage, Error> {
    let snapshot = db.snapshot().await?;
    let statuses = statuses.iter().map(|status| status.as_str());
    let found = Entity::find()
        .filter(Column::ImportJobId.eq(job.0))
        .filter(Column::Status.is_in(statuses))
        .order_by_asc(Column::Id);
    let total = found.clone().count(&snapshot).await?;
    let rows = found.paginate(&snapshot, limit.max(1)).fetch_page(page).await?;
    let mut patterns = rows.into_iter().map(StagedPattern::try_from).collect::<Result<Vec<_>, _>>()?;
    let mut keys = conversations::keys(&snapshot, patterns.iter().map(|staged| staged.id)).await?;
    for staged in &mut patterns {
        staged.conversations = keys.remove(&staged.id).unwrap_or_default();
    }
    Ok(StagedPage { patterns, total })
}

/// Reads the evidence of a staged pattern, with the import that staged it: at most `limit` conversations after a position.
/// Returns `None` if there is no such pattern.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn evidence(
    db: &Database,
    id: i32,
    after: i64,
    limit: u64,
) -> Result<Option<(JobId, EvidencePage)>, Error> {
    let snapshot = db.snapshot().await?;
    let Some(found) = Entity::find_by_id(id).one(&snapshot).await? else { return Ok(None) };
    let job = JobId(found.import_job_id);
    // An import has few conversations with the same content.
    let all = conversations::items(&snapshot, id, job).await?;
    let total = all.len() as u64;
    let items: Vec<_> = all.into_iter().filter(|item| item.position > after).collect();
    let (items, has_more) = page::cut(items, limit);
    let next = items.last().map(|item| item.position).filter(|_| has_more);
    Ok(Some((job, EvidencePage { pattern: row::pattern(&found)?, items, total, next })))
}
