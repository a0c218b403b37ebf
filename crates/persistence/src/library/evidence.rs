//! The rows of evidence.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::{Evidence, PatternEdit};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use super::stored;
use crate::entities::evidence::{ActiveModel, Column, Entity, Model};
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
    let is_edited = evidence.edit != PatternEdit::default();
    let edit = is_edited.then(|| stored::encode_edit(&evidence.edit)).transpose()?;
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
        edit: Set(edit),
        is_reconstructed: Set(evidence.is_reconstructed),
        is_retracted: Set(evidence.is_retracted),
        created_at: Set(now),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The evidence of a pattern, oldest first.
pub(super) async fn of(db: &impl ConnectionTrait, pattern: i32) -> Result<Vec<Model>, Error> {
    in_order(db, Column::PatternId.eq(pattern)).await
}

/// The evidence that meets `condition`, in the order of the histories.
pub(super) async fn in_order(db: &impl ConnectionTrait, condition: Expr) -> Result<Vec<Model>, Error> {
    Ok(Entity::find().filter(condition).order_by_asc(Column::Position).all(db).await?)
}

/// How many pieces of evidence of these patterns count, and when the last was learned. Patterns without any are left out.
pub(super) async fn learned(
    db: &impl ConnectionTrait,
    patterns: impl Iterator<Item = i32>,
) -> Result<HashMap<i32, (i32, DateTime<Utc>)>, Error> {
    let learned: Vec<(i32, i64, DateTime<Utc>)> = Entity::find()
        .select_only()
        .column(Column::PatternId)
        .column_as(Column::Id.count(), "conversations")
        .column_as(Column::CreatedAt.max(), "last")
        .filter(Column::PatternId.is_in(patterns))
        .filter(Column::IsRetracted.eq(false))
        .group_by(Column::PatternId)
        .into_tuple()
        .all(db)
        .await?;
    let learned =
        learned.into_iter().map(|(id, count, last)| (id, (i32::try_from(count).unwrap_or(i32::MAX), last)));
    Ok(learned.collect())
}

/// Moves evidence to the end of the history of `pattern`, which has its last entry at `last`. Returns the position of the
/// last entry after that.
pub(super) async fn reassign(
    db: &impl ConnectionTrait,
    evidence: Vec<Model>,
    pattern: i32,
    last: i64,
) -> Result<i64, Error> {
    let mut position = last;
    for row in evidence {
        position += 1;
        let mut row = row.into_active_model();
        row.pattern_id = Set(pattern);
        row.position = Set(position);
        row.update(db).await?;
    }
    Ok(position)
}

/// Moves evidence back to the positions that it had in the history of `pattern`, which has its last entry at `last`.
/// Evidence without a position follows. Returns the position of the last entry after that.
pub(super) async fn move_back(
    db: &impl ConnectionTrait,
    evidence: Vec<(Model, Option<i64>)>,
    pattern: i32,
    mut last: i64,
) -> Result<i64, Error> {
    for (row, position) in evidence {
        let position = position.unwrap_or_else(|| {
            last += 1;
            last
        });
        let mut row = row.into_active_model();
        row.pattern_id = Set(pattern);
        row.position = Set(position);
        row.update(db).await?;
    }
    Ok(last)
}
