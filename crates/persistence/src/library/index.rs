//! The index by which the patterns like a draft or a message are found, and the texts in which words are found.

use std::collections::HashSet;

use gleaner_domain::Pattern;
use gleaner_domain::index::{Entry, Search, VERSION, entries};
use gleaner_domain::search::search_text;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};

use super::lock::lock;
use super::row;
use crate::Database;
use crate::entities::{library, pattern};
use crate::error::Error;

/// An index of patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatternIndex {
    /// Of the patterns of the library.
    Library,
    /// Of the staged patterns.
    Staging,
}

impl PatternIndex {
    fn table(self) -> &'static str {
        match self {
            Self::Library => "pattern_index",
            Self::Staging => "staging_index",
        }
    }
}

/// How many patterns are read at a time while the index is built.
const PATTERNS_PER_BATCH: u64 = 1_000;
/// The entries of how many retracted patterns are deleted at a time.
const PATTERNS_PER_DELETION: u64 = 200;
/// How many entries one statement inserts or deletes.
const ENTRIES_PER_STATEMENT: usize = 2_000;

/// A pattern with what it said before and what it says after. `None` is a pattern that has no entries.
pub(crate) type Change<'a> = (i32, Option<&'a Pattern>, Option<&'a Pattern>);

impl PatternIndex {
    /// Replaces the entries of patterns.
    pub async fn replace(self, db: &impl ConnectionTrait, changes: &[Change<'_>]) -> Result<(), Error> {
        let entries_of = |pattern: Option<&Pattern>| pattern.map(entries).unwrap_or_default();
        let (mut obsolete, mut new) = (Vec::new(), Vec::new());
        for (id, before, after) in changes {
            let (before, after) = (entries_of(*before), entries_of(*after));
            obsolete.extend(before.difference(&after).map(|entry| (*id, *entry)));
            // All of them: another program may have changed the row, and the index has what was written here.
            new.extend(after.into_iter().map(|entry| (*id, entry)));
        }
        let table = self.table();
        for rows in obsolete.chunks(ENTRIES_PER_STATEMENT) {
            let rows = values(rows);
            let delete = format!("DELETE FROM {table} WHERE ({COLUMNS}) IN (VALUES {rows})");
            db.execute_unprepared(&delete).await?;
        }
        self.insert(db, &new).await
    }

    async fn insert(self, db: &impl ConnectionTrait, entries: &[(i32, Entry)]) -> Result<(), Error> {
        let table = self.table();
        for rows in entries.chunks(ENTRIES_PER_STATEMENT) {
            let rows = values(rows);
            let insert = format!("INSERT INTO {table} ({COLUMNS}) VALUES {rows} ON CONFLICT DO NOTHING");
            db.execute_unprepared(&insert).await?;
        }
        Ok(())
    }
}

const COLUMNS: &str = "field, token, size, pattern_id, text, position";

/// Rows of the index. They are numbers only; as parameters, they would take several times as long.
fn values(entries: &[(i32, Entry)]) -> String {
    let rows = entries.iter().map(|(id, Entry { field, token, size, text, position })| {
        format!("({}, {token}, {size}, {id}, {text}, {position})", *field as i16)
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[derive(FromQueryResult)]
struct Found {
    pattern_id: i32,
}

impl PatternIndex {
    /// The ids of the patterns that a search finds, in ascending order.
    pub async fn search(self, db: &impl ConnectionTrait, search: &Search) -> Result<Vec<i32>, Error> {
        if search.tokens.is_empty() {
            return Ok(Vec::new());
        }
        let placeholders: Vec<_> = (1..=search.tokens.len()).map(|number| format!("${number}")).collect();
        let tokens = search.tokens.iter().map(|token| (*token).into());
        let query = Statement::from_sql_and_values(
            db.get_database_backend(),
            self.sql(search, &placeholders.join(", ")),
            tokens,
        );
        let mut ids: Vec<i32> = Found::find_by_statement(query)
            .all(db)
            .await?
            .into_iter()
            .map(|found| found.pattern_id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// Of a text, the tokens that were found are the first ones that it has in common with what is searched, so it can have
    /// at most as many more in common as it has tokens after the last of them.
    fn sql(self, search: &Search, placeholders: &str) -> String {
        let table = self.table();
        let (field, size, similarity) = (search.field as i16, search.size, search.min_similarity);
        let (shared, limit) = (search.shared, search.limit);
        let shortest = search.sizes.start();
        let longest = i32::try_from(*search.sizes.end()).unwrap_or(i32::MAX);
        // Those are not to take the places of others. They are few, and have an index.
        let but_retracted = match self {
            Self::Library => {
                "WHERE pattern_id NOT IN (SELECT id FROM decision_patterns WHERE is_retracted AND is_indexed)"
            }
            Self::Staging => "",
        };
        format!(
            "SELECT pattern_id FROM (SELECT pattern_id, COUNT(*) AS shared FROM {table} \
         WHERE field = {field} AND token IN ({placeholders}) AND size BETWEEN {shortest} AND {longest} \
         GROUP BY pattern_id, text, size HAVING COUNT(*) >= {shared} \
         AND (COUNT(*) + size - 1 - MAX(position)) * (1 + {similarity}) >= {similarity} * ({size} + size) - 1e-9) found \
         {but_retracted} GROUP BY pattern_id ORDER BY MAX(shared) DESC, pattern_id LIMIT {limit}"
        )
    }
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
    transaction.execute_unprepared("DELETE FROM pattern_index").await?;
    let mut last = 0;
    while let Some(id) = add_batch(&transaction, last).await? {
        last = id;
    }
    let mut library = library.into_active_model();
    library.index_version = Set(VERSION);
    library.update(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Deletes the entries of retracted patterns, which no search returns, a few patterns in each transaction. They stay until
/// then, since deleting many takes long. Returns the number of patterns.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn delete_entries_of_retracted(db: &Database) -> Result<u64, Error> {
    let mut deleted = 0;
    // Most of the time there is none, and no lock is taken.
    while !indexed_but_retracted(db.reader()).await?.is_empty() {
        let transaction = db.begin().await?;
        lock(&transaction).await?;
        let rows = indexed_but_retracted(&transaction).await?;
        let patterns = rows.iter().map(row::pattern).collect::<Result<Vec<_>, _>>()?;
        let changes: Vec<_> =
            rows.iter().zip(&patterns).map(|(row, pattern)| (row.id, Some(pattern), None)).collect();
        PatternIndex::Library.replace(&transaction, &changes).await?;
        pattern::Entity::update_many()
            .col_expr(pattern::Column::IsIndexed, false.into())
            .filter(pattern::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        deleted += rows.len() as u64;
    }
    Ok(deleted)
}

async fn indexed_but_retracted(db: &impl ConnectionTrait) -> Result<Vec<pattern::Model>, Error> {
    // Comparisons with a parameter would not use the index of these patterns.
    let found = pattern::Entity::find()
        .filter(Expr::col(pattern::Column::IsRetracted))
        .filter(Expr::col(pattern::Column::IsIndexed))
        .limit(PATTERNS_PER_DELETION);
    Ok(found.all(db).await?)
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
    PatternIndex::Library.insert(db, &added).await?;
    Ok(last)
}
