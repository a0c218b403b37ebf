//! The messages of an undone import, and what operators sent in it. They are moved to tables of their own, so that they
//! are neither known nor counted, and back if the import is done again.

use gleaner_domain::JobId;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::error::Error;

const MESSAGES: &str =
    "message_id, message_hash, phone_number, direction, sent_at, import_job_id, imported_at";
const SENT: &str = "sent_key, customer_key, import_job_id";

/// How many messages the import has marked as imported.
pub(super) async fn count(db: &impl ConnectionTrait, job: JobId) -> Result<u64, Error> {
    count_in(db, job, "imported_messages").await
}

/// How many messages of an undone import were taken away.
pub(super) async fn count_taken_away(db: &impl ConnectionTrait, job: JobId) -> Result<u64, Error> {
    count_in(db, job, "undone_messages").await
}

#[derive(FromQueryResult)]
struct Counted {
    messages: i64,
}

async fn count_in(db: &impl ConnectionTrait, job: JobId, table: &str) -> Result<u64, Error> {
    let sql = format!("SELECT COUNT(*) AS messages FROM {table} WHERE import_job_id = $1");
    let query = Statement::from_sql_and_values(db.get_database_backend(), sql, [job.0.into()]);
    let counted = Counted::find_by_statement(query).one(db).await?;
    Ok(counted.and_then(|counted| u64::try_from(counted.messages).ok()).unwrap_or(0))
}

/// Makes the messages of the import importable.
pub(super) async fn take_away(db: &impl ConnectionTrait, job: JobId) -> Result<(), Error> {
    transfer(db, job, "sent_to_customers", "undone_sent", SENT).await?;
    transfer(db, job, "imported_messages", "undone_messages", MESSAGES).await
}

/// Marks the messages of an undone import as imported.
pub(super) async fn give_back(db: &impl ConnectionTrait, job: JobId) -> Result<(), Error> {
    transfer(db, job, "undone_sent", "sent_to_customers", SENT).await?;
    transfer(db, job, "undone_messages", "imported_messages", MESSAGES).await
}

async fn transfer(
    db: &impl ConnectionTrait,
    job: JobId,
    from: &str,
    to: &str,
    columns: &str,
) -> Result<(), Error> {
    let execute = async |sql: String| {
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [job.0.into()]);
        db.execute_raw(statement).await
    };
    // In the order in which every transaction locks messages, which is that of the first column.
    let copy = format!(
        "INSERT INTO {to} ({columns}) SELECT {columns} FROM {from} WHERE import_job_id = $1 ORDER BY 1"
    );
    execute(copy).await?;
    execute(format!("DELETE FROM {from} WHERE import_job_id = $1")).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Other {
    import_job_id: sea_orm::prelude::Uuid,
}

/// An import that has imported messages of the undone import since.
pub(super) async fn imported_again(db: &impl ConnectionTrait, job: JobId) -> Result<Option<JobId>, Error> {
    // Two messages with ids of their own may have the same content.
    let same_content = "imported.message_hash = undone.message_hash \
         AND (imported.message_id LIKE 'sha256:%' OR undone.message_id LIKE 'sha256:%')";
    for same in ["imported.message_id = undone.message_id", same_content] {
        let sql = format!(
            "SELECT imported.import_job_id FROM undone_messages undone \
             JOIN imported_messages imported ON {same} WHERE undone.import_job_id = $1 LIMIT 1"
        );
        let query = Statement::from_sql_and_values(db.get_database_backend(), sql, [job.0.into()]);
        if let Some(found) = Other::find_by_statement(query).one(db).await? {
            return Ok(Some(JobId(found.import_job_id)));
        }
    }
    Ok(None)
}
