//! Searching the index of the library.

use std::collections::{BTreeSet, HashSet};

use gleaner_domain::index::Search;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::packed::unpack;
use crate::error::Error;

/// Tokens are repeated up to a multiple of this number, so that there are few different statements, and the database
/// seldom has to plan one.
const TOKENS_STEP: usize = 8;

/// Either a block that a search needs, or the id of a retracted pattern.
#[derive(FromQueryResult)]
struct Row {
    /// The index of the search.
    search: i32,
    postings: Option<Vec<u8>>,
    retracted: Option<i32>,
}

/// The ids of the patterns that any of the searches finds. One statement, so that all blocks are of the same time.
pub(super) async fn search(db: &impl ConnectionTrait, searches: &[Search]) -> Result<BTreeSet<i32>, Error> {
    let rows = Row::find_by_statement(statement(db, searches)).all(db).await?;
    let retracted: HashSet<i32> = rows.iter().filter_map(|row| row.retracted).collect();
    let mut ids = BTreeSet::new();
    for (search, index) in searches.iter().zip(0..) {
        let mut postings = Vec::new();
        for block in rows.iter().filter(|row| row.search == index).filter_map(|row| row.postings.as_ref()) {
            unpack(block, &mut postings).ok_or(Error::Corrupt("pattern_index.postings"))?;
        }
        ids.extend(search.select(postings, |pattern| retracted.contains(&pattern)));
    }
    Ok(ids)
}

/// Selects the blocks, and the retracted patterns that still have entries. Those are few, and have an index.
fn statement(db: &impl ConnectionTrait, searches: &[Search]) -> Statement {
    let mut sql = "SELECT -1 AS search, NULL AS postings, id AS retracted FROM decision_patterns \
                   WHERE is_retracted AND is_indexed"
        .to_owned();
    let mut values: Vec<Value> = Vec::new();
    for (index, search) in searches.iter().enumerate().filter(|(_, search)| !search.tokens.is_empty()) {
        let tokens = search.tokens.len().next_multiple_of(TOKENS_STEP);
        let bands: Vec<_> = search.bands().map(|band| band.to_string()).collect();
        let first = values.len() + 1;
        sql += &format!(
            " UNION ALL SELECT {index}, postings, NULL FROM pattern_index WHERE field = {} AND token IN ({}) \
             AND band IN ({})",
            search.field as i16,
            placeholders(first, tokens),
            bands.join(", ")
        );
        values.extend(search.tokens.iter().cycle().take(tokens).map(|token| Value::from(*token)));
    }
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// The placeholders of as many parameters.
pub(super) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}
