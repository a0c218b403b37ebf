//! The settings, read once from the environment. `.env.example` is their reference.

mod embedding;
mod environment;
mod extraction;
mod intake;
mod pattern_types;
mod prices;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use gleaner_api::auth::TokenRules;
use gleaner_api::{ReadLimits, StreamLimits};
use gleaner_domain::merging::MergeRules;
use gleaner_domain::{Confidence, Price};
use gleaner_extraction::{EmbeddingSettings, OpenAiSettings, PatternTypes};
use gleaner_intake::IntakeRules;
use gleaner_worker::Settings as WorkerSettings;
use uuid::Uuid;

pub use environment::{Environment, SettingError};

/// Prefixes of the names of settings. An unknown name with one of them may be misspelled.
const NAME_PREFIXES: [&str; 11] = [
    "IMPORT_",
    "IMPORTS_",
    "OPENAI_",
    "PATTERN_",
    "JWT_",
    "CONFIDENCE_",
    "SIMILARITY_",
    "MERGE_",
    "EMBEDDING_",
    "ECONOMY_",
    "EVENT_",
];

/// All settings. [`Settings::default`] has the defaults, and [`Settings::read`] changes those that the
/// environment names. The others are for tests.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address that the HTTP service listens on.
    pub bind_addr: SocketAddr,
    /// Threads that serve requests; `None` for one per processor.
    pub http_threads: Option<usize>,
    /// The address of the database.
    pub database_url: String,
    /// How tokens are verified; `None` if no secret is set.
    pub tokens: Option<TokenRules>,
    /// What extracts patterns from conversations.
    pub extractor: ExtractorSettings,
    /// The embedding model; `None` if messages are matched by their words only.
    pub embedding: Option<EmbeddingSettings>,
    /// How files become imports.
    pub intake: IntakeRules,
    /// How the worker processes jobs.
    pub worker: WorkerSettings,
    /// How many uploads are read at the same time.
    pub reads: ReadLimits,
    /// How many event streams are open at the same time.
    pub streams: StreamLimits,
    /// Prices of language models. The first that applies is used: configured prices come before the built-in table.
    pub prices: Vec<Price>,
    /// Requests per user and minute; 0 for no limit.
    pub requests_per_minute: u32,
    /// Origins of other pages that may call the API.
    pub cors_allowed_origins: Vec<String>,
    /// The format of log lines.
    pub log_format: LogFormat,
    /// Unknown names in the environment that look like settings.
    pub unknown_names: Vec<String>,
}

/// What extracts patterns from conversations.
#[derive(Debug, Clone)]
pub enum ExtractorSettings {
    /// A language model.
    OpenAi(OpenAiSettings),
    /// Local rules, with the types that a pattern can have.
    Local(Arc<PatternTypes>),
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text, for people.
    Text,
    /// JSON, for programs.
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind_addr: SocketAddr::from(([127, 0, 0, 1], 8080)),
            http_threads: None,
            database_url: "sqlite://data/gleaner.db".to_owned(),
            tokens: None,
            extractor: ExtractorSettings::Local(Arc::default()),
            embedding: None,
            intake: IntakeRules::default(),
            worker: WorkerSettings {
                owner: format!("{}-{}", std::process::id(), Uuid::new_v4().simple()),
                ..WorkerSettings::default()
            },
            reads: ReadLimits::default(),
            streams: StreamLimits::default(),
            prices: prices::built_in(),
            requests_per_minute: 600,
            cors_allowed_origins: Vec::new(),
            log_format: LogFormat::Text,
            unknown_names: Vec::new(),
        }
    }
}

impl Settings {
    /// The language model, if its price is not known.
    pub fn model_without_price(&self) -> Option<&str> {
        match &self.extractor {
            ExtractorSettings::Local(_) => None,
            ExtractorSettings::OpenAi(openai) => {
                Some(openai.model.as_str()).filter(|model| Price::of(&self.prices, model).is_none())
            }
        }
    }

