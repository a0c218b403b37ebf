//! An index with a row for each posting.

use std::collections::BTreeSet;

use gleaner_domain::index::{Entry, Posting, Search};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::search::placeholders;
use crate::error::Error;

/// How many entries one statement inserts or deletes.
const ENTRIES_PER_STATEMENT: usize = 2_000;
const COLUMNS: &str = "field, token, size, pattern_id, text, position";

pub(super) async fn replace(
    db: &impl ConnectionTrait,
    obsolete: &[Entry],
    new: &[Entry],
) -> Result<(), Error> {
    for entries in obsolete.chunks(ENTRIES_PER_STATEMENT) {
        let rows = values(entries);
        let delete = format!("DELETE FROM staging_index WHERE ({COLUMNS}) IN (VALUES {rows})");
        db.execute_unprepared(&delete).await?;
    }
    for entries in new.chunks(ENTRIES_PER_STATEMENT) {
        let rows = values(entries);
        let insert = format!("INSERT INTO staging_index ({COLUMNS}) VALUES {rows} ON CONFLICT DO NOTHING");
        db.execute_unprepared(&insert).await?;
    }
    Ok(())
}

/// Rows of the index. They are numbers only; as parameters, they would take several times as long.
fn values(entries: &[Entry]) -> String {
    let rows = entries.iter().map(|Entry { field, token, posting }| {
        let Posting { pattern, text, size, position } = posting;
        format!("({}, {token}, {size}, {pattern}, {text}, {position})", *field as i16)
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[derive(FromQueryResult)]
struct Row {
    pattern_id: i32,
    text: i32,
    size: i32,
    position: i32,
}

impl From<Row> for Posting {
    fn from(Row { pattern_id, text, size, position }: Row) -> Self {
        Self { pattern: pattern_id, text, size: size as u32, position: position as u32 }
    }
}

/// The ids of the patterns that any of the searches finds.
pub(super) async fn search(db: &impl ConnectionTrait, searches: &[Search]) -> Result<BTreeSet<i32>, Error> {
    let mut ids = BTreeSet::new();
    for search in searches.iter().filter(|search| !search.tokens.is_empty()) {
        let shortest = i32::try_from(*search.sizes.start()).unwrap_or(i32::MAX);
        let longest = i32::try_from(*search.sizes.end()).unwrap_or(i32::MAX);
        let sql = format!(
            "SELECT pattern_id, text, size, position FROM staging_index \
             WHERE field = {} AND token IN ({}) AND size BETWEEN {shortest} AND {longest}",
            search.field as i16,
            placeholders(1, search.tokens.len())
        );
        let tokens = search.tokens.iter().map(|token| (*token).into());
        let query = Statement::from_sql_and_values(db.get_database_backend(), sql, tokens);
        let rows = Row::find_by_statement(query).all(db).await?;
        ids.extend(search.select(rows.into_iter().map(Posting::from).collect(), |_| false));
    }
    Ok(ids)
}
