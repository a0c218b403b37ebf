//! Which messages were imported.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use gleaner_domain::{
    ContentHash, Conversation, Direction, ImportedMessages, JobId, Message, MessageId, Participant,
};
use rayon::prelude::*;
use sea_orm::sea_query::{OnConflict, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set, TryInsertResult};

use crate::Database;
use crate::entities::imported_message::{ActiveModel, Column, Entity};
use crate::error::Error;

/// Fewest messages whose content one thread hashes.
const MESSAGES_PER_THREAD: usize = 1_024;

/// Returns the ids of those of `messages` that were imported, by [`ImportedMessages::contains`]. One statement
/// asks for thousands of messages.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn known(db: &Database, messages: &[&Message]) -> Result<HashSet<MessageId>, Error> {
    let contents = contents(messages);
    let imported = imported(db.reader(), messages, &contents).await?;
    let known =
        messages.iter().zip(&contents).filter(|(message, content)| imported.contains(&message.id, content));
    Ok(known.map(|(message, _)| message.id.clone()).collect())
}

/// Marks a conversation's messages as imported. Returns the ids of those that were not imported before.
pub(crate) async fn mark_imported(
    db: &impl ConnectionTrait,
    job: JobId,
    conversation: &Conversation,
    now: DateTime<Utc>,
) -> Result<HashSet<String>, Error> {
    let messages: Vec<_> = conversation.messages.iter().collect();
    let contents = contents(&messages);
    let imported = imported(db, &messages, &contents).await?;
    let new =
        messages.iter().zip(&contents).filter(|(message, content)| !imported.contains(&message.id, content));
    let mut rows: Vec<_> = new.map(|(message, content)| row(job, message, content, now)).collect();
    // In the same order everywhere, so that two jobs with the same messages cannot wait for each other.
    rows.sort_by(|a, b| a.message_id.as_ref().cmp(b.message_id.as_ref()));
    let mut fresh = HashSet::new();
    for chunk in rows.chunks(Database::rows_per_statement(7)) {
        let conflict = OnConflict::column(Column::MessageId).do_nothing().to_owned();
        let insert = Entity::insert_many(chunk.to_vec()).on_conflict(conflict).try_insert();
        if let TryInsertResult::Inserted(inserted) = insert.exec_with_returning_many(db).await? {
            fresh.extend(inserted.into_iter().map(|row| row.message_id));
        }
    }
    Ok(fresh)
}

/// Returns the content of each message. An id that is made from content states it.
fn contents(messages: &[&Message]) -> Vec<ContentHash> {
    let content = |message: &&Message| match message.id.content() {
        Some((content, _)) => content,
        None => message.content_hash(),
    };
    messages.par_iter().with_min_len(MESSAGES_PER_THREAD).map(content).collect()
}

/// Finds the imported messages with the ids or the contents of `messages`.
async fn imported(
    db: &impl ConnectionTrait,
    messages: &[&Message],
    contents: &[ContentHash],
) -> Result<ImportedMessages, Error> {
    let mut imported = ImportedMessages::default();
    let hashes: Vec<_> = contents.iter().map(ContentHash::to_hex).collect();
    for chunk in hashes.chunks(Database::rows_per_statement(1)) {
        find(db, Column::MessageHash.is_in(chunk), &mut imported).await?;
    }
    // A message that is found by its content needs no second search.
    let ids = messages.iter().map(|message| &message.id);
    let missing: Vec<_> =
        ids.filter(|id| id.content().is_none() && !imported.contains_id(id)).map(MessageId::as_str).collect();
    for chunk in missing.chunks(Database::rows_per_statement(1)) {
        find(db, Column::MessageId.is_in(chunk.iter().copied()), &mut imported).await?;
    }
    Ok(imported)
}

async fn find(
    db: &impl ConnectionTrait,
    filter: SimpleExpr,
    imported: &mut ImportedMessages,
) -> Result<(), Error> {
    let columns = [Column::MessageId, Column::MessageHash];
    let query = Entity::find().select_only().columns(columns).filter(filter);
    let rows: Vec<(String, String)> = query.into_tuple().all(db).await?;
    for (id, hash) in rows {
        let id = MessageId::parse(&id).map_err(|_| Error::Corrupt("imported_messages.message_id"))?;
        let hash = ContentHash::from_hex(&hash).ok_or(Error::Corrupt("imported_messages.message_hash"))?;
        imported.add(id, hash);
    }
    Ok(())
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
