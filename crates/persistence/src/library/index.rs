//! The index by which the patterns like a draft or a message are found, and the texts in which words are found.

use std::collections::HashSet;

use gleaner_domain::Pattern;
use gleaner_domain::index::{Entry, Search, VERSION, entries};
use gleaner_domain::search::search_text;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};

use super::lock::lock;
use super::row;
use crate::Database;
use crate::entities::index_entry::{ActiveModel, Column, Entity};
use crate::entities::{library, pattern};
use crate::error::Error;

/// How many patterns are read at a time while the index is built.
const PATTERNS_PER_BATCH: u64 = 1_000;
/// How many entries one statement deletes.
const DELETED_PER_STATEMENT: usize = 100;

/// Replaces the entries of a pattern. `None` is a pattern that has none.
pub(super) async fn replace(
    db: &impl ConnectionTrait,
    id: i32,
    before: Option<&Pattern>,
    after: Option<&Pattern>,
) -> Result<(), Error> {
    let entries_of = |pattern: Option<&Pattern>| pattern.map(entries).unwrap_or_default();
    let (before, after) = (entries_of(before), entries_of(after));
    let obsolete: Vec<Entry> = before.difference(&after).copied().collect();
    for chunk in obsolete.chunks(DELETED_PER_STATEMENT) {
        let any = chunk.iter().fold(Condition::any(), |any, entry| any.add(is(id, entry)));
        Entity::delete_many().filter(any).exec(db).await?;
    }
    // All of them: another program may have changed the row, and the index has what was written here.
    insert(db, after.into_iter().map(|entry| (id, entry)).collect()).await
}

fn is(id: i32, entry: &Entry) -> Condition {
    Condition::all()
        .add(Column::Field.eq(entry.field as i16))
        .add(Column::Token.eq(entry.token))
        .add(Column::Size.eq(entry.size))
        .add(Column::PatternId.eq(id))
        .add(Column::Text.eq(entry.text))
        .add(Column::Position.eq(entry.position))
}

async fn insert(db: &impl ConnectionTrait, entries: Vec<(i32, Entry)>) -> Result<(), Error> {
    for chunk in entries.chunks(Database::rows_per_statement(6)) {
        let rows = chunk.iter().map(|(id, entry)| ActiveModel {
            field: Set(entry.field as i16),
            token: Set(entry.token),
            size: Set(entry.size),
            pattern_id: Set(*id),
            text: Set(entry.text),
            position: Set(entry.position),
        });
        let exists = OnConflict::new().do_nothing().to_owned();
        Entity::insert_many(rows).on_conflict(exists).exec_without_returning(db).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Found {
    pattern_id: i32,
}

/// The ids of the patterns that a search finds, in ascending order.
pub(super) async fn search(db: &impl ConnectionTrait, search: &Search) -> Result<Vec<i32>, Error> {
    if search.tokens.is_empty() {
        return Ok(Vec::new());
    }
    let placeholders: Vec<_> = (1..=search.tokens.len()).map(|number| format!("${number}")).collect();
    let tokens = search.tokens.iter().map(|token| (*token).into());
    let query = Statement::from_sql_and_values(
        db.get_database_backend(),
        sql(search, &placeholders.join(", ")),
        tokens,
    );
    let mut ids: Vec<i32> =
        Found::find_by_statement(query).all(db).await?.into_iter().map(|found| found.pattern_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Of a text, the tokens that were found are the first ones that it has in common with what is searched, so it can have
/// at most as many more in common as it has tokens after the last of them.
fn sql(search: &Search, placeholders: &str) -> String {
    let (field, size, similarity) = (search.field as i16, search.size, search.min_similarity);
    let (shared, limit) = (search.shared, search.limit);
    let shortest = search.sizes.start();
    let longest = i32::try_from(*search.sizes.end()).unwrap_or(i32::MAX);
    format!(
        "SELECT pattern_id FROM (SELECT pattern_id, COUNT(*) AS shared FROM pattern_index \
         WHERE field = {field} AND token IN ({placeholders}) AND size BETWEEN {shortest} AND {longest} \
         GROUP BY pattern_id, text, size HAVING COUNT(*) >= {shared} \
         AND (COUNT(*) + size - 1 - MAX(position)) * (1 + {similarity}) >= {similarity} * ({size} + size) - 1e-9) found \
         GROUP BY pattern_id ORDER BY MAX(shared) DESC, pattern_id LIMIT {limit}"
    )
}

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
    Entity::delete_many().exec(&transaction).await?;
    let mut last = 0;
    while let Some(id) = add_batch(&transaction, last).await? {
        last = id;
    }
    let mut library = library.into_active_model();
    library.index_version = Set(VERSION);
    library.update(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Adds the patterns that follow the one with this id. Returns the id of the last one; `None` if there are no more.
async fn add_batch(db: &impl ConnectionTrait, after: i32) -> Result<Option<i32>, Error> {
    let rows = pattern::Entity::find()
        .filter(pattern::Column::Id.gt(after))
        .order_by_asc(pattern::Column::Id)
        .limit(PATTERNS_PER_BATCH)
        .all(db)
        .await?;
    let last = rows.last().map(|row| row.id);
    let mut added = Vec::new();
    for row in rows {
        let pattern = row::pattern(&row)?;
        let language = pattern.language().map(|language| language.code().to_owned());
        if !row.is_retracted {
            let found: HashSet<Entry> = entries(&pattern);
            added.extend(found.into_iter().map(|entry| (row.id, entry)));
        }
        let text = search_text(&pattern);
        if row.language != language || row.search_text != text {
            let mut row = row.into_active_model();
            row.language = Set(language);
            row.search_text = Set(text);
            row.update(db).await?;
        }
    }
    insert(db, added).await?;
    Ok(last)
}
