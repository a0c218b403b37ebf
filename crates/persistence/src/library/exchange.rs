//! Importing patterns that another library has exported.

use chrono::{DateTime, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::merging::{MergeDecision, MergeRules, Related};
use gleaner_domain::pattern::{
    Action, Cause, Change, Content, ExchangedPattern, History, HistoryEntry, PatternEdit,
};
use gleaner_domain::{Pattern, PatternDraft};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect, Set};
use serde_json::json;

use super::index::{IndexChange, PatternIndex};
use super::lock::lock;
use super::row;
use super::{candidates, changes, quality, relations};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::pattern::{ActiveModel, Column, Entity};
use crate::error::Error;

/// How many patterns are added to the index at a time.
const PATTERNS_PER_STEP: usize = 200;

/// What became of a pattern of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchanged {
    /// It is a pattern of the library.
    Created,
    /// The library has this pattern already, which stays as it is.
    Known(i32),
    /// A person removed the same pattern from the library.
    Removed,
}

/// How many patterns of a file had each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExchangeCounts {
    /// New patterns.
    pub created: usize,
    /// Patterns that the library has already.
    pub known: usize,
    /// Patterns that a person removed from the library.
    pub removed: usize,
}

impl ExchangeCounts {
    /// Counts outcomes.
    pub fn of(outcomes: &[Exchanged]) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            match outcome {
                Exchanged::Created => counts.created += 1,
                Exchanged::Known(_) => counts.known += 1,
                Exchanged::Removed => counts.removed += 1,
            }
        }
        counts
    }
}

/// Imports patterns that another library has exported, all of them or none. A pattern is compared with those that were in
/// the library before, by the decision of an import. A file contains no conversations, so it confirms nothing. With
/// `dry_run`, nothing is changed. Returns what becomes of each pattern, in their order.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn exchange(
    db: &Database,
    author: &Author,
    patterns: &[ExchangedPattern],
    rules: &MergeRules,
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Exchanged>, Error> {
    if dry_run {
        return Ok(decide_all(&db.snapshot().await?, patterns, rules).await?.0);
    }
    let transaction = db.begin().await?;
    lock(&transaction).await?;
    let (outcomes, related) = decide_all(&transaction, patterns, rules).await?;
    let created = patterns.iter().zip(&outcomes).zip(related);
    let created = created.filter(|((_, outcome), _)| **outcome == Exchanged::Created);
    let created: Vec<_> = created.map(|((pattern, _), related)| (pattern, related)).collect();
    for (step, chunk) in created.chunks(PATTERNS_PER_STEP).enumerate() {
        create(&transaction, author, step * PATTERNS_PER_STEP, chunk, now).await?;
    }
    let detail = json!({ "patterns": patterns.len(), "created": created.len() });
    let subject = Subject::NONE.detail(detail);
    audit::record(&transaction, author, AuditAction::ImportPatterns, subject, now).await?;
    transaction.commit().await?;
    Ok(outcomes)
}

async fn decide_all(
    db: &impl ConnectionTrait,
    patterns: &[ExchangedPattern],
    rules: &MergeRules,
) -> Result<(Vec<Exchanged>, Vec<Related>), Error> {
    let newest = Entity::find().select_only().column(Column::Id).order_by_desc(Column::Id);
    let last: Option<i32> = newest.into_tuple().one(db).await?;
    let last = last.unwrap_or(0);
    let (mut outcomes, mut all_related) = (Vec::with_capacity(patterns.len()), Vec::new());
    for pattern in patterns {
        // Patterns of one library are different, however similar they are. Conflicts between them are found afterwards.
        let decision = candidates::decide(db, &draft(pattern), rules, |known| known.id() <= last).await?;
        let (outcome, related) = match decision {
            MergeDecision::Removed => (Exchanged::Removed, Related::default()),
            MergeDecision::Confirm(likeness) => (Exchanged::Known(likeness.pattern), Related::default()),
            MergeDecision::Create(related) => (Exchanged::Created, related),
        };
        outcomes.push(outcome);
        all_related.push(related);
    }
    Ok((outcomes, all_related))
}

