//! Which messages were imported.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use gleaner_domain::{Conversation, Direction, JobId, Message, MessageId, PhoneNumber};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set, TryInsertResult};

use crate::Database;
use crate::entities::imported_message::{ActiveModel, Column, Entity};
use crate::error::Error;

/// Which of `ids` were imported: a statement for thousands of them, never one each.
pub async fn known(db: &Database, ids: &[&MessageId]) -> Result<HashSet<MessageId>, Error> {
    let mut known = HashSet::new();
    for chunk in ids.chunks(Database::rows_per_statement(1)) {
        let found: Vec<String> = Entity::find()
            .select_only()
            .column(Column::MessageId)
            .filter(Column::MessageId.is_in(chunk.iter().map(|id| id.as_str())))
            .into_tuple()
            .all(db.reader())
            .await?;
        known.extend(found.iter().filter_map(|id| MessageId::parse(id).ok()));
    }
    Ok(known)
}

/// Marks a conversation's messages as imported and answers which of them were not before.
pub(crate) async fn mark_imported(
    db: &impl ConnectionTrait,
    job: JobId,
    conversation: &Conversation,
    now: DateTime<Utc>,
) -> Result<HashSet<String>, Error> {
    let mut rows: Vec<_> = conversation.messages.iter().map(|message| row(job, message, now)).collect();
    // In one order everywhere, so that two jobs with the same messages cannot wait for each other.
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

fn row(job: JobId, message: &Message, now: DateTime<Utc>) -> ActiveModel {
    let numbers: Vec<_> = match message.direction {
        Direction::Incoming => message.from.iter().map(PhoneNumber::as_str).collect(),
        Direction::Outgoing => message.to.iter().map(PhoneNumber::as_str).collect(),
    };
    ActiveModel {
        message_id: Set(message.id.as_str().to_owned()),
        message_hash: Set(message.content_hash().as_hex().to_owned()),
        phone_number: Set((!numbers.is_empty()).then(|| numbers.join(","))),
        direction: Set(message.direction.as_str().to_owned()),
        sent_at: Set(message.sent_at),
        import_job_id: Set(job.0),
        imported_at: Set(now),
        ..Default::default()
    }
}
