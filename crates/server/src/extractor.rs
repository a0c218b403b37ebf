//! The extractor and the worker that the settings ask for.

use std::sync::Arc;
use std::time::Duration;

use gleaner_domain::Price;
use gleaner_extraction::{Extractor, LocalExtractor, OpenAiExtractor};
use gleaner_intake::Forecast;
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

fn extractor(settings: &Settings) -> anyhow::Result<Arc<dyn Extractor>> {
    Ok(match &settings.extractor {
        ExtractorSettings::Local => Arc::new(LocalExtractor),
        ExtractorSettings::OpenAi(openai) => Arc::new(OpenAiExtractor::new(openai)?),
    })
}

/// A worker on `db`.
pub(crate) fn worker(settings: &Settings, db: Database) -> anyhow::Result<Worker> {
    let extractor = extractor(settings)?;
    let settings = WorkerSettings {
        owner: format!("{}-{}", std::process::id(), uuid::Uuid::new_v4().simple()),
        merge: settings.merge,
        retry: Settings::RETRY,
        lease: LEASE,
        poll_interval: POLL_INTERVAL,
        stop_grace: STOP_GRACE,
    };
    Ok(Worker::new(db, extractor, settings))
}

/// What such a worker will take for an import.
pub(crate) fn forecast(settings: &Settings) -> anyhow::Result<Forecast> {
    let extractor = extractor(settings)?;
    let model = match &settings.extractor {
        ExtractorSettings::Local => None,
        ExtractorSettings::OpenAi(openai) => Some(openai.model.clone()),
    };
    let price = |model: &String| Price::of(&settings.prices, model).cloned();
    let pacing = extractor.pacing();
    Ok(Forecast {
        extractor: extractor.kind(),
        price: model.as_ref().and_then(price),
        model,
        usage_of: Box::new(move |conversation| extractor.estimate(conversation)),
        per_conversation: pacing.per_conversation,
        concurrency: pacing.batch_size,
        pause: pacing.batch_delay,
    })
}
