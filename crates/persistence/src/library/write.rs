//! Writing patterns that were computed again from their histories.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use gleaner_domain::pattern::History;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    Set,
};

use super::index::{IndexChange, PatternIndex};
use super::relations::{self, Changed};
use super::{evidence, quality, row, sources};
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;

/// A pattern that was computed again.
pub(super) struct Rewrite {
    /// Its row before.
    pub before: Model,
    /// Its history, which has its last entry at `revision`.
    pub history: History,
    pub revision: i64,
}

/// Writes the rows, the index and the sources of patterns that were computed again, and reconsiders the relations of
/// those that say something else now.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    rewrites: Vec<Rewrite>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let folds: Vec<Option<Pattern>> = rewrites.iter().map(|rewrite| rewrite.history.fold()).collect();
    let known: Vec<Pattern> =
        rewrites.iter().map(|rewrite| row::pattern(&rewrite.before)).collect::<Result<_, _>>()?;
    // The entries of a pattern that is gone are not read, and are deleted later, see `delete_entries_of_retracted`.
    let present = rewrites.iter().zip(&known).zip(&folds).filter_map(|((rewrite, known), after)| {
        let after = after.as_ref()?;
        let says_else = rewrite.before.is_retracted || row::texts(known) != row::texts(after);
        says_else.then_some((&rewrite.before, known, after))
    });
    let present: Vec<_> = present.collect();
    let changes = present.iter().map(|(row, before, after)| IndexChange {
        id: row.id,
        before: Some(before),
        is_indexed: row::is_indexed(row, before),
        after: Some(after),
    });
    PatternIndex::Library.replace(db, &changes.collect::<Vec<_>>()).await?;
    // The relations of a pattern that is gone are not read, and may be true again if it returns.
    let changed = Changed::of(present.iter().map(|(before, known, after)| (before.id, *known, *after)));
    let rated: Vec<i32> = rewrites.iter().map(|rewrite| rewrite.before.id).collect();
    let in_conflict = relations::in_conflict(db, rated.iter().copied()).await?;
    sources::replace_all(db, rewrites.iter().map(|rewrite| (rewrite.before.id, &rewrite.history))).await?;
    let (present, retracted): (Vec<_>, Vec<_>) =
        rewrites.into_iter().zip(folds).partition(|(_, after)| after.is_some());
    // First, since a pattern that remains may get the signature of one that is gone.
    set_retracted(db, retracted.into_iter().map(|(rewrite, _)| rewrite), now).await?;
    let present = present.into_iter().filter_map(|(rewrite, after)| Some((rewrite, after?)));
    write_rows(db, present, &changed, now).await?;
    relations::reconsider(db, &changed).await?;
    // Also those that were in conflict with what the patterns said before.
    quality::rate(db, in_conflict.into_iter().chain(rated), now).await
}

/// Patterns with the same triggers may be learned again, so these get other signatures.
async fn set_retracted(
    db: &impl ConnectionTrait,
    rewrites: impl Iterator<Item = Rewrite>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // Most histories have one more entry.
    let mut by_entries: BTreeMap<i64, Vec<i32>> = BTreeMap::new();
    for Rewrite { before, revision, .. } in rewrites {
        by_entries.entry(revision - before.revision).or_default().push(before.id);
    }
    for (entries, ids) in by_entries {
        Entity::update_many()
            .col_expr(Column::PatternSignature, Expr::cust("pattern_signature || '#' || id"))
            .col_expr(Column::IsActive, false.into())
            .col_expr(Column::IsDeleted, true.into())
            .col_expr(Column::IsRetracted, true.into())
            .col_expr(Column::EvidenceCount, 0.into())
            .col_expr(Column::ConfirmedAt, Expr::value(Option::<DateTime<Utc>>::None))
            .col_expr(Column::Revision, Expr::col(Column::Revision).add(entries))
            .col_expr(Column::UpdatedAt, now.into())
            .filter(Column::Id.is_in(ids))
            .exec(db)
            .await?;
    }
    Ok(())
}

async fn write_rows(
    db: &impl ConnectionTrait,
    present: impl Iterator<Item = (Rewrite, Pattern)>,
    changed: &Changed,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let present: Vec<_> = present.map(|(rewrite, pattern)| (rewrite, pattern.signature(), pattern)).collect();
    let mut taken = owners(db, present.iter().map(|(_, signature, _)| signature.as_str())).await?;
    let mut learned = evidence::learned(db, present.iter().map(|(rewrite, ..)| rewrite.before.id)).await?;
    for (Rewrite { before, revision, .. }, signature, pattern) in present {
        let id = before.id;
        let mut row = before.into_active_model();
        let (conversations, last) = learned.remove(&id).unzip();
        row.evidence_count = Set(conversations.unwrap_or(0));
        row.confirmed_at = Set(last);
        row.revision = Set(revision);
        row::set(&mut row, &pattern, now);
        if changed.ids.contains(&id) {
            row.is_compared = Set(false);
        }
        // Rare: another pattern has the trigger that follows from the remaining evidence.
        if *taken.entry(signature).or_insert(id) != id {
            row.pattern_signature = Set(row::set_aside_signature(&pattern, id));
        }
        row.update(db).await.map_err(Error::of_pattern_write)?;
    }
    Ok(())
}

/// The patterns that have these signatures.
async fn owners(
    db: &impl ConnectionTrait,
    signatures: impl Iterator<Item = &str>,
) -> Result<HashMap<String, i32>, Error> {
    let rows: Vec<(String, i32)> = Entity::find()
        .select_only()
        .columns([Column::PatternSignature, Column::Id])
        .filter(Column::PatternSignature.is_in(signatures))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
