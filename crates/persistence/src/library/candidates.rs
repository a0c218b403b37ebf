//! The patterns that a draft is compared with.

use gleaner_domain::merging::{Candidate, searches};
use gleaner_domain::{Language, PatternDraft};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::{index, row};
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;

/// The patterns that may be the same as `draft`, removed ones included.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn merge_candidates(db: &Database, draft: &PatternDraft) -> Result<Vec<Candidate>, Error> {
    load(db.reader(), draft).await
}

/// [`merge_candidates`] within a transaction.
pub(super) async fn load(db: &impl ConnectionTrait, draft: &PatternDraft) -> Result<Vec<Candidate>, Error> {
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
    rows.iter().map(candidate).collect()
}

fn candidate(row: &Model) -> Result<Candidate, Error> {
    let language = row.language.as_deref().and_then(Language::from_code);
    Ok(Candidate::new(row.id, &row::pattern(row)?, language))
}
