//! Which patterns of the library may be merged.

use std::collections::BTreeMap;

use gleaner_domain::merging::{Candidate, Likeness, MergeDecision, MergeRules, PairId};
use gleaner_domain::{Pattern, PatternDraft};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::{candidates, history, row, verdicts};
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;
use crate::library::StoredPattern;

/// Patterns that are probably the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The one that remains: the oldest.
    pub into: StoredPattern,
    /// The others, the newest first, each with the probability that it is the same as one that is older.
    pub from: Vec<(StoredPattern, f64)>,
}

/// What was found among some patterns of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalPage {
    /// Those with the most patterns come first.
    pub proposals: Vec<Proposal>,
    /// How many patterns were compared with older ones.
    pub compared: u64,
    /// The id from which the next page continues; `None` if this is the last one.
    pub next: Option<i32>,
}

/// Compares at most `limit` patterns with the older ones that are like them, the newest first, beginning with those that are
/// older than `before`. A pattern that a person changed is not merged into another one.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn proposals(
    db: &Database,
    rules: &MergeRules,
    before: Option<i32>,
    limit: u64,
) -> Result<ProposalPage, Error> {
    let rows = Entity::find()
        .filter(Column::IsDeleted.eq(false))
        .filter(Column::Id.lt(before.unwrap_or(i32::MAX)))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db.reader())
        .await?;
    let compared = rows.len() as u64;
    let next = rows.last().map(|row| row.id).filter(|_| compared == limit);
    let mut older: BTreeMap<i32, Likeness> = BTreeMap::new();
    for row in &rows {
        if let Some(likeness) = older_one(db, row, rules).await? {
            older.insert(row.id, likeness);
        }
    }
    Ok(ProposalPage { proposals: load(db.reader(), older).await?, compared, next })
}

/// The older pattern that a pattern is the same as.
async fn older_one(db: &Database, row: &Model, rules: &MergeRules) -> Result<Option<Likeness>, Error> {
    let pattern = row::pattern(row)?;
    let draft = draft_of(&pattern);
    let is_older = |candidate: &Candidate| candidate.id() < row.id;
    let (likeness, is_doubtful) = match candidates::decide(db.reader(), &draft, rules, is_older).await? {
        MergeDecision::Confirm(likeness) => (likeness, false),
        MergeDecision::Create { maybe_same: Some(likeness), .. } => (likeness, true),
        MergeDecision::Create { .. } | MergeDecision::Removed => return Ok(None),
    };
    let Some(other) = Entity::find_by_id(likeness.pattern).one(db.reader()).await? else { return Ok(None) };
    let pair = PairId::of(&pattern.content(), &row::pattern(&other)?.content());
    let is_same = verdicts::find(db.reader(), &pair).await?.unwrap_or(!is_doubtful);
    // An inactive pattern would take the other one out of use.
    let is_same =
        is_same && other.is_active && !history::load(db.reader(), row.id).await?.has_changes_by_people();
    Ok(is_same.then_some(likeness))
}

fn draft_of(pattern: &Pattern) -> PatternDraft {
    let content = pattern.content();
    PatternDraft {
        pattern_type: content.pattern_type,
        trigger: content.trigger,
        template: content.template,
        confidence: pattern.confidence,
        question: vec![],
        answer: vec![],
    }
}

/// The groups of patterns that are the same as each other. `older` has the older one of each pattern.
async fn load(db: &impl ConnectionTrait, older: BTreeMap<i32, Likeness>) -> Result<Vec<Proposal>, Error> {
    let mut groups: BTreeMap<i32, Vec<(i32, f64)>> = BTreeMap::new();
    for (id, likeness) in older.iter().rev() {
        let mut oldest = likeness.pattern;
        while let Some(next) = older.get(&oldest) {
            oldest = next.pattern;
        }
        groups.entry(oldest).or_default().push((*id, likeness.probability));
    }
    let ids = groups.iter().flat_map(|(into, from)| from.iter().map(|(id, _)| *id).chain([*into]));
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    let mut patterns: BTreeMap<i32, StoredPattern> = BTreeMap::new();
    for row in rows {
        patterns.insert(row.id, row.try_into()?);
    }
    let mut proposals: Vec<Proposal> = groups
        .into_iter()
        .filter_map(|(into, from)| {
            let into = patterns.remove(&into)?;
            let from = from.into_iter().filter_map(|(id, likeness)| Some((patterns.remove(&id)?, likeness)));
            Some(Proposal { into, from: from.collect() })
        })
        .collect();
    proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.from.len()));
    Ok(proposals)
}
