//! The lock under which patterns are merged and changed.

use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use crate::entities::library::{Entity, Model};
use crate::error::Error;

/// The only row of the table.
const ROW: i32 = 1;

/// Waits for the lock of the library. Across all workers, only its holder may change patterns, until its transaction
/// ends. On SQLite, [`Database::begin`](crate::Database::begin) has already taken the lock of the whole database.
pub(crate) async fn lock(db: &impl ConnectionTrait) -> Result<Model, Error> {
    let row = Entity::find_by_id(ROW).lock_exclusive().one(db).await?;
    row.ok_or(Error::Corrupt("library.id"))
}
