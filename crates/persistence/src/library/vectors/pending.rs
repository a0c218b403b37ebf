//! The patterns whose questions have no vectors yet.

use std::collections::HashMap;

use gleaner_domain::embedding::{Vector, questions};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::row;
use crate::Database;
use crate::entities::pattern::{Column, Entity};
use crate::entities::vector;
use crate::error::Error;

/// A pattern whose questions have no vectors of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The id of the pattern.
    pub pattern: i32,
    /// The revision of the pattern when it was read.
    pub revision: i64,
    /// Its questions.
    pub questions: Vec<String>,
}

/// At most `limit` patterns without vectors of `model`, in the order of their ids, from the one after `after`.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn pending(db: &Database, model: &str, after: i32, limit: u64) -> Result<Vec<Pending>, Error> {
    // Two ranges of the index instead of "not equal".
    let of_other_model = Condition::any()
        .add(Column::EmbeddingModel.is_null())
        .add(Column::EmbeddingModel.lt(model))
        .add(Column::EmbeddingModel.gt(model));
    let rows = Entity::find()
        .filter(of_other_model)
        .filter(Column::IsDeleted.eq(false))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db.reader())
        .await?;
    let pending = rows.iter().map(|row| {
        Ok(Pending { pattern: row.id, revision: row.revision, questions: questions(&row::pattern(row)?) })
    });
    pending.collect()
}

/// The vectors of these texts that any pattern has, by the ids of the texts.
///
/// # Errors
/// The database failed.
pub async fn known(db: &Database, model: &str, texts: &[i64]) -> Result<HashMap<i64, Vector>, Error> {
    let rows = vector::Entity::find()
        .filter(vector::Column::Model.eq(model))
        .filter(vector::Column::Text.is_in(texts.iter().copied()))
        .all(db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.text, Vector::from_bytes(&row.vector))).collect())
}
