//! Logging, to standard error.

use anyhow::Context;
use tracing::Metadata;
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::settings::LogFormat;

/// The filter if `RUST_LOG` is not set.
const DEFAULT_FILTER: &str = "info,sea_orm_migration=warn,actix_server=warn";
/// Libraries that would log what they read: the response of a model, the text of a statement. They are off
/// even if `RUST_LOG` enables them.
const SILENCED: [&str; 2] = ["async_openai", "sqlx"];

/// Starts logging. `default` is the filter if `RUST_LOG` is not set.
///
/// # Errors
/// `RUST_LOG` is not a valid filter.
pub(crate) fn start(format: LogFormat, default: Option<&str>) -> anyhow::Result<()> {
    let configured = std::env::var("RUST_LOG").ok().filter(|filter| !filter.trim().is_empty());
    let filter = EnvFilter::try_new(configured.as_deref().or(default).unwrap_or(DEFAULT_FILTER))
        .context("RUST_LOG takes directives such as info,gleaner_worker=debug")?;
    let filter = filter.and(filter_fn(is_not_silenced));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry();
    // Fails if logging was started before, as in tests; it stays as it was then.
    let _ = match format {
        LogFormat::Text => registry.with(lines.with_filter(filter)).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true).with_filter(filter)).try_init(),
    };
    Ok(())
}

fn is_not_silenced(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    !SILENCED.iter().any(|library| target == *library || target.starts_with(&format!("{library}::")))
}
