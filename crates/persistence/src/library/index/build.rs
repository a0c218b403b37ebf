//! Building the index of the library.

use gleaner_domain::Pattern;
use gleaner_domain::index::{VERSION, entries};
use gleaner_domain::search::search_text;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use super::blocks::{Key, append};
use crate::Database;
use crate::entities::{library, pattern};
use crate::error::Error;
use crate::library::{lock, row};

/// How many patterns are read at a time.
const PATTERNS_PER_BATCH: u64 = 1_000;
/// How many postings are sorted in memory before they are written, at 32 bytes each. Every range rewrites the last block of
/// nearly all of its tokens, so fewer ranges write less.
const POSTINGS_PER_RANGE: usize = 2_000_000;

/// Whether the index has been built by this version of the rules.
///
/// # Errors
/// The database failed.
pub async fn is_index_current(db: &Database) -> Result<bool, Error> {
    let row = library::Entity::find().one(db.reader()).await?;
    Ok(row.is_some_and(|row| row.index_version == VERSION))
}

/// Builds the index again if it was built by another version of the rules.
///
/// # Errors
/// The database failed, or a row cannot be read. Nothing is changed then.
pub async fn build_index(db: &Database) -> Result<(), Error> {
    // Without the lock, which another process may hold.
    if is_index_current(db).await? {
        return Ok(());
    }
    let transaction = db.begin().await?;
    let library = lock(&transaction).await?;
    if library.index_version == VERSION {
        return Ok(());
    }
    transaction.execute_unprepared("DELETE FROM pattern_index").await?;
    let mut last = 0;
    while let Some(id) = add_range(&transaction, last).await? {
        last = id;
    }
    let mut library = library.into_active_model();
    library.index_version = Set(VERSION);
    library.update(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Adds the patterns that follow the one with this id, as many as have about [`POSTINGS_PER_RANGE`] postings. Returns the
/// id of the last one; `None` if there are no more.
async fn add_range(db: &impl ConnectionTrait, after: i32) -> Result<Option<i32>, Error> {
    let (mut last, mut postings) = (None, Vec::new());
    while postings.len() < POSTINGS_PER_RANGE {
        let rows = pattern::Entity::find()
            .filter(pattern::Column::Id.gt(last.unwrap_or(after)))
            .order_by_asc(pattern::Column::Id)
            .limit(PATTERNS_PER_BATCH)
            .all(db)
            .await?;
        let Some(row) = rows.last() else { break };
        last = Some(row.id);
        for row in rows {
            let pattern = row::pattern(&row)?;
            if !row.is_retracted {
                let entries = entries(row.id, &pattern).into_iter();
                postings.extend(entries.map(|entry| (Key::of(&entry), entry.posting)));
            }
            write_texts(db, row, &pattern).await?;
        }
    }
    postings.sort_unstable();
    append(db, &postings).await?;
    Ok(last)
}

/// Writes what follows from the texts of a pattern, if it is missing or from another version of the rules.
async fn write_texts(db: &impl ConnectionTrait, row: pattern::Model, pattern: &Pattern) -> Result<(), Error> {
    let language = pattern.language().map(|language| language.code().to_owned());
    let text = search_text(pattern);
    if row.language != language || row.search_text != text {
        let mut row = row.into_active_model();
        row.language = Set(language);
        row.search_text = Set(text);
        row.update(db).await?;
    }
    Ok(())
}
