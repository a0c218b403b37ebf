//! The patterns that a draft is compared with.

use gleaner_domain::PatternDraft;
use gleaner_domain::merging::{Candidate, searches};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::{index, row};
use crate::entities::pattern::{Column, Entity};
use crate::error::Error;

/// Loads every pattern that may be the same as `draft`, except retracted ones.
pub(super) async fn candidates(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
) -> Result<Vec<Candidate>, Error> {
    let mut ids = Vec::new();
    for search in searches(draft) {
        ids.extend(index::search(db, &search).await?);
    }
    ids.sort_unstable();
    ids.dedup();
    // Another program may have added the pattern, which is then not in the index.
    let signature = Column::PatternSignature.eq(draft.trigger.signature(draft.pattern_type));
    let rows = Entity::find()
        .filter(Condition::any().add(Column::Id.is_in(ids)).add(signature))
        .filter(Column::IsRetracted.eq(false))
        .all(db)
        .await?;
    rows.iter().map(|row| Ok(Candidate::new(row.id, &row::pattern(row)?))).collect()
}
