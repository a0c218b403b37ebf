//! Reading the whole library in an order that does not depend on ids.

use std::collections::HashMap;

use gleaner_domain::pattern::ExchangedPattern;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};

use super::row::StoredPattern;
use crate::Database;
use crate::entities::evidence;
use crate::entities::pattern::{Column, Entity};
use crate::error::Error;

/// Patterns that are read at a time.
const PATTERNS_PER_PAGE: usize = 500;

/// An export of the library, page by page, in the order of [`ExchangedPattern::compare`].
///
/// The order of the ids is read at the beginning, at four bytes for each pattern. Pages are then read by their ids: a
/// page that began after the texts of the one before would sort the whole library, since texts are too long for an
/// index. Each page is what is stored when it is read, and no connection is used between pages, however slowly the
/// client reads. A pattern that another request changes in the meantime is in the export once.
#[derive(Debug)]
pub struct Export {
    db: Database,
    with_removed: bool,
    ids: std::vec::IntoIter<i32>,
    /// The last patterns that were read, if others with the same texts may follow.
    held: Vec<ExchangedPattern>,
}

impl Export {
    /// Begins an export of all patterns that are not retracted, with or without those that a person removed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin(db: &Database, with_removed: bool) -> Result<Self, Error> {
        let mut query = Entity::find().select_only().column(Column::Id).filter(is_exported(with_removed));
        for column in [Column::PatternType, Column::TriggerText, Column::ResponseTemplate] {
            query = query.order_by(db.in_byte_order(column), Order::Asc);
        }
        let ids: Vec<i32> = query.order_by_asc(Column::Id).into_tuple().all(db.reader()).await?;
        Ok(Self { db: db.clone(), with_removed, ids: ids.into_iter(), held: vec![] })
    }

    /// The next patterns; `None` after the last.
    ///
    /// # Errors
    /// The database failed, or a row cannot be read.
    pub async fn next_page(&mut self) -> Result<Option<Vec<ExchangedPattern>>, Error> {
        loop {
            let ids: Vec<i32> = self.ids.by_ref().take(PATTERNS_PER_PAGE).collect();
            let mut page = std::mem::take(&mut self.held);
            if !ids.is_empty() {
                page.extend(self.load(ids).await?);
                page.sort_by(ExchangedPattern::compare);
            }
            let is_last = self.ids.as_slice().is_empty();
            if !is_last {
                // Patterns with the same texts are ordered by the other fields, so all of them must be read before.
                self.held = split_off_last_texts(&mut page);
            }
            if is_last || !page.is_empty() {
                return Ok((!page.is_empty()).then_some(page));
            }
        }
    }

    async fn load(&self, ids: Vec<i32>) -> Result<Vec<ExchangedPattern>, Error> {
        let snapshot = self.db.snapshot().await?;
        let mut counts = evidence_counts(&snapshot, &ids).await?;
        let of_page = is_exported(self.with_removed).add(Column::Id.is_in(ids));
        let rows = Entity::find().filter(of_page).all(&snapshot).await?;
        let exchanged = rows.into_iter().map(|row| {
            let (conversations, imports) = counts.remove(&row.id).unwrap_or_default();
            let counts = (
                conversations + i64::from(row.carried_conversations),
                imports + i64::from(row.carried_imports),
            );
            Ok(exchanged(StoredPattern::try_from(row)?, counts))
        });
        exchanged.collect()
    }
}

/// Removes the patterns from a page that have the same texts as its last one.
fn split_off_last_texts(page: &mut Vec<ExchangedPattern>) -> Vec<ExchangedPattern> {
    let Some(last) = page.last() else { return vec![] };
    let end = page.partition_point(|other| other.texts() < last.texts());
    page.split_off(end)
}

fn is_exported(with_removed: bool) -> Condition {
    let not_removed = (!with_removed).then(|| Column::IsDeleted.eq(false));
    Condition::all().add(Column::IsRetracted.eq(false)).add_option(not_removed)
}

/// The conversations and the imports of each pattern, without retracted evidence.
async fn evidence_counts(
    db: &impl ConnectionTrait,
    patterns: &[i32],
) -> Result<HashMap<i32, (i64, i64)>, Error> {
    use evidence::Column::{Id, ImportJobId, IsRetracted, PatternId};

    let rows: Vec<(i32, i64, i64)> = evidence::Entity::find()
        .select_only()
        .column(PatternId)
        .column_as(Id.count(), "conversations")
        .column_as(Expr::col(ImportJobId).count_distinct(), "imports")
        .filter(PatternId.is_in(patterns.iter().copied()))
        .filter(IsRetracted.eq(false))
        .group_by(PatternId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(pattern, conversations, imports)| (pattern, (conversations, imports)))
        .collect())
}

fn exchanged(stored: StoredPattern, (conversations, imports): (i64, i64)) -> ExchangedPattern {
    let pattern = stored.pattern;
    ExchangedPattern {
        pattern_type: pattern.pattern_type,
        trigger: pattern.trigger,
        examples: pattern.examples,
        template: pattern.template,
        confidence: pattern.confidence,
        auto_executable: pattern.auto_executable,
        is_active: pattern.is_active,
        is_removed: pattern.is_removed,
        evidence_count: count(conversations),
        import_count: count(imports),
        execution_count: count(stored.execution_count.into()),
        success_count: count(stored.success_count.into()),
        last_used: stored.last_used,
        learned_from: stored.learned_from,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
    }
}

/// A count. Another program may have stored a negative one.
fn count(stored: i64) -> u32 {
    u32::try_from(stored.clamp(0, ExchangedPattern::MAX_COUNT.into())).unwrap_or_default()
}
