//! Accepting an import: the job, its conversations and the quota in one transaction.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::audit::AuditAction;
use gleaner_domain::job::StateName;
use gleaner_domain::{Budget, ImportMode, JobId, JobStatus, LeftOut, Planned, RowReport, Source, Warning};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Set, SqlErr};

use super::error::AcceptError;
use super::idempotency::{KeyClaim, bind_key};
use super::metadata::{ImportMetadata, LeftOutCounts};
use super::read::stored_budget;
use super::{duplicate, quota, row_report, transcript};
use crate::Database;
use crate::audit::{self, Author, Subject};
use crate::entities::{conversation, job};
use crate::error::Error;

/// How many conversations one statement stores.
const CONVERSATIONS_PER_STATEMENT: usize = 32;

/// What is known of the file itself.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// Where its messages come from.
    pub source: Source,
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
    /// Whether its patterns are staged for a review.
    pub is_reviewed: bool,
    /// What it may cost; `None` without a limit.
    pub budget: Option<Budget>,
    /// How the language model is called.
    pub mode: ImportMode,
    /// Who sends it.
    pub author: Author,
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

/// Stores the job with all its conversations, or refuses. `per_hour` bounds the user's imports of
/// the last hour; `None` does not. `key` is the claimed idempotency key of the request, which names the job from now on.
///
/// # Errors
/// An [`AcceptError`] if the import is refused or the database failed; then nothing is stored.
pub async fn accept(
    db: &Database,
    import: &NewImport,
    per_hour: Option<u32>,
    key: Option<&KeyClaim>,
    now: DateTime<Utc>,
) -> Result<JobId, AcceptError> {
    let transaction = db.begin().await?;
    quota::lock_user(&transaction, &import.author.user, now).await?;
    // Before the quota: a user who sends the same file twice at once is told of the job.
    duplicate::check(&transaction, &import.file.sha256).await?;
    if let Some(per_hour) = per_hour {
        quota::check(&transaction, &import.author.user, per_hour, now).await?;
    }
    duplicate::mark_partial(&transaction, &import.file.sha256).await?;
    let id = job_id(&transaction, &import.file.sha256).await?;
    let inserted = job::Entity::insert(job_row(id, import, now)?).exec_without_returning(&transaction).await;
    if let Err(error) = inserted {
        drop(transaction);
        // Another user's upload of the same bytes was faster.
        if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
            duplicate::check(db.reader(), &import.file.sha256).await?;
        }
        return Err(error.into());
    }
    if let Some(key) = key {
        bind_key(&transaction, key, id).await?;
    }
    row_report::insert(&transaction, id, import.file.report.detailed()).await?;
    insert_conversations(&transaction, id, &import.conversations).await?;
    audit::record(&transaction, &import.author, AuditAction::Import, Subject::job(id), now).await?;
    transaction.commit().await?;
    db.has_changed(id);
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

fn job_row(id: JobId, import: &NewImport, now: DateTime<Utc>) -> Result<job::ActiveModel, Error> {
    let count = |value: usize| Set(i32::try_from(value).unwrap_or(i32::MAX));
    let FileFacts { bytes, report, warnings, .. } = &import.file;
    let metadata =
        ImportMetadata::new(*bytes, &report.counts, warnings, LeftOutCounts::from(import.left_out));
    Ok(job::ActiveModel {
        id: Set(id.0),
        user_id: Set(import.author.user.as_str().to_owned()),
        status: Set(JobStatus::Pending.as_str().to_owned()),
        total_messages: count(import.total_messages),
        duplicate_messages: count(import.duplicate_messages),
        conversations_found: count(import.conversations.len()),
        conversations_skipped: count(import.left_out.total()),
        errors: Set(serde_json::json!([])),
        source: Set(import.file.source.as_str().to_owned()),
        file_hash: Set(import.file.sha256.clone()),
        import_metadata: Set(metadata.encode()?),
        is_reviewed: Set(import.is_reviewed),
        budget_nanos: Set(import.budget.map(stored_budget)),
        mode: Set(import.mode.as_str().to_owned()),
        is_partial: Set(import.left_out.over_limit > 0),
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
        state: Set(StateName::Pending.as_str().to_owned()),
        new_message_count: whole(*new_messages),
        messages: Set(transcript::encode(conversation)?),
        ..Default::default()
    })
}
