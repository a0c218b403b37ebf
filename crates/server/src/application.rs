//! The composition root: the parts of the service, built from one [`Settings`]. Every command and the test
//! harness use it.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::HttpServer;
use actix_web::dev::Server;
use anyhow::Context;
use futures_util::FutureExt;
use gleaner_api::auth::TokenVerifier;
use gleaner_api::{ApiState, JobStates, Meaning, ReadLimiter, RequestLimit, StreamLimiter, app, cors};
use gleaner_domain::Price;
use gleaner_extraction::redaction::without_personal_data;
use gleaner_extraction::{
    Embedder, Extractor, LocalExtractor, OpenAiEmbedder, OpenAiExtractor, OpenAiSettings, asked,
};
use gleaner_intake::{Forecast, IntakeRules};
use gleaner_persistence::Database;
use gleaner_persistence::library::vectors::VectorCache;
use gleaner_worker::{EmbeddingWorker, Worker};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use crate::settings::{ExtractorSettings, Settings};

/// The longest time that requests may continue after the worker has stopped, in seconds.
const SHUTDOWN_SECONDS: u64 = 2;

/// The application: its settings, its database and its extractor, and the parts that are built from them.
#[derive(Clone)]
pub struct Application {
    /// The settings.
    pub settings: Settings,
    /// The database, with its schema up to date.
    pub db: Database,
    /// Extracts patterns from conversations.
    pub extractor: Arc<dyn Extractor>,
    /// Turns questions into vectors; `None` without an embedding model.
    pub embedder: Option<Arc<dyn Embedder>>,
    /// Canceled when the process is told to stop.
    pub stop: CancellationToken,
}

impl Application {
    /// The application with `settings` on `db`.
    ///
    /// # Errors
    /// The HTTP client for the language model cannot be built.
    pub fn build(settings: Settings, db: Database) -> anyhow::Result<Self> {
        let extractor: Arc<dyn Extractor> = match &settings.extractor {
            ExtractorSettings::Local(types) => Arc::new(LocalExtractor::new(Arc::clone(types))),
            ExtractorSettings::OpenAi(openai) => {
                let price = Price::of(&settings.prices, &openai.model).cloned();
                Arc::new(OpenAiExtractor::new(&OpenAiSettings { price, ..openai.clone() })?)
            }
        };
        let embedder = settings.embedding.as_ref().map(OpenAiEmbedder::new).transpose()?;
        let embedder = embedder.map(|embedder| Arc::new(embedder) as Arc<dyn Embedder>);
        Ok(Self { settings, db, extractor, embedder, stop: CancellationToken::new() })
    }

    /// A worker, which does not run yet.
    pub fn worker(&self) -> Worker {
        Worker::new(self.db.clone(), Arc::clone(&self.extractor), self.settings.worker.clone())
    }

    /// What makes vectors for patterns, which does not run yet; `None` without an embedding model.
    pub fn embedding_worker(&self) -> Option<EmbeddingWorker> {
        let embedder = Arc::clone(self.embedder.as_ref()?);
        Some(EmbeddingWorker::new(self.db.clone(), embedder))
    }

    /// Processes jobs, and makes vectors for patterns, until it is told to stop.
    pub async fn work(&self) {
        let worker = self.worker();
        let embedding = async {
            if let Some(worker) = self.embedding_worker() {
                worker.run(&self.stop).await;
            }
        };
        tokio::join!(worker.run(&self.stop), embedding);
    }

    /// How messages are matched by their meaning.
    fn meaning(&self) -> Option<Arc<Meaning>> {
        let embedder = Arc::clone(self.embedder.as_ref()?);
        let cache = Arc::new(VectorCache::new(embedder.name()));
        let vector_of = move |message: String| {
            let embedder = Arc::clone(&embedder);
            let text = without_personal_data(&message);
            async move {
                if text.trim().is_empty() {
                    return Ok(None);
                }
                let embedded = embedder.embed(vec![text]).await.map_err(|error| error.to_string())?;
                Ok(embedded.vectors.into_iter().next())
            }
            .boxed()
        };
        Some(Arc::new(Meaning { vector_of: Box::new(vector_of), cache }))
    }

    /// The forecast of what this application's extractor takes for an import.
    pub fn forecast(&self) -> Forecast {
        let (extractor, pacing) = (Arc::clone(&self.extractor), self.extractor.pacing());
        let model = match &self.settings.extractor {
            ExtractorSettings::Local(_) => None,
            ExtractorSettings::OpenAi(openai) => Some(openai.model.clone()),
        };
        Forecast {
            extractor: extractor.kind(),
            price: model.as_ref().and_then(|model| Price::of(&self.settings.prices, model).cloned()),
            model,
            offers_economy: extractor.batches().is_some(),
            usage_of: Box::new(move |conversation| extractor.estimate(conversation)),
            per_conversation: pacing.per_conversation,
            concurrency: pacing.concurrency,
            pause: pacing.rest,
        }
    }

    /// The rules of imports, with what this application's extractor offers.
    fn intake_rules(&self) -> IntakeRules {
        IntakeRules {
            offers_economy: self.extractor.batches().is_some(),
            model_without_price: self.settings.model_without_price().map(str::to_owned),
            ..self.settings.intake.clone()
        }
    }

    /// The state of the HTTP service.
    ///
    /// # Errors
    /// No secret for tokens is set, or the threads that read files cannot be started.
    ///
    /// # Panics
    /// If it is called outside of a runtime.
    pub fn api_state(&self) -> anyhow::Result<ApiState> {
        Ok(ApiState {
            db: self.db.clone(),
            runtime: Handle::current(),
            jobs: JobStates::default(),
            intake: Arc::new(self.intake_rules()),
            forecast: Arc::new(self.forecast()),
            read_limiter: Arc::new(ReadLimiter::new(self.settings.reads)?),
            merge: self.settings.worker.merge,
            asked: Arc::new(asked),
            meaning: self.meaning(),
            streams: Arc::new(StreamLimiter::new(self.settings.streams)),
            tokens: Arc::new(TokenVerifier::new(self.settings.token_rules()?)),
            limit: Arc::new(RequestLimit::per_minute(self.settings.requests_per_minute)),
            stopping: self.stop.clone(),
        })
    }

    /// Binds the address of the settings. Returns the HTTP server, which serves once it is awaited, and the
    /// address with the actual port.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub fn listen(&self, state: ApiState) -> anyhow::Result<(Server, SocketAddr)> {
        let (bind_addr, origins) = (self.settings.bind_addr, self.settings.cors_allowed_origins.clone());
        let mut server = HttpServer::new(move || app(state.clone(), cors(&origins)))
            .disable_signals()
            .shutdown_timeout(SHUTDOWN_SECONDS);
        if let Some(threads) = self.settings.http_threads {
            server = server.workers(threads);
        }
        let server =
            server.bind(bind_addr).with_context(|| format!("BIND_ADDR: cannot listen on {bind_addr}"))?;
        let address = server.addrs().first().copied().unwrap_or(bind_addr);
        Ok((server.run(), address))
    }
}
