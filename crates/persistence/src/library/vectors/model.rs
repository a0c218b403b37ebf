//! What is known of an embedding model.

use gleaner_domain::Usage;
use gleaner_domain::embedding::Scale;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::Database;
use crate::entities::embedding_model::{ActiveModel, Column, Entity};
use crate::error::Error;

/// What an embedding model was used for patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddingUsage {
    /// The name of the model.
    pub model: String,
    /// The number of calls.
    pub calls: u64,
    /// The tokens of the texts.
    pub tokens: u64,
}

/// The scale of a model; `None` until [`store_scale`].
///
/// # Errors
/// The database failed.
pub async fn scale(db: &Database, model: &str) -> Result<Option<Scale>, Error> {
    let row = Entity::find_by_id(model).one(db.reader()).await?;
    Ok(row.map(|row| Scale { unrelated: row.unrelated }))
}

/// Stores the scale of a model, unless there is one.
///
/// # Errors
/// The database failed.
pub async fn store_scale(db: &Database, model: &str, scale: Scale) -> Result<(), Error> {
    let row = ActiveModel {
        model: Set(model.to_owned()),
        unrelated: Set(scale.unrelated),
        calls: Set(0),
        tokens: Set(0),
    };
    let exists = OnConflict::column(Column::Model).do_nothing().to_owned();
    Entity::insert(row).on_conflict(exists).exec_without_returning(db.writer()).await?;
    Ok(())
}

/// Counts calls of a model that has a scale.
///
/// # Errors
/// The database failed.
pub async fn add_usage(db: &Database, model: &str, usage: Usage) -> Result<(), Error> {
    let tokens = i64::try_from(usage.prompt_tokens).unwrap_or(i64::MAX);
    Entity::update_many()
        .col_expr(Column::Calls, Expr::col(Column::Calls).add(i64::from(usage.calls)))
        .col_expr(Column::Tokens, Expr::col(Column::Tokens).add(tokens))
        .filter(Column::Model.eq(model))
        .exec(db.writer())
        .await?;
    Ok(())
}

/// The usage of every embedding model.
///
/// # Errors
/// The database failed.
pub async fn embedding_usage(db: &Database) -> Result<Vec<EmbeddingUsage>, Error> {
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    let rows = Entity::find().all(db.reader()).await?;
    let usage = rows.into_iter().map(|row| EmbeddingUsage {
        model: row.model,
        calls: number(row.calls),
        tokens: number(row.tokens),
    });
    Ok(usage.collect())
}
