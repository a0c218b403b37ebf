//! The blocks of the index of the library. A block contains the postings of a token in a band, from its first pattern up to
//! the first one of the next block.

use std::collections::BTreeMap;

use gleaner_domain::index::{Entry, Posting};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::packed::{cut, pack, unpack};
use crate::error::Error;

/// How many entries are added or removed at a time.
const ENTRIES_PER_STEP: usize = 1_000;
/// How many blocks one statement writes or deletes.
const BLOCKS_PER_STATEMENT: usize = 500;

const KEY: &str = "field, token, band, first_id";

/// A token and a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    field: i16,
    token: i64,
    band: i16,
}

impl Key {
    pub fn of(entry: &Entry) -> Self {
        Self { field: entry.field as i16, token: entry.token, band: entry.band() }
    }

    /// The key and an id as a row. As parameters, numbers would take several times as long.
    fn with(&self, id: i32) -> String {
        format!("({})", self.values(id))
    }

    fn values(&self, id: i32) -> String {
        let Self { field, token, band } = self;
        format!("{field}, {token}, {band}, {id}")
    }
}

/// The postings of blocks, by the key and the first id of each.
type Blocks = BTreeMap<(Key, i32), Vec<Posting>>;

/// Removes obsolete entries, and adds new ones that are not there yet.
pub(super) async fn replace(
    db: &impl ConnectionTrait,
    obsolete: &[Entry],
    new: &[Entry],
) -> Result<(), Error> {
    // An entry may be obsolete and new.
    let mut changes = BTreeMap::new();
    for (entries, is_new) in [(obsolete, false), (new, true)] {
        changes.extend(entries.iter().map(|entry| ((Key::of(entry), entry.posting), is_new)));
    }
    let changes: Vec<_> =
        changes.into_iter().map(|((key, posting), is_new)| (key, posting, is_new)).collect();
    for changes in changes.chunks(ENTRIES_PER_STEP) {
        let before = read(db, changes.iter().map(|(key, posting, _)| (*key, posting.pattern))).await?;
        let mut after = before.clone();
        for (key, posting, is_new) in changes {
            change(&mut after, *key, *posting, *is_new);
        }
        write(db, &before, after).await?;
    }
    Ok(())
}

fn change(blocks: &mut Blocks, key: Key, posting: Posting, is_new: bool) {
    let place = blocks.range((key, i32::MIN)..=(key, posting.pattern)).next_back();
    // The first block begins with any id.
    let place = place.map_or((key, 0), |(place, _)| *place);
    let postings = blocks.entry(place).or_default();
    match postings.binary_search(&posting) {
        Err(index) if is_new => postings.insert(index, posting),
        Ok(index) if !is_new => drop(postings.remove(index)),
        _ => {}
    }
}

#[derive(FromQueryResult)]
struct Row {
    field: i16,
    token: i64,
    band: i16,
    first_id: i32,
    postings: Vec<u8>,
}

/// The blocks in which these patterns are or would be.
async fn read(db: &impl ConnectionTrait, places: impl Iterator<Item = (Key, i32)>) -> Result<Blocks, Error> {
    let places: Vec<_> = places.map(|(key, id)| key.with(id)).collect();
    let sql = format!(
        "SELECT block.* FROM (SELECT DISTINCT column1 AS f, column2 AS t, column3 AS b, (SELECT MAX(first_id) \
         FROM pattern_index WHERE field = column1 AND token = column2 AND band = column3 AND first_id <= column4) AS i \
         FROM (VALUES {}) AS places) AS found \
         JOIN pattern_index AS block ON field = f AND token = t AND band = b AND first_id = i",
        places.join(", ")
    );
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await?;
    let blocks = rows.into_iter().map(|Row { field, token, band, first_id, postings }| {
        let mut unpacked = Vec::new();
        unpack(&postings, &mut unpacked).ok_or(Error::Corrupt("pattern_index.postings"))?;
        Ok(((Key { field, token, band }, first_id), unpacked))
    });
    blocks.collect()
}

/// Writes the blocks that have changed, and deletes the empty ones. Those that are too large become several ones.
async fn write(db: &impl ConnectionTrait, before: &Blocks, after: Blocks) -> Result<(), Error> {
    let (mut written, mut deleted) = (Vec::new(), Vec::new());
    for (place, postings) in after {
        let known = before.get(&place);
        if known == Some(&postings) {
            continue;
        }
        let (key, first) = place;
        if postings.is_empty() {
            deleted.push(key.with(first));
            continue;
        }
        // Newer patterns follow the others, so only then do full blocks stay full.
        let is_appended = postings.last() != known.and_then(|known| known.last());
        for (index, block) in cut(&postings, is_appended).into_iter().enumerate() {
            let id = block.first().filter(|_| index > 0).map_or(first, |posting| posting.pattern);
            written.push((key, id, pack(block)));
        }
    }
    for places in deleted.chunks(BLOCKS_PER_STATEMENT) {
        let delete = format!("DELETE FROM pattern_index WHERE ({KEY}) IN (VALUES {})", places.join(", "));
        db.execute_unprepared(&delete).await?;
    }
    insert(db, written).await
}

/// Adds the postings of patterns with larger ids than all others. They are in ascending order.
pub(super) async fn append(db: &impl ConnectionTrait, postings: &[(Key, Posting)]) -> Result<(), Error> {
    let by_key: Vec<_> = postings.chunk_by(|(one, _), (other, _)| one == other).collect();
    for postings in by_key.chunks(BLOCKS_PER_STATEMENT) {
        // All of them follow what is in the last block.
        let first = postings.iter().filter_map(|of_key| of_key.first());
        let before = read(db, first.map(|(key, posting)| (*key, posting.pattern))).await?;
        let mut after = before.clone();
        for (key, posting) in postings.iter().copied().flatten() {
            change(&mut after, *key, *posting, true);
        }
        write(db, &before, after).await?;
    }
    Ok(())
}

/// Inserts blocks, each with its first id, or replaces them.
async fn insert(db: &impl ConnectionTrait, mut blocks: Vec<(Key, i32, Vec<u8>)>) -> Result<(), Error> {
    while !blocks.is_empty() {
        let some = blocks.split_off(blocks.len().saturating_sub(BLOCKS_PER_STATEMENT));
        let rows = some.iter().zip(1..);
        let rows = rows.map(|((key, first, _), number)| format!("({}, ${number})", key.values(*first)));
        let sql = format!(
            "INSERT INTO pattern_index ({KEY}, postings) VALUES {} \
             ON CONFLICT ({KEY}) DO UPDATE SET postings = excluded.postings",
            rows.collect::<Vec<_>>().join(", ")
        );
        let values = some.into_iter().map(|(.., bytes)| Value::from(bytes));
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}
