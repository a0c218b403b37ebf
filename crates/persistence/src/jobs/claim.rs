//! Claiming a job that no worker has, so that the jobs of one user do not delay those of another.

use chrono::{DateTime, Utc};
use gleaner_domain::{JobId, JobStatus, Source};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement};
use sea_orm::{Condition, EntityTrait, Order, QueryFilter};
use strum::VariantArray;

use super::fence::Claim;
use super::lease::{self, Lease};
use super::read::budget_of;
use super::usage;
use crate::Database;
use crate::database;
use crate::entities::job::{Column, Entity};
use crate::entities::lease as lease_row;
use crate::error::Error;

/// What came of one try to claim a job.
enum Try {
    Claimed(Claim),
    /// Another worker has claimed the job at the same time.
    LostRace,
    NoJob,
}

/// Claims a job that no worker has: the oldest one of the user with the fewest jobs in progress, or only the job `only`. Two
/// workers never get the same job. Returns `None` if there is none.
///
/// # Errors
/// The database failed.
pub async fn claim(db: &Database, lease: &Lease, only: Option<JobId>) -> Result<Option<Claim>, Error> {
    loop {
        match try_claim(db, lease, only).await? {
            Try::Claimed(claim) => return Ok(Some(claim)),
            Try::LostRace => {}
            Try::NoJob => return Ok(None),
        }
    }
}

async fn try_claim(db: &Database, lease: &Lease, only: Option<JobId>) -> Result<Try, Error> {
    let transaction = db.begin().await?;
    let now = database::now(&transaction).await?;
    let rows = Entity::update_many()
        .col_expr(Column::Status, JobStatus::Processing.as_str().into())
        .col_expr(Column::FencingToken, Expr::col(Column::FencingToken).add(1))
        .col_expr(Column::FailedAttempts, Expr::col(Column::FailedAttempts).add(1))
        .col_expr(Column::Extractor, lease.extractor.as_str().into())
        .col_expr(Column::Model, lease.model.clone().into())
        .col_expr(Column::ClaimableAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::WaitReason, Expr::value(Option::<String>::None))
        .col_expr(Column::StartedAt, Expr::col(Column::StartedAt).if_null(now))
        // `=` rather than `IN`, so that Postgres evaluates the subquery once.
        .filter(Expr::col(Column::Id).eq(Expr::SubQuery(None, Box::new(claimable(only, now).into()))))
        .exec_with_returning(&transaction)
        .await?;
    let Some(row) = rows.first() else { return Ok(Try::NoJob) };
    // The subquery may have read the leases before another worker committed its claim. Now that the job row is
    // locked, the lease is read again.
    if lease::is_valid(&transaction, JobId(row.id), now).await? {
        return Ok(Try::LostRace);
    }
    let claim = Claim {
        job: JobId(row.id),
        token: row.fencing_token,
        source: row.source.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.source"))?,
        is_reviewed: row.is_reviewed,
        mode: row.mode.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.mode"))?,
        claimed_at: now,
        started_at: row.started_at.unwrap_or(now),
        has_read: row.conversations_read > 0,
        failed_attempts: u32::try_from(row.failed_attempts).unwrap_or(0),
        budget: budget_of(row.budget_nanos),
        usage: usage::of_job(row),
    };
    lease::begin(&transaction, &claim, lease).await?;
    transaction.commit().await?;
    db.has_changed(claim.job);
    Ok(Try::Claimed(claim))
}

fn claimable(only: Option<JobId>, now: DateTime<Utc>) -> SelectStatement {
    let lease = Query::select()
        .expr(Expr::val(1))
        .from(lease_row::Entity)
        .and_where(Expr::col((lease_row::Entity, lease_row::Column::JobId)).equals((Entity, Column::Id)))
        .and_where(Expr::col((lease_row::Entity, lease_row::Column::ExpiresAt)).gt(now))
        .take();
    let abandoned = Condition::all()
        .add(Expr::col((Entity, Column::Status)).eq(JobStatus::Processing.as_str()))
        .add(Expr::exists(lease).not());
    let pending = Expr::col((Entity, Column::Status)).eq(JobStatus::Pending.as_str());
    let mut select = Query::select()
        .column((Entity, Column::Id))
        .from(Entity)
        .cond_where(Condition::any().add(pending).add(abandoned))
        .cond_where(
            Condition::any()
                .add(Expr::col((Entity, Column::ClaimableAt)).is_null())
                .add(Expr::col((Entity, Column::ClaimableAt)).lte(now)),
        )
        // A job of a later version may have a source that this version does not know.
        .and_where(
            Expr::col((Entity, Column::Source)).is_in(Source::VARIANTS.iter().map(|source| source.as_str())),
        )
        // The user with the fewest jobs in progress, then the one who has waited longest since a job was started.
        .order_by_expr(of_user(jobs_in_progress(now)), Order::Asc)
        .order_by_expr(of_user(last_start()), Order::Asc)
        .order_by((Entity, Column::CreatedAt), Order::Asc)
        .limit(1)
        // Postgres skips rows that another worker is claiming. SQLite has one writer at a time and no row
        // locks; SeaQuery leaves this out for it.
        .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
        .take();
    if let Some(id) = only {
        select.and_where(Expr::col((Entity, Column::Id)).eq(id.0));
    }
    select
}

/// The alias of the jobs of the same user.
const OTHERS: &str = "others";

/// Those that a worker has, without those that were released or abandoned.
fn jobs_in_progress(now: DateTime<Utc>) -> SelectStatement {
    use lease_row::{Column as Lease, Entity as Leases};
    let lease_of_other = Expr::col((Leases, Lease::JobId)).equals((OTHERS, Column::Id));
    Query::select()
        .expr(Expr::col((OTHERS, Column::Id)).count())
        .inner_join(Leases, lease_of_other)
        .and_where(Expr::col((Leases, Lease::ExpiresAt)).gt(now))
        .take()
}

fn last_start() -> SelectStatement {
    let never = DateTime::<Utc>::UNIX_EPOCH;
    Query::select().expr(Expr::col((OTHERS, Column::StartedAt)).max().if_null(never)).take()
}

/// A number over the jobs of the user of a job.
fn of_user(mut number: SelectStatement) -> Expr {
    number
        .from_as(Entity, OTHERS)
        .and_where(Expr::col((OTHERS, Column::UserId)).equals((Entity, Column::UserId)));
    Expr::SubQuery(None, Box::new(number.take().into()))
}
