//! The job row as a queue: claimed with a lease, kept by a heartbeat, where_claimed by a fencing token.
//!
//! A worker that dies loses its lease and another takes the job up; one that was only slow finds
//! its token stale, and whatever it still writes changes nothing.

mod finish;

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::{Conversation, ExtractorKind, JobId, JobStatus};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
};

use crate::Database;
use crate::entities::{conversation, job};
use crate::error::Error;
use crate::transcript;

pub use finish::{fail, finish};

/// A job that this worker has, until its lease ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub job: JobId,
    /// Higher than that of every claim before; stale as soon as there is a higher one.
    pub token: i64,
    /// How many claims in a row, this one included, have ended without a finished conversation.
    pub fruitless: u32,
}

/// Who claims, and for how long.
#[derive(Debug, Clone)]
pub struct Lease {
    /// Names the worker in the job row, for the person who runs the service.
    pub owner: String,
    /// The claim ends after this unless it is extended.
    pub duration: TimeDelta,
    /// What the worker reads conversations with, kept in the job row.
    pub extractor: ExtractorKind,
}

/// A conversation that awaits its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    /// Its row.
    pub id: i64,
    /// Its place in the import.
    pub ordinal: i32,
    /// How many of its messages were not known when the import was accepted.
    pub message_count: usize,
    /// The conversation.
    pub conversation: Conversation,
}

/// Claims the oldest job that nobody has, or `only` that one. The claim is one statement: two
/// workers never get the same job.
pub async fn claim(
    db: &Database,
    lease: &Lease,
    only: Option<JobId>,
    now: DateTime<Utc>,
) -> Result<Option<Claim>, Error> {
    let rows = job::Entity::update_many()
        .col_expr(job::Column::Status, JobStatus::Processing.as_str().into())
        .col_expr(job::Column::FencingToken, Expr::col(job::Column::FencingToken).add(1))
        .col_expr(job::Column::FruitlessClaims, Expr::col(job::Column::FruitlessClaims).add(1))
        .col_expr(job::Column::LeaseOwner, lease.owner.as_str().into())
        .col_expr(job::Column::Extractor, lease.extractor.as_str().into())
        .col_expr(job::Column::LeaseExpiresAt, (now + lease.duration).into())
        .col_expr(job::Column::StartedAt, Expr::col(job::Column::StartedAt).if_null(now))
        // `=`, so that the row is chosen once: `IN` would leave the planner free to choose again.
        .filter(Expr::col(job::Column::Id).eq(Expr::SubQuery(None, Box::new(claimable(only, now).into()))))
        .exec_with_returning(db.reader())
        .await?;
    Ok(rows.first().map(|row| Claim {
        job: JobId(row.id),
        token: row.fencing_token,
        fruitless: u32::try_from(row.fruitless_claims).unwrap_or(0),
    }))
}

fn claimable(only: Option<JobId>, now: DateTime<Utc>) -> SelectStatement {
    let abandoned = Condition::all().add(job::Column::Status.eq(JobStatus::Processing.as_str())).add(
        Condition::any().add(job::Column::LeaseExpiresAt.is_null()).add(job::Column::LeaseExpiresAt.lte(now)),
    );
    let mut select = Query::select()
        .column(job::Column::Id)
        .from(job::Entity)
        .cond_where(Condition::any().add(job::Column::Status.eq(JobStatus::Pending.as_str())).add(abandoned))
        .order_by(job::Column::CreatedAt, sea_orm::Order::Asc)
        .limit(1)
        // Postgres passes over rows that another worker is claiming; SQLite, which has one writer
        // at a time, knows no row locks and is given none.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .take();
    if let Some(id) = only {
        select.and_where(job::Column::Id.eq(id.0));
    }
    select
}

/// Rows of the claimed job, as long as the claim holds.
pub(crate) fn where_claimed(claim: &Claim) -> UpdateMany<job::Entity> {
    job::Entity::update_many()
        .filter(job::Column::Id.eq(claim.job.0))
        .filter(job::Column::FencingToken.eq(claim.token))
        .filter(job::Column::Status.eq(JobStatus::Processing.as_str()))
}

/// Runs a where_claimed update; a claim that holds changes exactly one row.
pub(crate) async fn execute_fenced(
    update: UpdateMany<job::Entity>,
    db: &impl ConnectionTrait,
) -> Result<(), Error> {
    match update.exec(db).await?.rows_affected {
        1 => Ok(()),
        _ => Err(Error::LeaseLost),
    }
}

/// The heartbeat: the claim holds for another lease from `now`.
pub async fn extend(db: &Database, claim: &Claim, lease: &Lease, now: DateTime<Utc>) -> Result<(), Error> {
    let update = where_claimed(claim).col_expr(job::Column::LeaseExpiresAt, (now + lease.duration).into());
    execute_fenced(update, db.reader()).await
}

/// Gives the job back, for a worker that stops: another may take it up at once, and the claim
/// does not count as fruitless.
pub async fn release(db: &Database, claim: &Claim) -> Result<(), Error> {
    let update = where_claimed(claim)
        .col_expr(job::Column::LeaseExpiresAt, Expr::val(Option::<DateTime<Utc>>::None))
        .col_expr(job::Column::LeaseOwner, Expr::val(Option::<String>::None))
        .col_expr(job::Column::FruitlessClaims, 0.into());
    execute_fenced(update, db.reader()).await
}

/// The next conversations of a job that await their outcome, behind `after` in the import's order.
pub async fn pending(db: &Database, job: JobId, after: i32, limit: u64) -> Result<Vec<WorkItem>, Error> {
    let rows = conversation::Entity::find()
        .filter(conversation::Column::JobId.eq(job.0))
        .filter(conversation::Column::State.eq("pending"))
        .filter(conversation::Column::Ordinal.gt(after))
        .order_by_asc(conversation::Column::Ordinal)
        .limit(limit)
        .all(db.reader())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(WorkItem {
                id: row.id,
                ordinal: row.ordinal,
                message_count: usize::try_from(row.message_count).unwrap_or(0),
                conversation: transcript::decode(row)?,
            })
        })
        .collect()
}
