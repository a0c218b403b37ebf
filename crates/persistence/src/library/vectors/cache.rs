//! The vectors of the library in the memory of the process.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use gleaner_domain::embedding::{Nearest, Scale, Vector, VectorIndex};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::scale;
use crate::Database;
use crate::entities::library;
use crate::entities::vector::{Column, Entity};
use crate::error::Error;

/// How many revisions are read at a time. A revision has the vectors of a batch of patterns.
const REVISIONS_PER_READ: i64 = 100;

/// The vectors of one model. Other processes may write vectors: [`Self::refresh`] reads what is new.
#[derive(Debug)]
pub struct VectorCache {
    model: String,
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    index: VectorIndex,
    /// What was read so far.
    revision: i64,
}

impl VectorCache {
    /// An empty cache for the vectors of `model`.
    pub fn new(model: &str) -> Self {
        Self { model: model.to_owned(), state: RwLock::default() }
    }

    /// Reads the vectors that were stored since the last call. Returns the scale of the model; `None` if no vector was
    /// ever stored.
    ///
    /// # Errors
    /// The database failed.
    pub async fn refresh(&self, db: &Database) -> Result<Option<Scale>, Error> {
        let library = library::Entity::find().one(db.reader()).await?;
        let current = library.map_or(0, |library| library.vectors_revision);
        loop {
            let known = self.state.read().unwrap_or_else(PoisonError::into_inner).revision;
            if known >= current {
                return scale(db, &self.model).await;
            }
            self.read(db, known, current.min(known + REVISIONS_PER_READ)).await?;
        }
    }

    /// Reads the revisions after `known`, up to `last`. If another call has read them meanwhile, the rows are dropped: they
    /// may be older than what that call read.
    async fn read(&self, db: &Database, known: i64, last: i64) -> Result<(), Error> {
        let rows = Entity::find()
            .filter(Column::Model.eq(self.model.as_str()))
            .filter(Column::Revision.gt(known))
            .filter(Column::Revision.lte(last))
            .all(db.reader())
            .await?;
        let mut vectors: HashMap<i32, Vec<Vector>> = HashMap::new();
        for row in rows {
            vectors.entry(row.pattern_id).or_default().push(Vector::from_bytes(&row.vector));
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.revision != known {
            return Ok(());
        }
        for (pattern, vectors) in vectors {
            state.index.set(pattern, &vectors);
        }
        state.revision = last;
        Ok(())
    }

    /// At most `limit` patterns with the nearest questions, the nearest first. Some may not be in the library anymore.
    /// Takes about 13 ms for 100,000 vectors of 256 dimensions.
    pub fn nearest(&self, vector: &Vector, limit: usize) -> Vec<Nearest> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).index.nearest(vector, limit)
    }
}
