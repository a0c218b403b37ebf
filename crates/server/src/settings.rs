//! Settings, read once from the environment into types. `.env.example` is their reference.

mod environment;
mod prices;

use std::net::SocketAddr;
use std::time::Duration;

use chrono::TimeDelta;
use gleaner_api::auth::TokenRules;
use gleaner_domain::grouping::GroupingRules;
use gleaner_domain::merging::MergeRules;
use gleaner_domain::{Confidence, Price};
use gleaner_extraction::{OpenAiSettings, Pacing};
use gleaner_intake::IntakeRules;
use gleaner_worker::RetryPolicy;

pub use environment::{Environment, SettingError};

/// Names that start so are ours: one that is not known is misspelt.
const OWN_PREFIXES: [&str; 6] = ["IMPORT_", "IMPORTS_", "OPENAI_", "JWT_", "CONFIDENCE_", "SIMILARITY_"];

/// How long one call of a language model takes, about, for a conversation of usual length.
const EXPECTED_CALL: Duration = Duration::from_secs(2);

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the API listens.
    pub bind_addr: SocketAddr,
    /// Where the database is.
    pub database_url: String,
    /// How tokens are checked; `None` where no secret is set.
    pub tokens: Option<TokenRules>,
    /// Who reads conversations.
    pub extractor: ExtractorSettings,
    /// How files become imports.
    pub intake: IntakeRules,
    /// When lessons are the same.
    pub merge: MergeRules,
    /// Files read at the same time.
    pub concurrent_reads: usize,
    /// What the models' tokens cost; what is set goes before what is known here.
    pub prices: Vec<Price>,
    /// Requests of a user in a minute; 0 for no limit.
    pub requests_per_minute: u32,
    /// Origins of other pages that may call the API.
    pub cors_allowed_origins: Vec<String>,
    /// Lines for people or for machines.
    pub log_format: LogFormat,
    /// Names in the environment that look like ours and are not known.
    pub misspelt: Vec<String>,
}

/// Who reads conversations.
#[derive(Debug, Clone)]
pub enum ExtractorSettings {
    /// A language model.
    OpenAi(OpenAiSettings),
    /// Local rules.
    Local,
}

/// What log lines look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Settings {
    /// How often a conversation is tried, and how long in between: some seven seconds together,
    /// unless the provider asks for more.
    pub const RETRY: RetryPolicy =
        RetryPolicy { retries: 3, first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(60) };

    /// Reads all settings, or names the first that cannot be read.
    pub fn read(env: &Environment) -> Result<Self, SettingError> {
        let extractor = extractor(env)?;
        let mut settings = Self {
            bind_addr: env
                .parsed("BIND_ADDR", "an address and port such as 127.0.0.1:8080")?
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            database_url: env.text("DATABASE_URL").unwrap_or_else(|| "sqlite://data/gleaner.db".to_owned()),
            tokens: tokens(env),
            intake: intake(env)?,
            extractor,
            merge: merge(env)?,
            concurrent_reads: env.within("IMPORT_CONCURRENT_READS", 1..=64, 2)? as usize,
            prices: prices::read(env)?,
            requests_per_minute: env.within("REQUESTS_PER_USER_PER_MINUTE", 0..=u32::MAX.into(), 600)? as u32,
            cors_allowed_origins: origins(env)?,
            log_format: env
                .one_of("LOG_FORMAT", &[("text", LogFormat::Text), ("json", LogFormat::Json)])?
                .unwrap_or(LogFormat::Text),
            misspelt: Vec::new(),
        };
        // Last: by now every known name has been asked for.
        settings.misspelt = env.unknown(&OWN_PREFIXES);
        Ok(settings)
    }
}

fn origins(env: &Environment) -> Result<Vec<String>, SettingError> {
    let origins = env.list("CORS_ALLOWED_ORIGINS", &[]);
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

fn extractor(env: &Environment) -> Result<ExtractorSettings, SettingError> {
    let key = env.secret("OPENAI_API_KEY");
    let base_url = env.text("OPENAI_BASE_URL").unwrap_or_else(|| "https://api.openai.com/v1".to_owned());
    if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
        return Err(env.error("OPENAI_BASE_URL", "an http:// or https:// address"));
    }
    let model = env.text("OPENAI_MODEL").unwrap_or_else(|| "gpt-4o".to_owned());
    let timeout = Duration::from_secs(env.within("OPENAI_TIMEOUT_SECONDS", 1..=600, 60)?);
    let pacing = Pacing {
        batch_size: env.within("IMPORT_BATCH_SIZE", 1..=100, 10)? as usize,
        batch_delay: Duration::from_millis(env.within("IMPORT_BATCH_DELAY_MS", 0..=600_000, 2_000)?),
        per_conversation: EXPECTED_CALL,
    };
    let wants_model = env.one_of("EXTRACTOR", &[("openai", true), ("local", false)])?;
    match (wants_model.unwrap_or(key.is_some()), key) {
        (false, _) => Ok(ExtractorSettings::Local),
        (true, Some(api_key)) => {
            Ok(ExtractorSettings::OpenAi(OpenAiSettings { base_url, api_key, model, timeout, pacing }))
        }
        (true, None) => Err(env.error("OPENAI_API_KEY", "a key where EXTRACTOR is openai")),
    }
}

