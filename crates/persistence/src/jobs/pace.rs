//! How long a running job still takes.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::JobId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entities::conversation::{Column, Entity};
use crate::error::Error;

/// Outcomes that the pace is computed from: several times as many as there are calls at the same time, since those often
/// end together, and few enough that a pause of the import is soon forgotten.
const OUTCOMES: usize = 50;

/// The time that `pending` conversations of a job that was started then take at the pace of its last outcomes. It changes
/// only with an outcome, so the time since the last one is part of it. `None` before the first outcome.
pub(super) async fn time_left(
    db: &impl ConnectionTrait,
    job: JobId,
    started_at: DateTime<Utc>,
    pending: i32,
) -> Result<Option<TimeDelta>, Error> {
    let finished = last_outcomes(db, job, started_at).await?;
    Ok(estimate(started_at, &finished, pending))
}

/// When the last conversations since `started_at` were finished, the latest first.
async fn last_outcomes(
    db: &impl ConnectionTrait,
    job: JobId,
    started_at: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, Error> {
    let finished: Vec<Option<DateTime<Utc>>> = Entity::find()
        .select_only()
        .column(Column::FinishedAt)
        .filter(Column::JobId.eq(job.0))
        .filter(Column::FinishedAt.gte(started_at))
        .order_by_desc(Column::FinishedAt)
        .limit(OUTCOMES as u64 + 1)
        .into_tuple()
        .all(db)
        .await?;
    Ok(finished.into_iter().flatten().collect())
}

fn estimate(started_at: DateTime<Utc>, latest_first: &[DateTime<Utc>], pending: i32) -> Option<TimeDelta> {
    let latest = latest_first.first()?;
    // The outcome before those that are counted, or the start: the first of several calls take as long as all of them.
    let (since, outcomes) = match latest_first.get(OUTCOMES) {
        Some(before) => (*before, OUTCOMES),
        None => (started_at, latest_first.len()),
    };
    let took = (*latest - since).max(TimeDelta::zero());
    let milliseconds = took.num_milliseconds() * i64::from(pending.max(0)) / outcomes as i64;
    Some(TimeDelta::milliseconds(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_pace_of_the_run_applies_to_what_is_left() {
        assert_eq!(estimate(at(0), &[], 10), None);
        // Ten calls at the same time, all of which took four seconds.
        assert_eq!(estimate(at(0), &[at(4); 10], 490), Some(TimeDelta::seconds(196)));
        assert_eq!(estimate(at(0), &[at(9), at(6), at(3)], 0), Some(TimeDelta::zero()));
        // The clock of the worker is behind that of the database.
        assert_eq!(estimate(at(5), &[at(4)], 10), Some(TimeDelta::zero()));
    }

    #[test]
    fn what_happened_before_the_last_outcomes_does_not_count() {
        // A pause of an hour, and then an outcome each second.
        let finished: Vec<_> = (0..=50).map(|number| at(3_650 - number)).collect();
        assert_eq!(estimate(at(0), &finished, 30), Some(TimeDelta::seconds(30)));
    }
}
