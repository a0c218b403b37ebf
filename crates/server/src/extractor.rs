//! The extractor and the worker that the settings ask for.

use std::sync::Arc;
use std::time::Duration;

use gleaner_extraction::{Extractor, LocalExtractor, OpenAiExtractor};
use gleaner_persistence::Database;
use gleaner_worker::{Settings as WorkerSettings, Worker};

use crate::settings::{ExtractorSettings, Settings};

/// A worker that dies is missed after this.
const LEASE: Duration = Duration::from_secs(15);
/// A new job is noticed after at most this.
const POLL_INTERVAL: Duration = Duration::from_millis(250);
/// Calls under way may go on for so long when the process is told to stop; orchestrators kill it
/// after ten seconds.
const STOP_GRACE: Duration = Duration::from_secs(5);

/// A worker on `db`.
pub(crate) fn worker(settings: &Settings, db: Database) -> anyhow::Result<Worker> {
    let extractor: Arc<dyn Extractor> = match &settings.extractor {
        ExtractorSettings::Local => Arc::new(LocalExtractor),
        ExtractorSettings::OpenAi(openai) => Arc::new(OpenAiExtractor::new(openai)?),
    };
    let settings = WorkerSettings {
        owner: format!("{}-{}", std::process::id(), uuid::Uuid::new_v4().simple()),
        batch_size: settings.batch_size,
        batch_delay: settings.batch_delay,
        merge: settings.merge,
        retry: Settings::RETRY,
        lease: LEASE,
        poll_interval: POLL_INTERVAL,
        stop_grace: STOP_GRACE,
    };
    Ok(Worker::new(db, extractor, settings))
}
