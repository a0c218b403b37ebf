//! Lists of patterns: page by page, and as candidates for a message.

use std::collections::HashMap;

use gleaner_domain::index::Search;
use gleaner_domain::matching::{Candidate, MIN_SIMILARITY};
use gleaner_domain::similarity::TokenSet;
use gleaner_domain::{Confidence, PatternType};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::index::PatternIndex;
use super::relations;
use super::row::StoredPattern;
use crate::Database;
use crate::entities::pattern::{Column, Entity};
use crate::error::Error;

/// The position of a pattern in the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatternPosition {
    /// Its confidence, 0 to 1.
    pub confidence: f64,
    /// Its id.
    pub id: i32,
}

/// A page of patterns, the most trusted first.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternPage {
    /// The patterns of the page.
    pub patterns: Vec<StoredPattern>,
    /// The number of patterns in the whole list.
    pub total: u64,
    /// Where the next page begins after; `None` on the last page.
    pub next: Option<PatternPosition>,
}

/// Lists patterns that are neither removed nor retracted, the most trusted first: of one type or of all types,
/// at most `limit`, after a position or from the beginning.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn list(
    db: &Database,
    pattern_type: Option<PatternType>,
    after: Option<PatternPosition>,
    limit: u64,
) -> Result<PatternPage, Error> {
    let present = Condition::all()
        .add(Column::IsDeleted.eq(false))
        .add_option(pattern_type.map(|pattern_type| Column::PatternType.eq(pattern_type.as_str())));
    let total = Entity::find().filter(present.clone()).count(db.reader()).await?;
    // One row more than the limit shows whether there is a next page.
    let mut rows = Entity::find()
        .filter(present.add_option(after.map(is_after)))
        .order_by_desc(Column::ConfidenceScore)
        .order_by_asc(Column::Id)
        .limit(limit + 1)
        .all(db.reader())
        .await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().map(|row| PatternPosition { confidence: row.confidence_score, id: row.id });
    let mut patterns = rows.into_iter().map(StoredPattern::try_from).collect::<Result<Vec<_>, _>>()?;
    relations::attach(db.reader(), &mut patterns).await?;
    Ok(PatternPage { patterns, total, next: last.filter(|_| has_more) })
}

fn is_after(position: PatternPosition) -> Condition {
    let same =
        Condition::all().add(Column::ConfidenceScore.eq(position.confidence)).add(Column::Id.gt(position.id));
    Condition::any().add(Column::ConfidenceScore.lt(position.confidence)).add(same)
}

/// The columns of [`match_candidates`], in their order.
type CandidateRow = (i32, String, String, serde_json::Value, String, f64, bool);

/// The active patterns with a question like `message`, and those in `by_meaning`, each with the similarity of its meaning.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn match_candidates(
    db: &Database,
    message: &str,
    by_meaning: &HashMap<i32, f64>,
) -> Result<Vec<Candidate>, Error> {
    let mut found = PatternIndex::Library
        .search(db.reader(), &Search::like_question(&TokenSet::trigrams(message), MIN_SIMILARITY))
        .await?;
    found.extend(by_meaning.keys());
    let rows: Vec<CandidateRow> = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::PatternType,
            Column::TriggerText,
            Column::TriggerExamples,
            Column::ResponseTemplate,
            Column::ConfidenceScore,
            Column::AutoExecutable,
        ])
        .filter(Column::Id.is_in(found))
        .filter(Column::IsDeleted.eq(false))
        .filter(Column::IsActive.eq(true))
        .into_tuple()
        .all(db.reader())
        .await?;
    let known = |row: CandidateRow| {
        let meaning = by_meaning.get(&row.0).copied();
        Ok(Candidate { meaning, ..candidate(row)? })
    };
    rows.into_iter().map(known).collect()
}

fn candidate(row: CandidateRow) -> Result<Candidate, Error> {
    let (id, pattern_type, trigger, examples, template, confidence, auto_executable) = row;
    Ok(Candidate {
        id,
        pattern_type: pattern_type.parse().map_err(|_| Error::Corrupt("decision_patterns.pattern_type"))?,
        trigger,
        examples: serde_json::from_value(examples)
            .map_err(|_| Error::Corrupt("decision_patterns.trigger_examples"))?,
        template,
        confidence: Confidence::new(confidence)
            .map_err(|_| Error::Corrupt("decision_patterns.confidence_score"))?,
        auto_executable,
        meaning: None,
    })
}
