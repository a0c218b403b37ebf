//! Which patterns of the library may be merged.

use std::collections::{BTreeMap, BTreeSet};

use gleaner_domain::Pattern;
use gleaner_domain::merging::{Candidate, Likeness, MergeDecision, MergeRules, PairId, Related};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::{candidates, history, row, verdicts};
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;
use crate::library::StoredPattern;

/// How many patterns that a pattern must not be merged into are skipped before it is left as it is.
const MAX_REJECTED: usize = 5;

/// Patterns that are probably the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The one that remains: the oldest.
    pub into: StoredPattern,
    /// The others, the oldest first, each with the probability that it is the same as the one that remains.
    pub from: Vec<(StoredPattern, f64)>,
}

/// What was found among some patterns of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalPage {
    /// Those with the most patterns come first.
    pub proposals: Vec<Proposal>,
    /// How many patterns were compared with older ones.
    pub compared: u64,
    /// The id after which the next page continues; `None` if this is the last one.
    pub next: Option<i32>,
}

/// Compares at most `limit` patterns with the older ones that are like them, in the order of their ids, from the one after
/// `after`. A pattern is only merged into one that remains: not into one that is itself to be merged, nor into one of
/// `merged`, the patterns of earlier pages that are to be merged. A pattern that a person changed is not proposed to be
/// merged into another one.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn proposals(
    db: &Database,
    rules: &MergeRules,
    after: i32,
    limit: u64,
    merged: &BTreeSet<i32>,
) -> Result<ProposalPage, Error> {
    let rows = Entity::find()
        .filter(Column::IsDeleted.eq(false))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db.reader())
        .await?;
    let compared = rows.len() as u64;
    let next = rows.last().map(|row| row.id).filter(|_| compared == limit);
    let mut merged = merged.clone();
    let mut groups: BTreeMap<i32, Vec<(i32, f64)>> = BTreeMap::new();
    for row in &rows {
        if let Some(Likeness { pattern, probability }) = older_one(db, row, rules, &merged).await? {
            merged.insert(row.id);
            groups.entry(pattern).or_default().push((row.id, probability));
        }
    }
    Ok(ProposalPage { proposals: load(db.reader(), groups).await?, compared, next })
}

/// The older pattern that a pattern is the same as.
async fn older_one(
    db: &Database,
    row: &Model,
    rules: &MergeRules,
    merged: &BTreeSet<i32>,
) -> Result<Option<Likeness>, Error> {
    let pattern = row::pattern(row)?;
    let draft = candidates::draft_of(&pattern);
    let mut rejected = BTreeSet::new();
    while rejected.len() < MAX_REJECTED {
        let is_compared = |candidate: &Candidate| {
            let id = candidate.id();
            id < row.id && !merged.contains(&id) && !rejected.contains(&id)
        };
        let (likeness, is_doubtful) =
            match candidates::decide(db.reader(), &draft, rules, is_compared).await? {
                MergeDecision::Confirm(likeness) => (likeness, false),
                MergeDecision::Create(Related { maybe_same: Some(likeness), .. }) => (likeness, true),
                MergeDecision::Create(_) | MergeDecision::Removed => return Ok(None),
            };
        if is_accepted(db, &pattern, likeness.pattern, is_doubtful).await? {
            let is_changed = history::load(db.reader(), row.id).await?.has_changes_by_people();
            return Ok((!is_changed).then_some(likeness));
        }
        rejected.insert(likeness.pattern);
    }
    Ok(None)
}

/// Whether a pattern may be merged into the one with the id `into`. In doubt, only a verdict permits it.
async fn is_accepted(db: &Database, pattern: &Pattern, into: i32, is_doubtful: bool) -> Result<bool, Error> {
    let Some(row) = Entity::find_by_id(into).one(db.reader()).await? else { return Ok(false) };
    let pair = PairId::of(&pattern.content(), &row::pattern(&row)?.content());
    let is_same = verdicts::find(db.reader(), &pair).await?.unwrap_or(!is_doubtful);
    // An inactive pattern would take the other one out of use.
    Ok(is_same && row.is_active)
}

/// Reads the patterns of groups: the ids of those that are merged, by the id of the one that remains.
async fn load(
    db: &impl ConnectionTrait,
    groups: BTreeMap<i32, Vec<(i32, f64)>>,
) -> Result<Vec<Proposal>, Error> {
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
