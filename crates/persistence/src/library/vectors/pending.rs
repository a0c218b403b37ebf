//! The patterns whose questions have no vectors of a model yet.

use std::collections::HashMap;

use gleaner_domain::embedding::{Vector, questions};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::row;
use crate::Database;
use crate::entities::pattern::{Column, Entity};
use crate::entities::vector;
use crate::error::Error;

/// A pattern whose questions get vectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The id of the pattern.
    pub pattern: i32,
    /// The revision of the pattern when it was read.
    pub revision: i64,
    /// Its questions.
    pub questions: Vec<String>,
}

/// The models that patterns have vectors of, without `model`. `None` stands for patterns without vectors.
///
/// # Errors
/// The database failed.
pub async fn other_models(db: &Database, model: &str) -> Result<Vec<Option<String>>, Error> {
    let mut models = vec![None];
    let mut last = String::new();
    // Each step is one lookup in the index, however many patterns there are.
    while let Some(next) = next_model(db, &last).await? {
        last.clone_from(&next);
        if next != model {
            models.push(Some(next));
        }
    }
    Ok(models)
}

async fn next_model(db: &Database, after: &str) -> Result<Option<String>, Error> {
    let least: Option<Option<String>> = Entity::find()
        .select_only()
        .column_as(Column::EmbeddingModel.min(), "model")
        .filter(Column::IsDeleted.eq(false))
        .filter(Column::EmbeddingModel.gt(after))
        .into_tuple()
        .one(db.reader())
        .await?;
    Ok(least.flatten())
}

/// At most `limit` patterns that have vectors of `model`, or none if it is `None`, in the order of their ids, from the one
/// after `after`.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn pending(
    db: &Database,
    model: Option<&str>,
    after: i32,
    limit: u64,
) -> Result<Vec<Pending>, Error> {
    let has_model = match model {
        Some(model) => Column::EmbeddingModel.eq(model),
        None => Column::EmbeddingModel.is_null(),
    };
    let rows = Entity::find()
        .filter(has_model)
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
