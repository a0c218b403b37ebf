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

/// How long a call of a language model takes, about, for a conversation of usual length.
const CALL: Duration = Duration::from_secs(2);
/// How long the local rules take for a conversation, about, with what is stored of it.
const LOCAL_READING: Duration = Duration::from_millis(5);

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

/// What such a worker will take for an import.
pub(crate) fn forecast(settings: &Settings) -> anyhow::Result<Forecast> {
    let extractor = extractor(settings)?;
    let model = match &settings.extractor {
        ExtractorSettings::Local => None,
        ExtractorSettings::OpenAi(openai) => Some(openai.model.clone()),
    };
    let price = |model: &String| Price::of(&settings.prices, model).cloned();
    let is_remote = extractor.is_remote();
    Ok(Forecast {
        extractor: extractor.kind(),
        price: model.as_ref().and_then(price),
        model,
        usage_of: Box::new(move |conversation| extractor.estimate(conversation)),
        per_conversation: if is_remote { CALL } else { LOCAL_READING },
        side_by_side: if is_remote { settings.batch_size } else { 1 },
        pause: if is_remote { settings.batch_delay } else { Duration::ZERO },
    })
}
