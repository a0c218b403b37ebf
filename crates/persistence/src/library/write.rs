//! Writing a pattern that was computed again from its history.

use chrono::{DateTime, Utc};
use gleaner_domain::Pattern;
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, Set};

use super::{index, row};
use crate::entities::pattern::Model;
use crate::error::Error;

/// Writes the row and the index of a pattern that was computed again. `None` is a retracted one. Its history has its last
/// entry at `revision`.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    before: Model,
    pattern: Option<&Pattern>,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (id, known) = (before.id, row::pattern(&before)?);
    index::replace(db, id, (!before.is_retracted).then_some(&known), pattern).await?;
    let mut row = before.into_active_model();
    row.revision = Set(revision);
    match pattern {
        Some(pattern) => {
            row::set(&mut row, pattern, now);
            // Rare: the remaining evidence has the trigger of another pattern.
            if row::is_taken(db, &pattern.signature(), Some(id)).await? {
                row.pattern_signature = Set(row::set_aside_signature(pattern, id));
            }
        }
        // A pattern with the same trigger may be learned again.
        None => {
            row.pattern_signature = Set(row::set_aside_signature(&known, id));
            row.is_active = Set(false);
            row.is_deleted = Set(true);
            row.is_retracted = Set(true);
            row.updated_at = Set(now);
        }
    }
    row.update(db).await.map_err(Error::of_pattern_write)?;
    Ok(())
}
