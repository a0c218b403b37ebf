//! The conversations of a job, page by page.

use gleaner_domain::job::StateName;
use gleaner_domain::{Conversation, JobId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set};

use super::transcript;
use crate::Database;
use crate::entities::conversation::{ActiveModel, Column, Entity, Model};
use crate::error::Error;

/// A conversation of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    /// The id of its row.
    pub id: i64,
    /// Its position in the import, counted from 0.
    pub ordinal: i32,
    /// How many of its messages were not imported before, when the import was accepted.
    pub new_messages: u64,
    /// The conversation.
    pub conversation: Conversation,
}

/// The next pending conversations of a job, in the order of the import: at most `limit`, after the position
/// `after`. Positions begin at 0, so that -1 starts from the beginning.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn pending(db: &Database, job: JobId, after: i32, limit: u64) -> Result<Vec<WorkItem>, Error> {
    let pending = Entity::find().filter(Column::State.eq(StateName::Pending.as_str()));
    page(db, pending, job, after, limit, WorkItem::try_from).await
}

/// The next conversations of a job, whether they have an outcome or not, as [`pending`] returns those without.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn conversations(
    db: &Database,
    job: JobId,
    after: i32,
    limit: u64,
) -> Result<Vec<WorkItem>, Error> {
    page(db, Entity::find(), job, after, limit, WorkItem::try_from).await
}

/// A page of the conversations of a job that `select` selects.
pub(super) async fn page<T>(
    db: &Database,
    select: Select<Entity>,
    job: JobId,
    after: i32,
    limit: u64,
    read: impl Fn(Model) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let rows = select
        .filter(Column::JobId.eq(job.0))
        .filter(Column::Ordinal.gt(after))
        .order_by_asc(Column::Ordinal)
        .limit(limit)
        .all(db.reader())
        .await?;
    rows.into_iter().map(read).collect()
}

impl TryFrom<Model> for WorkItem {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            ordinal: row.ordinal,
            new_messages: u64::try_from(row.new_message_count).unwrap_or(0),
            conversation: transcript::decode(row.conversation_key, row.messages)?,
        })
    }
}

/// Stores a conversation as people may read it, without personal data.
pub(super) async fn store_preview(db: &impl ConnectionTrait, id: i64, preview: &str) -> Result<(), Error> {
    let preview = ActiveModel { id: Set(id), preview: Set(Some(preview.to_owned())), ..Default::default() };
    Entity::update(preview).exec(db).await?;
    Ok(())
}