    /// The rules of tokens.
    ///
    /// # Errors
    /// No secret is set.
    pub fn token_rules(&self) -> anyhow::Result<&TokenRules> {
        self.tokens.as_ref().context("JWT_SECRET is not set (to try the service: gleaner serve --dev)")
    }

    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// The first setting that cannot be parsed, with the values that it takes.
    pub fn read(env: &Environment) -> Result<Self, SettingError> {
        let defaults = Self::default();
        let bind_addr = env.parsed("BIND_ADDR", "an address and port such as 127.0.0.1:8080")?;
        let requests_per_minute = env.within(
            "REQUESTS_PER_USER_PER_MINUTE",
            0..=u32::MAX.into(),
            defaults.requests_per_minute.into(),
        )?;
        let log_format = env.one_of("LOG_FORMAT", &[("text", LogFormat::Text), ("json", LogFormat::Json)])?;
        let (extractor, embedding) = extraction::read(env)?;
        let mut settings = Self {
            bind_addr: bind_addr.unwrap_or(defaults.bind_addr),
            http_threads: defaults.http_threads,
            database_url: env.text("DATABASE_URL").unwrap_or(defaults.database_url),
            tokens: tokens(env),
            extractor,
            embedding,
            intake: intake::read(env, defaults.intake)?,
            worker: worker(env, defaults.worker)?,
            reads: reads(env, defaults.reads)?,
            streams: streams(env, defaults.streams)?,
            prices: prices::read(env)?,
            requests_per_minute: requests_per_minute as u32,
            cors_allowed_origins: origins(env)?,
            log_format: log_format.unwrap_or(defaults.log_format),
            unknown_names: Vec::new(),
        };
        if settings.intake.budget.is_some() && settings.model_without_price().is_some() {
            return Err(env.error("IMPORT_BUDGET_USD", "an amount only if OPENAI_PRICES has the model"));
        }
        // Last: every known name was requested before.
        settings.unknown_names = env.unknown(&NAME_PREFIXES);
        Ok(settings)
    }
}

fn origins(env: &Environment) -> Result<Vec<String>, SettingError> {
    let origins = env.list("CORS_ALLOWED_ORIGINS").unwrap_or_default();
    let is_origin = |origin: &String| {
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*', ' ', '@']))
    };
    if origins.iter().all(is_origin) {
        return Ok(origins);
    }
    Err(env.error("CORS_ALLOWED_ORIGINS", "origins such as https://page.example, with commas between them"))
}

fn tokens(env: &Environment) -> Option<TokenRules> {
    let (secret, issuer, audience) =
        (env.secret("JWT_SECRET"), env.text("JWT_ISSUER"), env.text("JWT_AUDIENCE"));
    Some(TokenRules { secret: secret?, issuer, audience })
}

fn worker(env: &Environment, defaults: WorkerSettings) -> Result<WorkerSettings, SettingError> {
    let questions = env.within("MERGE_QUESTIONS_PER_IMPORT", 0..=100_000, defaults.merge_questions.into())?;
    let retention =
        env.within("CONVERSATION_RETENTION_DAYS", 0..=36_500, defaults.retention.num_days() as u64)?;
    let deadline = env.within("IMPORT_DEADLINE_MINUTES", 1..=525_600, defaults.deadline.as_secs() / 60)?;
    let jobs = env.within("IMPORT_CONCURRENT_JOBS", 1..=100, defaults.concurrent_jobs as u64)?;
    let economy_poll = env.within("ECONOMY_POLL_MINUTES", 1..=240, defaults.economy_poll.as_secs() / 60)?;
    Ok(WorkerSettings {
        concurrent_jobs: jobs as usize,
        economy_poll: Duration::from_secs(economy_poll * 60),
        deadline: Duration::from_secs(deadline * 60),
        merge: merge(env, defaults.merge)?,
        merge_questions: questions as u32,
        retention: TimeDelta::days(retention as i64),
        ..defaults
    })
}

fn merge(env: &Environment, defaults: MergeRules) -> Result<MergeRules, SettingError> {
    let cap = env.fraction("CONFIDENCE_CAP", defaults.cap.value())?;
    Ok(MergeRules {
        threshold: env.fraction("SIMILARITY_THRESHOLD", defaults.threshold)?,
        doubt: env.fraction("MERGE_DOUBT_LOW", defaults.doubt)?,
        boost: env.fraction("CONFIDENCE_BOOST", defaults.boost)?,
        cap: Confidence::new(cap).map_err(|_| env.error("CONFIDENCE_CAP", "a number from 0 to 1"))?,
    })
}

fn reads(env: &Environment, defaults: ReadLimits) -> Result<ReadLimits, SettingError> {
    let concurrent_reads = env.within("IMPORT_CONCURRENT_READS", 1..=64, defaults.concurrent_reads as u64)?;
    Ok(ReadLimits { concurrent_reads: concurrent_reads as usize, ..defaults })
}

fn streams(env: &Environment, defaults: StreamLimits) -> Result<StreamLimits, SettingError> {
    let per_user = env.within("EVENT_STREAMS_PER_USER", 1..=100_000, defaults.per_user as u64)?;
    let total = env.within("EVENT_STREAMS", 1..=100_000, defaults.total as u64)?;
    Ok(StreamLimits { per_user: per_user as usize, total: total as usize })
}

#[cfg(test)]
mod tests;
