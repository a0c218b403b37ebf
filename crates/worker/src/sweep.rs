//! What a worker does from time to time, besides jobs. If a part of it fails, the next time does it.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use error_reporter::Report;
use gleaner_persistence::{Database, jobs, library};
use tokio_util::sync::CancellationToken;

const INTERVAL: Duration = Duration::from_secs(3_600);
/// How old the rating of a pattern may be, which depends on the time since the pattern was confirmed.
const RATING_AGE: TimeDelta = TimeDelta::days(7);

/// What a worker does from time to time.
pub(crate) struct Sweep<'a> {
    pub db: &'a Database,
    /// How long the texts of conversations are kept after their import has ended.
    pub retention: TimeDelta,
}

impl Sweep<'_> {
    /// Sweeps until the worker is told to stop. What is not committed by then is done the next time.
    pub async fn run(&self, stop: &CancellationToken) {
        stop.run_until_cancelled(async {
            loop {
                self.delete_texts().await;
                self.rate_patterns().await;
                self.clean_index().await;
                self.delete_keys().await;
                tokio::time::sleep(INTERVAL).await;
            }
        })
        .await;
    }

    /// Deletes the texts of imports that ended long enough ago.
    pub async fn delete_texts(&self) {
        let now = Utc::now();
        match jobs::delete_texts(self.db, now - self.retention, now).await {
            Ok(0) => {}
            Ok(imports) => tracing::info!(imports, "deleted the texts of conversations"),
            Err(error) => {
                tracing::warn!(error = %Report::new(&error), "the texts of conversations were not deleted")
            }
        }
    }

    /// Rates the patterns again whose rating is old, or missing after an update of the service.
    async fn rate_patterns(&self) {
        let now = Utc::now();
        match library::rate_outdated(self.db, now - RATING_AGE, now).await {
            Ok(0) => {}
            Ok(patterns) => tracing::info!(patterns, "rated patterns again"),
            Err(error) => tracing::warn!(error = %Report::new(&error), "patterns were not rated again"),
        }
    }

    /// Deletes what undone imports left in the index.
    async fn clean_index(&self) {
        match library::delete_entries_of_retracted(self.db).await {
            Ok(0) => {}
            Ok(patterns) => tracing::info!(patterns, "deleted the index entries of retracted patterns"),
            Err(error) => tracing::warn!(error = %Report::new(&error), "index entries were not deleted"),
        }
    }

    /// Deletes idempotency keys that have expired.
    async fn delete_keys(&self) {
        if let Err(error) = jobs::delete_expired_keys(self.db).await {
            tracing::warn!(error = %Report::new(&error), "expired idempotency keys were not deleted");
        }
    }
}
