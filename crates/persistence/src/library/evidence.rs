//! Storing evidence.

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::Evidence;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

use super::stored;
use crate::entities::evidence::{ActiveModel, Entity};
use crate::error::Error;

/// Stores evidence at `position` of the history of a pattern. `created` states whether the pattern is new.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    pattern: i32,
    position: i64,
    created: bool,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = ActiveModel {
        pattern_id: Set(pattern),
        position: Set(position),
        import_job_id: Set(evidence.source.job.0),
        conversation_id: Set(evidence.source.row),
        conversation_key: Set(evidence.source.key.as_str().to_owned()),
        created: Set(created),
        draft: Set(stored::encode_draft(&evidence.draft)?),
        boost: Set(evidence.boost.amount),
        boost_cap: Set(evidence.boost.cap.value()),
        is_reconstructed: Set(evidence.is_reconstructed),
        is_retracted: Set(evidence.is_retracted),
        created_at: Set(now),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
