//! Whether a file was imported before.

use chrono::SubsecRound;
use gleaner_domain::{JobId, JobStatus};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::error::AcceptError;
use crate::Database;
use crate::entities::job::{Column, Entity};

/// Refuses a file with a job that is active, or that completed with nothing left over. `sha256` is the digest
/// of the file in hexadecimal.
///
/// # Errors
/// [`AcceptError::DuplicateFile`] if there is such a job; [`AcceptError::Store`] if the database fails.
pub async fn refuse_duplicate(db: &Database, sha256: &str) -> Result<(), AcceptError> {
    check(db.reader(), sha256).await
}

pub(super) async fn check(db: &impl ConnectionTrait, sha256: &str) -> Result<(), AcceptError> {
    let active = [JobStatus::Pending, JobStatus::Processing].map(JobStatus::as_str);
    // The conversations that an earlier job left out or failed at can be imported by sending the file again, and those
    // that it skipped because of an import that was undone since.
    let whole = Condition::all()
        .add(Column::Status.eq(JobStatus::Completed.as_str()))
        .add(Column::IsPartial.eq(false));
    let earlier = Entity::find()
        .filter(Column::FileHash.eq(sha256))
        .filter(Condition::any().add(Column::Status.is_in(active)).add(whole))
        .one(db)
        .await?;
    match earlier {
        None => Ok(()),
        Some(row) => {
            let completed_at = row.completed_at.map(|time| time.trunc_subsecs(3));
            Err(AcceptError::DuplicateFile { job: JobId(row.id), completed_at })
        }
    }
}