fn intake(env: &Environment) -> Result<IntakeRules, SettingError> {
    let window = env.within("CONVERSATION_WINDOW_MINUTES", 1..=525_600, 120)?;
    let idle = env.within("THREAD_IDLE_HOURS", 0..=87_600, 24)?;
    let per_hour = env.within("IMPORTS_PER_USER_PER_HOUR", 0..=100_000, 1)? as u32;
    Ok(IntakeRules {
        max_bytes: env.within("IMPORT_MAX_BYTES", 1..=1 << 30, 10 << 20)?,
        skip_markers: env.list("SKIP_MARKERS", &["CN6cc5c67b4", "CN2cc08d4c"]),
        grouping: GroupingRules {
            window: TimeDelta::minutes(window as i64),
            thread_idle: (idle > 0).then(|| TimeDelta::hours(idle as i64)),
        },
        max_conversations: env.within("IMPORT_MAX_CONVERSATIONS", 1..=1_000_000, 500)? as usize,
        per_user_per_hour: (per_hour > 0).then_some(per_hour),
    })
}

fn merge(env: &Environment) -> Result<MergeRules, SettingError> {
    let share = |name, default| env.fraction(name, default);
    let cap = share("CONFIDENCE_CAP", 0.95)?;
    Ok(MergeRules {
        threshold: share("SIMILARITY_THRESHOLD", 0.70)?,
        boost: share("CONFIDENCE_BOOST", 0.02)?,
        cap: Confidence::new(cap).map_err(|_| env.error("CONFIDENCE_CAP", "a number from 0 to 1"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<Settings, SettingError> {
        Settings::read(&Environment::of(
            values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        ))
    }

    #[test]
    fn nothing_set_is_a_local_service() {
        let settings = read(&[]).unwrap();
        assert!(matches!(settings.extractor, ExtractorSettings::Local));
        assert_eq!(settings.database_url, "sqlite://data/gleaner.db");
        assert_eq!(settings.intake.max_bytes, 10_485_760);
        assert_eq!(settings.intake.per_user_per_hour, Some(1));
        assert!(settings.tokens.is_none());
    }

    #[test]
    fn a_key_means_the_model_unless_it_is_said_otherwise() {
        let key = ("OPENAI_API_KEY", "k");
        assert!(matches!(read(&[key]).unwrap().extractor, ExtractorSettings::OpenAi(_)));
        assert!(matches!(read(&[key, ("EXTRACTOR", "local")]).unwrap().extractor, ExtractorSettings::Local));
    }

    #[test]
    fn a_setting_that_cannot_be_read_is_named_with_what_it_takes() {
        for (name, value) in [
            ("BIND_ADDR", "localhost"),
            ("IMPORT_MAX_BYTES", "10MB"),
            ("IMPORT_BATCH_SIZE", "0"),
            ("SIMILARITY_THRESHOLD", "1.5"),
            ("SIMILARITY_THRESHOLD", "NaN"),
            ("EXTRACTOR", "gpt"),
            ("LOG_FORMAT", "xml"),
            ("IMPORT_CONCURRENT_READS", "0"),
            ("OPENAI_PRICES", "gpt-4o"),
            ("CORS_ALLOWED_ORIGINS", "*"),
            ("CORS_ALLOWED_ORIGINS", "https://page.example/path"),
            ("OPENAI_BASE_URL", "api.example"),
        ] {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(name) && error.len() > name.len() + 10, "{error}");
        }
        assert!(read(&[("EXTRACTOR", "openai")]).unwrap_err().to_string().starts_with("OPENAI_API_KEY"));
    }

    /// `.env.example` names every setting, and gives the value that it has anyway.
    #[test]
    fn the_example_is_the_reference() {
        let example = include_str!("../../../.env.example");
        let lines =
            example.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
        let values: Vec<_> = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let (example, nothing) = (Environment::of(values.clone()), Environment::of([]));
        let described = |env| format!("{:?}", Settings::read(env).unwrap());
        assert_eq!(described(&example), described(&nothing));
        let named: Vec<_> =
            values.into_iter().map(|(name, _)| name).filter(|name| name != "RUST_LOG").collect();
        let mut sorted = named.clone();
        sorted.sort();
        assert_eq!(sorted, nothing.asked());
    }

    #[test]
    fn zero_is_no_limit_and_no_split() {
        let settings = read(&[("IMPORTS_PER_USER_PER_HOUR", "0"), ("THREAD_IDLE_HOURS", "0")]).unwrap();
        assert_eq!(settings.intake.per_user_per_hour, None);
        assert_eq!(settings.intake.grouping.thread_idle, None);
    }

    #[test]
    fn a_misspelt_name_is_noticed() {
        let settings =
            read(&[("IMPORT_MAX_BYTE", "1"), ("IMPORT_MAX_BYTES", "1"), ("PATH", "/bin")]).unwrap();
        assert_eq!(settings.misspelt, ["IMPORT_MAX_BYTE"]);
    }

    #[test]
    fn secrets_are_not_shown() {
        let settings = read(&[("JWT_SECRET", "hush-hush"), ("OPENAI_API_KEY", "sk-hush")]).unwrap();
        assert!(!format!("{settings:?}").contains("hush"));
    }
}
