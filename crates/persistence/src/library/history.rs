//! Reading the history of a pattern.

use std::collections::HashMap;

use gleaner_domain::pattern::{
    Action, Actor, Boost, Cause, Change, ConversationSource, Evidence, History, HistoryEntry,
};
use gleaner_domain::{Confidence, ConversationKey, JobId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::stored;
use crate::Database;
use crate::entities::{change, evidence};
use crate::error::Error;

/// Reads the history of a pattern, without the changes that a merge suspends. It is empty if there is no such pattern.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn history(db: &Database, pattern: i32) -> Result<History, Error> {
    load(&db.snapshot().await?, pattern).await
}

pub(super) async fn load(db: &impl ConnectionTrait, pattern: i32) -> Result<History, Error> {
    Ok(load_all(db, &[pattern]).await?.remove(&pattern).unwrap_or_default())
}

/// The histories of these patterns.
pub(super) async fn load_all(
    db: &impl ConnectionTrait,
    patterns: &[i32],
) -> Result<HashMap<i32, History>, Error> {
    let ids = || patterns.iter().copied();
    let evidence_rows =
        evidence::Entity::find().filter(evidence::Column::PatternId.is_in(ids())).all(db).await?;
    let change_rows = change::Entity::find()
        .filter(change::Column::PatternId.is_in(ids()))
        .filter(change::Column::IsSuspended.eq(false))
        .all(db)
        .await?;
    let mut entries = Vec::with_capacity(evidence_rows.len() + change_rows.len());
    for row in evidence_rows {
        entries.push((row.pattern_id, row.position, HistoryEntry::Evidence(evidence_of(row)?)));
    }
    for row in change_rows {
        entries.push((row.pattern_id, row.position, HistoryEntry::Change(change_of(row)?)));
    }
    entries.sort_by_key(|(_, position, _)| *position);
    let mut histories: HashMap<i32, History> = HashMap::new();
    for (pattern, _, entry) in entries {
        histories.entry(pattern).or_default().push(entry);
    }
    Ok(histories)
}

fn evidence_of(row: evidence::Model) -> Result<Evidence, Error> {
    let cap = Confidence::new(row.boost_cap).map_err(|_| Error::Corrupt("pattern_evidence.boost_cap"))?;
    Ok(Evidence {
        source: ConversationSource {
            job: JobId(row.import_job_id),
            row: row.conversation_id,
            key: ConversationKey::stored(row.conversation_key),
        },
        draft: stored::decode_draft(row.draft)?,
        boost: Boost { amount: row.boost, cap },
        edit: row.edit.map(stored::decode_edit).transpose()?.unwrap_or_default(),
        is_reconstructed: row.is_reconstructed,
        is_retracted: row.is_retracted,
    })
}

fn change_of(row: change::Model) -> Result<Change, Error> {
    let actor = actor(&row.actor_kind, row.actor_id.as_deref());
    let cause: Cause = row.cause.parse().map_err(|_| Error::Corrupt("pattern_changes.cause"))?;
    let action = match row.action.as_str() {
        "edit" => Action::Edit(stored::decode_edit(row.detail)?),
        "remove" => Action::Remove,
        "restore" => Action::Restore,
        "retract" => Action::Retract(stored::decode_job(&row.detail)?),
        "reinstate" => Action::Reinstate(stored::decode_job(&row.detail)?),
        "absorb" => Action::Absorb(stored::decode_pattern(&row.detail)?),
        "merge_into" => Action::MergeInto(stored::decode_pattern(&row.detail)?),
        "split" => Action::Split(stored::decode_pattern(&row.detail)?),
        _ => return Err(Error::Corrupt("pattern_changes.action")),
    };
    let actor = actor.ok_or(Error::Corrupt("pattern_changes.actor_kind"))?;
    Ok(Change { actor, cause, action, content: stored::decode_content(row.content)? })
}

fn actor(kind: &str, id: Option<&str>) -> Option<Actor> {
    match (kind, id) {
        ("unknown", _) => Some(Actor::Unknown),
        ("user", Some(id)) => UserId::parse(id).ok().map(Actor::User),
        ("import", Some(id)) => id.parse().ok().map(|id| Actor::Import(JobId(id))),
        _ => None,
    }
}
