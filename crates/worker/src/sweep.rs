//! What a worker does from time to time, besides jobs. If a part of it fails, the next time does it.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use error_reporter::Report;
use futures_util::future;
use gleaner_domain::merging::MergeRules;
use gleaner_persistence::{Database, jobs, library};
use tokio_util::sync::CancellationToken;

const INTERVAL: Duration = Duration::from_secs(3_600);
/// How long it may take until a change leads to a conflict.
const COMPARISON_INTERVAL: Duration = Duration::from_secs(2);
/// How old the rating of a pattern may be, which depends on the time since the pattern was confirmed.
const RATING_AGE: TimeDelta = TimeDelta::days(7);

/// What a worker does from time to time.
pub(crate) struct Sweep<'a> {
    pub db: &'a Database,
    /// How long the texts of conversations are kept after their import has ended.
    pub retention: TimeDelta,
    /// When two patterns are the same.
    pub merge: MergeRules,
}

impl Sweep<'_> {
    /// Sweeps until the worker is told to stop. What is not committed by then is done the next time.
    pub async fn run(&self, stop: &CancellationToken) {
        let rarely = async {
            loop {
                self.delete_texts().await;
                self.rate_patterns().await;
                self.clean_index().await;
                self.delete_keys().await;
                tokio::time::sleep(INTERVAL).await;
            }
        };
        let often = async {
            loop {
                self.compare_patterns().await;
                tokio::time::sleep(COMPARISON_INTERVAL).await;
            }
        };
        stop.run_until_cancelled(future::join(rarely, often)).await;
    }

    /// What the end of an import makes necessary. Its texts may have to be deleted now; patterns can be compared later.
    pub async fn after_job(&self, stop: &CancellationToken) {
        self.delete_texts().await;
        stop.run_until_cancelled(self.compare_patterns()).await;
    }

    /// Compares the patterns that were changed with the others.
    async fn compare_patterns(&self) {
        match library::compare_changed(self.db, &self.merge, Utc::now()).await {
            Ok(0) => {}
            Ok(patterns) => tracing::info!(patterns, "compared changed patterns"),
            Err(error) => tracing::warn!(error = %Report::new(&error), "changed patterns were not compared"),
        }
    }

    /// Deletes the texts of imports that ended long enough ago.
    async fn delete_texts(&self) {
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
