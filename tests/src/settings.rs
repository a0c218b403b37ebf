//! The settings of tests.

use std::net::SocketAddr;
use std::time::Duration;

use gleaner_api::auth::TokenRules;
use gleaner_server::Settings;
use gleaner_worker::{RetryPolicy, Settings as WorkerSettings};

/// The settings of a test: the defaults of the service, without limits for a user, without long waits, and
/// without questions to the language model about similar patterns.
pub fn test_settings() -> Settings {
    let mut settings = Settings {
        bind_addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        http_threads: Some(1),
        tokens: Some(TokenRules::with_secret("s".repeat(32))),
        requests_per_minute: 0,
        cors_allowed_origins: vec!["https://page.example".to_owned()],
        worker: WorkerSettings {
            retry: RetryPolicy {
                retries: 2,
                first_wait: Duration::from_millis(1),
                longest_wait: Duration::from_millis(2),
            },
            // Most tests count the calls of extractions.
            merge_questions: 0,
            // A slow test machine does not lose the lease.
            lease: Duration::from_secs(60),
            poll_interval: Duration::from_millis(10),
            stop_grace: Duration::ZERO,
            ..WorkerSettings::default()
        },
        ..Settings::default()
    };
    settings.intake.per_user_per_hour = None;
    settings.reads.acquire_timeout = Duration::from_secs(60);
    settings
}
