//! Accepting an import: the job, its conversations and the quota in one transaction.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use gleaner_domain::{JobId, JobStatus, LeftOut, Planned, RowReport, UserId, Warning};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set,
    SqlErr,
};
use thiserror::Error;

use super::metadata::ImportMetadata;
use super::read::LeftOutCounts;
use super::rows;
use crate::Database;
use crate::entities::{conversation, import_user, job};
use crate::error::Error;
use crate::transcript;

/// The window in which a user's imports are counted.
const QUOTA_WINDOW: TimeDelta = TimeDelta::hours(1);

/// How many conversations one statement stores.
const CONVERSATIONS_PER_STATEMENT: usize = 32;

/// What is known of the file itself.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What became of its rows.
    pub report: RowReport,
    /// What a person should know of it.
    pub warnings: Vec<Warning>,
}

/// An import to accept.
#[derive(Debug)]
pub struct NewImport {
    /// Who sends it.
    pub user: UserId,
    /// The file.
    pub file: FileFacts,
    /// Messages read, repeated and known ones among them.
    pub total_messages: usize,
    /// Messages that the file repeats or that were imported before.
    pub duplicate_messages: usize,
    /// What it takes on.
    pub conversations: Vec<Planned>,
    /// What it leaves out.
    pub left_out: LeftOut,
}

