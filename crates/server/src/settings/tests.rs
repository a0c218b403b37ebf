//! Tests of reading the settings.

use secrecy::ExposeSecret;

use super::*;

fn read(values: &[(&str, &str)]) -> Result<Settings, SettingError> {
    Settings::read(&Environment::of(
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    ))
}

#[test]
fn an_empty_environment_configures_a_local_service() {
    let settings = read(&[]).unwrap();
    assert!(matches!(settings.extractor, ExtractorSettings::Local(_)));
    assert_eq!(settings.database_url, "sqlite://data/gleaner.db");
    assert_eq!(settings.intake.max_bytes, 10_485_760);
    assert_eq!(settings.intake.per_user_per_hour, Some(1));
    assert!(settings.tokens.is_none());
}

#[test]
fn a_key_selects_the_model_unless_the_extractor_is_set() {
    let key = ("OPENAI_API_KEY", "k");
    assert!(matches!(read(&[key]).unwrap().extractor, ExtractorSettings::OpenAi(_)));
    assert!(matches!(read(&[key, ("EXTRACTOR", "local")]).unwrap().extractor, ExtractorSettings::Local(_)));
}

#[test]
fn the_key_of_the_language_model_is_not_sent_to_another_endpoint() {
    let key = ("OPENAI_API_KEY", "k");
    let own = ("EMBEDDING_BASE_URL", "http://embedder.example/v1");
    let embedding = |values: &[(&str, &str)]| read(values).unwrap().embedding;
    let default = embedding(&[key]).unwrap();
    assert_eq!((default.model.as_str(), default.dimensions), ("text-embedding-3-small", Some(256)));
    assert_eq!(default.api_key.expose_secret(), "k");
    assert_eq!(embedding(&[key, own]).unwrap().api_key.expose_secret(), "");
    assert_eq!(embedding(&[key, own, ("EMBEDDING_API_KEY", "e")]).unwrap().api_key.expose_secret(), "e");
    for values in
        [vec![], vec![own], vec![key, ("EXTRACTOR", "local")], vec![key, ("EMBEDDING_MODEL", "none")]]
    {
        assert!(embedding(&values).is_none(), "{values:?}");
    }
    let named = embedding(&[own, ("EMBEDDING_MODEL", "own-model")]).unwrap();
    assert_eq!((named.model.as_str(), named.dimensions), ("own-model", None));
}

#[test]
fn an_invalid_setting_is_named_with_the_values_that_it_takes() {
    for (name, value) in [
        ("BIND_ADDR", "localhost"),
        ("IMPORT_MAX_BYTES", "10MB"),
        ("IMPORT_BATCH_SIZE", "0"),
        ("IMPORT_PACING", "fast"),
        ("IMPORT_BUDGET_USD", "0"),
        ("IMPORT_BUDGET_USD", "$5"),
        ("IMPORT_MAX_CONCURRENCY", "0"),
        ("IMPORT_CONCURRENT_JOBS", "0"),
        ("OPENAI_RATE_SHARE", "0"),
        ("OPENAI_RATE_SHARE", "NaN"),
        ("OPENAI_RATE_SHARE", "2"),
        ("SIMILARITY_THRESHOLD", "1.5"),
        ("SIMILARITY_THRESHOLD", "NaN"),
        ("EXTRACTOR", "gpt"),
        ("LOG_FORMAT", "xml"),
        ("IMPORT_CONCURRENT_READS", "0"),
        ("OPENAI_PRICES", "gpt-4o"),
        ("CORS_ALLOWED_ORIGINS", "*"),
        ("CORS_ALLOWED_ORIGINS", "https://page.example/path"),
        ("OPENAI_BASE_URL", "api.example"),
        ("EMBEDDING_BASE_URL", "api.example"),
        ("EMBEDDING_DIMENSIONS", "many"),
        ("PATTERN_TYPES_FILE", "/nowhere/types.toml"),
    ] {
        let error = read(&[(name, value)]).unwrap_err().to_string();
        assert!(error.starts_with(name) && error.len() > name.len() + 10, "{error}");
    }
    assert!(read(&[("EXTRACTOR", "openai")]).unwrap_err().to_string().starts_with("OPENAI_API_KEY"));
}

/// `.env.example` contains every setting with its default.
#[test]
fn the_example_environment_contains_every_setting_with_its_default() {
    let example = include_str!("../../../../.env.example");
    let lines = example.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let values: Vec<_> = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (example, nothing) = (Environment::of(values.clone()), Environment::of([]));
    let described = |mut settings: Settings| {
        // Differs in every process.
        settings.worker.owner.clear();
        format!("{settings:?}")
    };
    let read = |env| described(Settings::read(env).unwrap());
    assert_eq!(read(&example), read(&nothing));
    assert_eq!(read(&nothing), described(Settings::default()));
    let named: Vec<_> = values.into_iter().map(|(name, _)| name).filter(|name| name != "RUST_LOG").collect();
    let mut sorted = named.clone();
    sorted.sort();
    assert_eq!(sorted, nothing.requested());
}

#[test]
fn zero_turns_the_quota_and_the_idle_split_off() {
    let settings = read(&[("IMPORTS_PER_USER_PER_HOUR", "0"), ("THREAD_IDLE_HOURS", "0")]).unwrap();
    assert_eq!(settings.intake.per_user_per_hour, None);
    assert_eq!(settings.intake.grouping.thread_idle, None);
}

#[test]
fn an_unknown_name_with_a_known_prefix_is_reported() {
    let settings = read(&[("IMPORT_MAX_BYTE", "1"), ("IMPORT_MAX_BYTES", "1"), ("PATH", "/bin")]).unwrap();
    assert_eq!(settings.unknown_names, ["IMPORT_MAX_BYTE"]);
}

#[test]
fn debug_output_has_no_secrets() {
    let settings = read(&[("JWT_SECRET", "hush-hush"), ("OPENAI_API_KEY", "sk-hush")]).unwrap();
    assert!(!format!("{settings:?}").contains("hush"));
}
