//! Log lines, on standard error.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::Directive;

use crate::settings::LogFormat;

/// What is logged where `RUST_LOG` says nothing.
const DEFAULT_FILTER: &str = "info";
/// Libraries that would write what they have read: a model's answer that cannot be understood, the
/// text of a statement. Off whatever `RUST_LOG` says.
const SILENCED: [&str; 2] = ["async_openai=off", "sqlx::query=off"];

/// Starts logging; `default` is what is logged where `RUST_LOG` says nothing.
pub(crate) fn start(format: LogFormat, default: Option<&str>) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(default.unwrap_or(DEFAULT_FILTER)));
    let filter = SILENCED
        .iter()
        .filter_map(|directive| directive.parse::<Directive>().ok())
        .fold(filter, EnvFilter::add_directive);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, as in tests, leaves the first as it is.
    let _ = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}