fn draft(pattern: &ExchangedPattern) -> PatternDraft {
    PatternDraft {
        pattern_type: pattern.pattern_type,
        trigger: pattern.trigger.clone(),
        template: pattern.template.clone(),
        confidence: pattern.confidence,
        question: vec![],
        answer: vec![],
    }
}

/// Creates patterns whose histories begin with a person's change. `first` is the index of the first of them.
async fn create(
    db: &impl ConnectionTrait,
    author: &Author,
    first: usize,
    patterns: &[(&ExchangedPattern, Related)],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (mut created, mut changes) = (Vec::with_capacity(patterns.len()), Vec::new());
    for (index, (exchanged, related)) in patterns.iter().enumerate() {
        let history = history(exchanged, author);
        let pattern = history.fold().ok_or(Error::Corrupt("pattern_changes.action"))?;
        let unique = format!("{}-{}", now.timestamp_micros(), first + index);
        let id = insert(db, exchanged, &pattern, history.entries().len(), &unique, now).await?;
        relations::insert(db, id, related, now).await?;
        let entries = history.entries().iter().zip(1..);
        changes.extend(entries.filter_map(|(entry, position)| match entry {
            HistoryEntry::Change(change) => Some((id, position, change.clone())),
            HistoryEntry::Evidence(_) => None,
        }));
        created.push((id, pattern));
    }
    changes::insert_all(db, changes.into_iter(), now).await?;
    let added: Vec<_> = created.iter().map(|(id, pattern)| IndexChange::add(*id, pattern)).collect();
    PatternIndex::Library.replace(db, &added).await?;
    quality::rate(db, created.iter().map(|(id, _)| *id), now).await
}

/// The changes that make the pattern. Its texts are not those of a person, so later evidence may change them.
fn history(exchanged: &ExchangedPattern, author: &Author) -> History {
    let content = Content {
        pattern_type: exchanged.pattern_type,
        trigger: exchanged.trigger.clone(),
        template: exchanged.template.clone(),
    };
    let fields = PatternEdit {
        examples: Some(exchanged.examples.clone()),
        confidence: Some(exchanged.confidence),
        is_active: Some(exchanged.is_active),
        auto_executable: Some(exchanged.auto_executable),
        ..PatternEdit::default()
    };
    let remove = exchanged.is_removed.then_some(Action::Remove);
    let actions = std::iter::once(Action::Edit(fields)).chain(remove);
    let change =
        |action| Change { actor: author.actor(), cause: Cause::Exchange, action, content: content.clone() };
    actions.map(|action| HistoryEntry::Change(change(action))).collect()
}

async fn insert(
    db: &impl ConnectionTrait,
    exchanged: &ExchangedPattern,
    pattern: &Pattern,
    revision: usize,
    unique: &str,
    now: DateTime<Utc>,
) -> Result<i32, Error> {
    let count = |count: u32| Set(i32::try_from(count).unwrap_or(i32::MAX));
    let mut row = ActiveModel {
        learned_from: Set(exchanged.learned_from.clone()),
        revision: Set(i64::try_from(revision).unwrap_or(i64::MAX)),
        execution_count: count(exchanged.execution_count),
        success_count: count(exchanged.success_count),
        last_used: Set(exchanged.last_used),
        carried_conversations: count(exchanged.evidence_count),
        carried_imports: count(exchanged.import_count),
        created_at: Set(exchanged.created_at),
        // A worker finds the conflicts between patterns of one file.
        is_compared: Set(false),
        ..Default::default()
    };
    row::set(&mut row, pattern, now);
    row.updated_at = Set(exchanged.updated_at);
    // A library may contain two answers to the same question.
    if row::is_taken(db, &pattern.signature(), None).await? {
        row.pattern_signature = Set(row::set_aside_signature(pattern, unique));
    }
    Ok(row.insert(db).await.map_err(Error::of_pattern_write)?.id)
}
