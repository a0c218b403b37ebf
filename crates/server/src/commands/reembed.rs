//! `gleaner reembed`: makes vectors of the embedding model for all patterns.

use std::process::ExitCode;

use anyhow::Context;
use gleaner_domain::{Price, Usage};
use gleaner_persistence::library::vectors::embedding_usage;

use super::output::print_line;
use super::signals::stop_on_signal;
use crate::application::Application;
use crate::database;
use crate::settings::Settings;

pub(super) async fn reembed(settings: Settings) -> anyhow::Result<ExitCode> {
    let db = database::open(&settings.database_url, false).await?;
    let application = Application::build(settings, db)?;
    let worker = application.embedding_worker().context("EMBEDDING_MODEL is not set")?;
    stop_on_signal(&application.stop)?;
    let before = usage(&application).await?;
    let done = worker.run_until_idle(&application.stop).await?;
    let after = usage(&application).await?;
    let used = Usage {
        calls: after.calls.saturating_sub(before.calls),
        prompt_tokens: after.prompt_tokens.saturating_sub(before.prompt_tokens),
        ..Usage::default()
    };
    let state = match application.stop.is_cancelled() {
        true => "Stopped; run the same command again to continue.",
        false => "Every pattern has vectors.",
    };
    print_line(&format!(
        "{done} patterns got vectors, with {} calls and {} tokens{}. {state}",
        used.calls,
        used.prompt_tokens,
        cost(&application.settings, used)
    ));
    application.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// What the embedding model was used for patterns so far.
async fn usage(application: &Application) -> anyhow::Result<Usage> {
    let name = application.embedder.as_ref().map(|embedder| embedder.name());
    let usage = embedding_usage(&application.db).await?;
    let used = usage.into_iter().find(|usage| Some(usage.model.as_str()) == name);
    Ok(used.map_or_else(Usage::default, |used| Usage {
        calls: u32::try_from(used.calls).unwrap_or(u32::MAX),
        prompt_tokens: used.tokens,
        ..Usage::default()
    }))
}

/// Empty if the price is not known.
fn cost(settings: &Settings, usage: Usage) -> String {
    let model = settings.embedding.as_ref().map(|embedding| embedding.model.as_str());
    let price = model.and_then(|model| Price::of(&settings.prices, model));
    price.map_or_else(String::new, |price| format!(" (${:.4})", price.cost(usage)))
}
