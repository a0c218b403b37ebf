//! Whether a file was imported before.

use chrono::SubsecRound;
use gleaner_domain::job::StateName;
use gleaner_domain::{JobId, JobStatus, NoPatternReason};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::error::AcceptError;
use crate::Database;
use crate::entities::conversation;
use crate::entities::job::{Column, Entity};
use crate::error::Error;

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
    let earlier = Entity::find()
        .filter(Column::FileHash.eq(sha256))
        .filter(Condition::any().add(Column::Status.is_in(active)).add(is_whole()))
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

/// Whether a job completed with nothing left over. The conversations that it left out or failed at can be imported by sending
/// the file again, and those that it skipped because of an import that was undone since.
pub(super) fn is_whole() -> Condition {
    Condition::all()
        .add(Column::Status.eq(JobStatus::Completed.as_str()))
        .add(Column::IsPartial.eq(false))
        .add(may_lack_undone().not())
}

/// Marks the jobs of a file that completed with nothing left over, but skipped what an import may have imported that was undone
/// since, so that another job of the file can be stored.
pub(super) async fn mark_partial(db: &impl ConnectionTrait, sha256: &str) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::IsPartial, true.into())
        .filter(Column::FileHash.eq(sha256))
        .filter(Column::Status.eq(JobStatus::Completed.as_str()))
        .filter(Column::IsPartial.eq(false))
        .filter(may_lack_undone())
        .exec(db)
        .await?;
    Ok(())
}

fn may_lack_undone() -> Condition {
    Condition::all().add(has_skipped()).add(was_any_undone_since())
}

/// Whether a job skipped messages or conversations as already imported. By which import is not stored.
fn has_skipped() -> Condition {
    use conversation::Column as Conversation;
    let skipped = Query::select()
        .expr(Expr::val(1))
        .from(conversation::Entity)
        .and_where(Expr::col((conversation::Entity, Conversation::JobId)).equals((Entity, Column::Id)))
        .and_where(Expr::col((conversation::Entity, Conversation::State)).eq(StateName::NoPattern.as_str()))
        .and_where(Conversation::Reason.eq(NoPatternReason::AlreadyImported.as_str()))
        .take();
    Condition::any().add(Column::DuplicateMessages.gt(0)).add(Expr::exists(skipped))
}

/// Whether an import was undone after the job was accepted.
fn was_any_undone_since() -> Condition {
    let undone = Alias::new("undone");
    let of_undone = |column: Column| Expr::col((undone.clone(), column));
    let found = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, undone.clone())
        .and_where(of_undone(Column::Status).eq(JobStatus::Undone.as_str()))
        .and_where(of_undone(Column::UndoneAt).gt(Expr::col((Entity, Column::CreatedAt))))
        .take();
    Condition::all().add(Expr::exists(found))
}
