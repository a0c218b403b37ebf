//! Which messages were imported.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use gleaner_domain::{
    ContentHash, Conversation, Direction, JobId, KnownMessages, Message, MessageId, Participant,
};
use rayon::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use crate::Database;
use crate::entities::imported_message::{ActiveModel, Column, Entity};
use crate::error::Error;

/// How many messages one statement asks for. A statement takes some 200 bytes of memory for each.
const MESSAGES_PER_STATEMENT: usize = 4_096;
/// Minimum number of messages that one thread hashes.
const MESSAGES_PER_THREAD: usize = 512;

/// A message with its content, and whether it was imported before.
struct Compared<'a> {
    message: &'a Message,
    content: ContentHash,
    is_known: bool,
}

/// Returns the ids of those of `messages` that were imported, by [`KnownMessages::contains`]. They are
/// looked up a few thousand per statement.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn known(db: &Database, messages: &[&Message]) -> Result<HashSet<MessageId>, Error> {
    let mut known = HashSet::new();
    for chunk in messages.chunks(MESSAGES_PER_STATEMENT) {
        let compared = compare(db.reader(), chunk).await?;
        let of_chunk = compared.into_iter().filter(|compared| compared.is_known);
        known.extend(of_chunk.map(|compared| compared.message.id.clone()));
    }
    Ok(known)
}

/// Marks a conversation's messages as imported. Returns the ids of those that were not imported before.
pub(crate) async fn mark_imported(
    db: &impl ConnectionTrait,
    job: JobId,
    conversation: &Conversation,
    now: DateTime<Utc>,
) -> Result<HashSet<String>, Error> {
    let messages: Vec<_> = conversation.messages.iter().collect();
    let mut rows = Vec::with_capacity(messages.len());
    for chunk in messages.chunks(MESSAGES_PER_STATEMENT) {
        let compared = compare(db, chunk).await?;
        let new = compared.iter().filter(|compared| !compared.is_known);
        rows.extend(new.map(|Compared { message, content, .. }| row(job, message, content, now)));
    }
    // In the same order everywhere, so that two jobs with the same messages cannot wait for each other.
    rows.sort_by(|a, b| a.message_id.as_ref().cmp(b.message_id.as_ref()));
    let mut new = HashSet::with_capacity(rows.len());
    for chunk in rows.chunks(Database::rows_per_statement(7)) {
        let conflict = OnConflict::column(Column::MessageId).do_nothing().to_owned();
        let insert = Entity::insert_many(chunk.to_vec()).on_conflict(conflict);
        let inserted = insert.exec_without_returning(db).await?;
        let ids: Vec<String> = chunk.iter().map(|row| row.message_id.as_ref().clone()).collect();
        if inserted == ids.len() as u64 {
            new.extend(ids);
        } else {
            // Another job has imported some of them since they were compared.
            new.extend(imported_by(db, job, ids).await?);
        }
    }
    Ok(new)
}

/// Which of these messages this job has imported.
async fn imported_by(db: &impl ConnectionTrait, job: JobId, ids: Vec<String>) -> Result<Vec<String>, Error> {
    let of_job = Entity::find().select_only().column(Column::MessageId);
    let of_job = of_job.filter(Column::ImportJobId.eq(job.0)).filter(Column::MessageId.is_in(ids));
    Ok(of_job.into_tuple().all(db).await?)
}

/// Compares messages with the imported ones of the same id or the same content.
async fn compare<'a>(
    db: &impl ConnectionTrait,
    messages: &[&'a Message],
) -> Result<Vec<Compared<'a>>, Error> {
    let contents = contents(messages);
    let same_content = Column::MessageHash.is_in(contents.iter().map(ContentHash::to_hex));
    let own_ids = messages.iter().map(|message| &message.id).filter(|id| id.content().is_none());
    let same_id = Column::MessageId.is_in(own_ids.map(MessageId::as_str));
    let imported = find(db, same_content.or(same_id)).await?;
    let compared = messages.iter().zip(contents).map(|(message, content)| {
        let is_known = imported.contains(&message.id, &content);
        Compared { message, content, is_known }
    });
    Ok(compared.collect())
}

/// The content hashes of messages. Hashing a few of them takes less time than waking another thread.
fn contents(messages: &[&Message]) -> Vec<ContentHash> {
    if messages.len() < 2 * MESSAGES_PER_THREAD {
        return messages.iter().map(|message| message.content()).collect();
    }
    messages.par_iter().with_min_len(MESSAGES_PER_THREAD).map(|message| message.content()).collect()
}

async fn find(db: &impl ConnectionTrait, filter: SimpleExpr) -> Result<KnownMessages, Error> {
    let columns = [Column::MessageId, Column::MessageHash];
    let query = Entity::find().select_only().columns(columns).filter(filter);
    let rows: Vec<(String, String)> = query.into_tuple().all(db).await?;
    let mut imported = KnownMessages::default();
    for (id, hash) in rows {
        let id = MessageId::parse(&id).map_err(|_| Error::Corrupt("imported_messages.message_id"))?;
        let hash = ContentHash::from_hex(&hash).ok_or(Error::Corrupt("imported_messages.message_hash"))?;
        imported.add(id, hash);
    }
    Ok(imported)
}

fn row(job: JobId, message: &Message, content: &ContentHash, now: DateTime<Utc>) -> ActiveModel {
    let customers: Vec<_> = match message.direction {
        Direction::Incoming => message.from.iter().map(Participant::as_str).collect(),
        Direction::Outgoing => message.to.iter().map(Participant::as_str).collect(),
    };
    ActiveModel {
        message_id: Set(message.id.as_str().to_owned()),
        message_hash: Set(content.to_hex()),
        phone_number: Set((!customers.is_empty()).then(|| customers.join(","))),
        direction: Set(message.direction.as_str().to_owned()),
        sent_at: Set(message.sent_at),
        import_job_id: Set(job.0),
        imported_at: Set(now),
        ..Default::default()
    }
}
