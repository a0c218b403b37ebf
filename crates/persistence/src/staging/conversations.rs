//! The conversations that staged patterns were extracted from.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::pattern::{Boost, ConversationSource, Evidence, History, HistoryEntry, PatternEdit};
use gleaner_domain::{Confidence, ConversationKey, JobId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::entities::staged_evidence::{ActiveModel, Column, Entity, Model};
use crate::error::Error;
use crate::library::{self, EvidenceItem, stored};

pub(super) async fn insert(
    db: &impl ConnectionTrait,
    staged: i32,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = ActiveModel {
        staged_id: Set(staged),
        conversation_id: Set(evidence.source.row),
        conversation_key: Set(evidence.source.key.as_str().to_owned()),
        draft: Set(stored::encode_draft(&evidence.draft)?),
        boost: Set(evidence.boost.amount),
        boost_cap: Set(evidence.boost.cap.value()),
        created_at: Set(now),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The evidence of a staged pattern of `job`, oldest first.
pub(super) async fn evidence(
    db: &impl ConnectionTrait,
    staged: i32,
    job: JobId,
) -> Result<Vec<Evidence>, Error> {
    let rows = Entity::find().filter(Column::StagedId.eq(staged)).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(|row| evidence_of(row, job)).collect()
}

fn evidence_of(row: Model, job: JobId) -> Result<Evidence, Error> {
    let cap = Confidence::new(row.boost_cap).map_err(|_| Error::Corrupt("staged_evidence.boost_cap"))?;
    Ok(Evidence {
        source: ConversationSource {
            job,
            row: row.conversation_id,
            key: ConversationKey::stored(row.conversation_key),
        },
        draft: stored::decode_draft(row.draft)?,
        boost: Boost { amount: row.boost, cap },
        edit: PatternEdit::default(),
        is_reconstructed: false,
        is_retracted: false,
    })
}

/// The conversations of a staged pattern as people may read them, oldest first.
pub(super) async fn items(
    db: &impl ConnectionTrait,
    staged: i32,
    job: JobId,
) -> Result<Vec<EvidenceItem>, Error> {
    let rows = Entity::find().filter(Column::StagedId.eq(staged)).order_by_asc(Column::Id).all(db).await?;
    let mut previews = library::previews(db, rows.iter().filter_map(|row| row.conversation_id)).await?;
    let stored: Vec<_> = rows.iter().map(|row| (row.id, row.created_at)).collect();
    let evidence = rows.into_iter().map(|row| evidence_of(row, job)).collect::<Result<Vec<_>, _>>()?;
    let history: History = evidence.into_iter().map(HistoryEntry::Evidence).collect();
    let items = history.contributions().into_iter().zip(stored);
    let items = items.map(|((evidence, contribution), (id, at))| EvidenceItem {
        id,
        position: id,
        job,
        conversation: evidence.source.key.as_str().to_owned(),
        draft: evidence.draft.clone(),
        contribution: (contribution * 1e4).round() / 1e4,
        preview: evidence.source.row.and_then(|id| previews.remove(&id)),
        at: at.trunc_subsecs(3),
    });
    Ok(items.collect())
}

/// The keys of the conversations of staged patterns, oldest first.
pub(super) async fn keys(
    db: &impl ConnectionTrait,
    staged: impl Iterator<Item = i32>,
) -> Result<HashMap<i32, Vec<String>>, Error> {
    let rows: Vec<(i32, String)> = Entity::find()
        .select_only()
        .columns([Column::StagedId, Column::ConversationKey])
        .filter(Column::StagedId.is_in(staged))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut keys: HashMap<i32, Vec<String>> = HashMap::new();
    for (staged, key) in rows {
        keys.entry(staged).or_default().push(key);
    }
    Ok(keys)
}
