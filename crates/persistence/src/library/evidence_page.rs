//! The evidence of a pattern, page by page, with the conversations as people may read them.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::{JobId, Pattern, PatternDraft};
use sea_orm::prelude::Uuid;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{row, stored};
use crate::Database;
use crate::entities::{conversation, evidence, message_source, pattern};
use crate::error::Error;
use crate::page;

/// A conversation that created or confirmed a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceItem {
    /// Its id.
    pub id: i64,
    /// Its position among the conversations.
    pub position: i64,
    /// The import.
    pub job: JobId,
    /// The key of the conversation in the import.
    pub conversation: String,
    /// What was extracted from it.
    pub draft: PatternDraft,
    /// What it added to the confidence of the pattern. Negative if a reviewer lowered the confidence.
    pub contribution: f64,
    /// The conversation without personal data; `None` once it was deleted.
    pub preview: Option<String>,
    /// When it was learned.
    pub at: DateTime<Utc>,
}

/// A page of the evidence of a pattern, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidencePage {
    /// What the pattern says now.
    pub pattern: Pattern,
    /// The evidence of the page.
    pub items: Vec<EvidenceItem>,
    /// The number of conversations on all pages.
    pub total: u64,
    /// The position of the last item; `None` on the last page.
    pub next: Option<i64>,
}

/// Reads the evidence of a pattern that counts: at most `limit` conversations after a position. Returns `None` if there
/// is no such pattern, or if it is removed.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn evidence(db: &Database, id: i32, after: i64, limit: u64) -> Result<Option<EvidencePage>, Error> {
    use evidence::Column;
    let snapshot = db.snapshot().await?;
    let found =
        pattern::Entity::find_by_id(id).filter(pattern::Column::IsDeleted.eq(false)).one(&snapshot).await?;
    let Some(found) = found else { return Ok(None) };
    let counts =
        evidence::Entity::find().filter(Column::PatternId.eq(id)).filter(Column::IsRetracted.eq(false));
    let total = counts.count(&snapshot).await?;
    let (items, has_more) = page::cut(self::after(&snapshot, id, after, limit + 1).await?, limit);
    let next = items.last().map(|item| item.position).filter(|_| has_more);
    Ok(Some(EvidencePage { pattern: row::pattern(&found)?, items, total, next }))
}

/// The evidence of a pattern that counts, oldest first: at most `limit` conversations after a position.
pub(super) async fn after(
    db: &impl ConnectionTrait,
    pattern: i32,
    position: i64,
    limit: u64,
) -> Result<Vec<EvidenceItem>, Error> {
    use evidence::Column;
    let rows = evidence::Entity::find()
        .filter(Column::PatternId.eq(pattern))
        .filter(Column::IsRetracted.eq(false))
        .filter(Column::Position.gt(position))
        .order_by_asc(Column::Position)
        .limit(limit);
    items(db, pattern, rows.all(db).await?).await
}

async fn items(
    db: &impl ConnectionTrait,
    pattern: i32,
    rows: Vec<evidence::Model>,
) -> Result<Vec<EvidenceItem>, Error> {
    let mut previews = previews(db, rows.iter().filter_map(|row| row.conversation_id)).await?;
    let contributions = contributions(db, pattern, &rows).await?;
    rows.into_iter()
        .map(|row| {
            let source = (row.import_job_id, row.conversation_key.clone());
            Ok(EvidenceItem {
                id: row.id,
                position: row.position,
                job: JobId(row.import_job_id),
                draft: stored::decode_draft(row.draft)?,
                contribution: contributions.get(&source).copied().unwrap_or(0.0),
                conversation: row.conversation_key,
                preview: row.conversation_id.and_then(|id| previews.remove(&id)),
                at: row.created_at.trunc_subsecs(3),
            })
        })
        .collect()
}

/// The previews of conversations, by their ids.
pub(crate) async fn previews(
    db: &impl ConnectionTrait,
    conversations: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, Error> {
    use conversation::Column;
    let rows: Vec<(i64, Option<String>)> = conversation::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Preview])
        .filter(Column::Id.is_in(conversations))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, preview)| Some((id, preview?))).collect())
}

/// What conversations of imports added to the confidence of a pattern.
async fn contributions(
    db: &impl ConnectionTrait,
    pattern: i32,
    evidence: &[evidence::Model],
) -> Result<HashMap<(Uuid, String), f64>, Error> {
    use message_source::Column;
    let rows: Vec<(Uuid, String, f64)> = message_source::Entity::find()
        .select_only()
        .columns([Column::ImportJobId, Column::ConversationKey, Column::ConfidenceContribution])
        .filter(Column::PatternId.eq(pattern))
        .filter(Column::ConversationKey.is_in(evidence.iter().map(|row| row.conversation_key.as_str())))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(job, key, contribution)| ((job, key), contribution)).collect())
}