/// Why an import is not accepted. Nothing is stored then.
#[derive(Debug, Error)]
pub enum AcceptError {
    /// The same bytes have a job that is active, or completed with nothing left over.
    #[error("the file was imported already")]
    DuplicateFile {
        /// That job.
        job: JobId,
        /// When it completed; `None` while it is active.
        completed_at: Option<DateTime<Utc>>,
    },
    /// The user has used up the hour.
    #[error("the user's imports of this hour are used up")]
    QuotaUsed {
        /// When the next one will be accepted.
        retry_after: TimeDelta,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sea_orm::DbErr> for AcceptError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// Stores the job with all its conversations, or refuses. `per_hour` bounds the user's imports of
/// the last hour; `None` does not.
pub async fn accept(
    db: &Database,
    import: &NewImport,
    per_hour: Option<u32>,
    now: DateTime<Utc>,
) -> Result<JobId, AcceptError> {
    refuse_duplicate(db, &import.file.sha256).await?;
    let transaction = db.begin().await?;
    lock_user(&transaction, &import.user, now).await?;
    if let Some(per_hour) = per_hour {
        check_quota(&transaction, &import.user, per_hour, now).await?;
    }
    let id = job_id(&transaction, &import.file.sha256).await?;
    let inserted = job::Entity::insert(job_row(id, import, now)?).exec_without_returning(&transaction).await;
    if let Err(error) = inserted {
        drop(transaction);
        // Another upload of the same bytes was faster.
        if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
            refuse_duplicate(db, &import.file.sha256).await?;
        }
        return Err(error.into());
    }
    rows::insert(&transaction, id, import.file.report.detailed()).await?;
    insert_conversations(&transaction, id, &import.conversations).await?;
    transaction.commit().await?;
    Ok(id)
}

/// The next id of a file's jobs that is not taken: a job may have been deleted by hand.
async fn job_id(db: &impl ConnectionTrait, sha256: &str) -> Result<JobId, Error> {
    let mut earlier = job::Entity::find().filter(job::Column::FileHash.eq(sha256)).count(db).await?;
    loop {
        let id = JobId::of_file(sha256, earlier);
        if job::Entity::find_by_id(id.0).count(db).await? == 0 {
            return Ok(id);
        }
        earlier += 1;
    }
}

/// Refuses a file whose bytes have a job that is active, or completed with nothing left over.
pub async fn refuse_duplicate(db: &Database, sha256: &str) -> Result<(), AcceptError> {
    let active = [JobStatus::Pending, JobStatus::Processing].map(JobStatus::as_str);
    // What an earlier job left out or failed at can be had by sending the file again.
    let whole = Condition::all()
        .add(job::Column::Status.eq(JobStatus::Completed.as_str()))
        .add(job::Column::LeavesRest.eq(false));
    let earlier = job::Entity::find()
        .filter(job::Column::FileHash.eq(sha256))
        .filter(Condition::any().add(job::Column::Status.is_in(active)).add(whole))
        .one(db.reader())
        .await?;
    match earlier {
        None => Ok(()),
        Some(row) => {
            let completed_at = row.completed_at.map(|time| time.trunc_subsecs(3));
            Err(AcceptError::DuplicateFile { job: JobId(row.id), completed_at })
        }
    }
}

/// Makes the user's imports wait for each other until this transaction ends, so that two at once
/// cannot both see the last free place.
async fn lock_user(db: &impl ConnectionTrait, user: &UserId, now: DateTime<Utc>) -> Result<(), Error> {
    let row = import_user::ActiveModel { user_id: Set(user.as_str().to_owned()), last_import_at: Set(now) };
    let touch = OnConflict::column(import_user::Column::UserId)
        .update_column(import_user::Column::LastImportAt)
        .to_owned();
    import_user::Entity::insert(row).on_conflict(touch).exec_without_returning(db).await?;
    Ok(())
}

async fn check_quota(
    db: &impl ConnectionTrait,
    user: &UserId,
    per_hour: u32,
    now: DateTime<Utc>,
) -> Result<(), AcceptError> {
    let recent = job::Entity::find()
        .filter(job::Column::UserId.eq(user.as_str()))
        .filter(job::Column::CreatedAt.gt(now - QUOTA_WINDOW));
    let used = recent.clone().count(db).await?;
    if used < u64::from(per_hour) {
        return Ok(());
    }
    // A place is free again when the oldest of the last `per_hour` imports leaves the window.
    let blocking = recent
        .order_by_desc(job::Column::CreatedAt)
        .paginate(db, 1)
        .fetch_page(u64::from(per_hour.saturating_sub(1)))
        .await?;
    let retry_after = blocking.first().map_or(QUOTA_WINDOW, |row| row.created_at + QUOTA_WINDOW - now);
    Err(AcceptError::QuotaUsed { retry_after })
}

fn job_row(id: JobId, import: &NewImport, now: DateTime<Utc>) -> Result<job::ActiveModel, Error> {
    let count = |value: usize| Set(i32::try_from(value).unwrap_or(i32::MAX));
    let FileFacts { bytes, report, warnings, .. } = &import.file;
    let metadata =
        ImportMetadata::new(*bytes, &report.counts, warnings, LeftOutCounts::from(import.left_out));
    Ok(job::ActiveModel {
        id: Set(id.0),
        user_id: Set(import.user.as_str().to_owned()),
        status: Set(JobStatus::Pending.as_str().to_owned()),
        total_messages: count(import.total_messages),
        duplicate_messages: count(import.duplicate_messages),
        conversations_found: count(import.conversations.len()),
        conversations_skipped: count(import.left_out.total()),
        errors: Set(serde_json::json!([])),
        file_hash: Set(import.file.sha256.clone()),
        import_metadata: Set(metadata.encode()?),
        leaves_rest: Set(import.left_out.over_limit > 0),
        // To the microsecond, as Postgres keeps it: the history is paged by it.
        created_at: Set(now.trunc_subsecs(6)),
        ..Default::default()
    })
}

/// Stores the conversations, a few at a time: as JSON they take many times their own size.
async fn insert_conversations(
    db: &impl ConnectionTrait,
    job: JobId,
    conversations: &[Planned],
) -> Result<(), Error> {
    for (chunk, planned) in (0..).zip(conversations.chunks(CONVERSATIONS_PER_STATEMENT)) {
        let first = chunk * CONVERSATIONS_PER_STATEMENT;
        let rows = (first..).zip(planned).map(|(ordinal, planned)| conversation_row(job, ordinal, planned));
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        conversation::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn conversation_row(
    job: JobId,
    ordinal: usize,
    planned: &Planned,
) -> Result<conversation::ActiveModel, Error> {
    let Planned { conversation, new_messages } = planned;
    let whole = |count: usize| Set(i32::try_from(count).unwrap_or(i32::MAX));
    Ok(conversation::ActiveModel {
        job_id: Set(job.0),
        ordinal: whole(ordinal),
        conversation_key: Set(conversation.key.as_str().to_owned()),
        state: Set("pending".to_owned()),
        message_count: whole(*new_messages),
        messages: Set(transcript::encode(conversation)?),
        ..Default::default()
    })
}
