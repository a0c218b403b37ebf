//! The patterns that may match a message.

use std::collections::HashMap;

use gleaner_domain::Confidence;
use gleaner_domain::index::Search;
use gleaner_domain::matching::{Candidate, MIN_SIMILARITY};
use gleaner_domain::similarity::TokenSet;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::filter::PatternFilter;
use super::index::PatternIndex;
use crate::Database;
use crate::entities::pattern::{Column, Entity};
use crate::error::Error;

/// The columns of [`match_candidates`], in their order.
type CandidateRow = (i32, String, String, serde_json::Value, String, f64, bool);

/// The patterns that meet `filter` and have a question like `message`, and those in `by_meaning`, each with the similarity of
/// its meaning.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn match_candidates(
    db: &Database,
    message: &str,
    by_meaning: &HashMap<i32, f64>,
    filter: &PatternFilter,
) -> Result<Vec<Candidate>, Error> {
    let search = Search::like_question(&TokenSet::trigrams(message), MIN_SIMILARITY);
    let mut found = PatternIndex::Library.search(db.reader(), &[search]).await?;
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
        .filter(filter.condition_by_id())
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
