//! Storing the vectors of patterns.

use gleaner_domain::embedding::Vector;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
};

use super::super::lock::lock;
use crate::Database;
use crate::entities::pattern;
use crate::entities::vector::{ActiveModel, Column, Entity};
use crate::error::Error;

/// The vectors of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternVectors {
    /// The id of the pattern.
    pub pattern: i32,
    /// The revision of the pattern whose questions they are of.
    pub revision: i64,
    /// Each with the id of its text.
    pub vectors: Vec<(i64, Vector)>,
}

/// Replaces the vectors of patterns by those of `model`, under the lock of the library. Patterns that changed since they
/// were read stay without a model.
///
/// # Errors
/// The database failed. Nothing is changed then.
pub async fn store(db: &Database, model: &str, embedded: &[PatternVectors]) -> Result<(), Error> {
    let transaction = db.begin().await?;
    let library = lock(&transaction).await?;
    let revision = library.vectors_revision + 1;
    let mut library = library.into_active_model();
    library.vectors_revision = Set(revision);
    library.update(&transaction).await?;
    for pattern in embedded {
        if set_model(&transaction, pattern, model).await? {
            replace(&transaction, pattern, model, revision).await?;
        }
    }
    Ok(transaction.commit().await?)
}

/// Returns `false` if the pattern changed.
async fn set_model(db: &impl ConnectionTrait, embedded: &PatternVectors, model: &str) -> Result<bool, Error> {
    let updated = pattern::Entity::update_many()
        .col_expr(pattern::Column::EmbeddingModel, model.into())
        .filter(pattern::Column::Id.eq(embedded.pattern))
        .filter(pattern::Column::Revision.eq(embedded.revision))
        .exec(db)
        .await?;
    Ok(updated.rows_affected == 1)
}

async fn replace(
    db: &impl ConnectionTrait,
    embedded: &PatternVectors,
    model: &str,
    revision: i64,
) -> Result<(), Error> {
    Entity::delete_many().filter(Column::PatternId.eq(embedded.pattern)).exec(db).await?;
    let rows = embedded.vectors.iter().map(|(text, vector)| ActiveModel {
        pattern_id: Set(embedded.pattern),
        text: Set(*text),
        model: Set(model.to_owned()),
        vector: Set(vector.to_bytes()),
        revision: Set(revision),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}
