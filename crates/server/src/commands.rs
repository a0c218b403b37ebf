//! What each command does.

mod import;
mod serve;
mod summary;
mod token;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use gleaner_api::document;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::cli::{Cli, Command};
use crate::settings::{Environment, Settings};
use crate::{database, extractor, telemetry};

/// Runs a command to its end.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if let Command::Openapi = cli.command {
        print_line(&serde_json::to_string_pretty(&document())?);
        return Ok(ExitCode::SUCCESS);
    }
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        return Err(error).context("the file .env cannot be read");
    }
    let mut environment = Environment::of_process();
    if let Command::Serve { dev: true, .. } = cli.command {
        // People who try the service import several files an hour.
        environment = environment.with_default("IMPORTS_PER_USER_PER_HOUR", "0");
    }
    let settings = Settings::read(&environment)?;
    // Beside a progress bar, only what went wrong.
    let quiet = matches!(cli.command, Command::Import { .. }).then_some("warn");
    telemetry::start(settings.log_format, quiet)?;
    for name in &settings.misspelt {
        tracing::warn!(name, "this setting is not known; is it misspelt?");
    }
    match cli.command {
        Command::Serve { dev, no_worker } => serve::serve(settings, dev, no_worker).await,
        Command::Work => work(&settings).await,
        Command::Migrate => migrate(&settings).await,
        Command::Import { file } => import::import(&settings, &file).await,
        Command::Token { user, role } => token::token(&settings, &user, role.into()),
        Command::Openapi => Ok(ExitCode::SUCCESS),
    }
}

async fn work(settings: &Settings) -> anyhow::Result<ExitCode> {
    let db = database::open(&settings.database_url, false).await?;
    let stop = stop_on_signal()?;
    extractor::worker(settings, db.clone())?.run(&stop).await;
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn migrate(settings: &Settings) -> anyhow::Result<ExitCode> {
    database::migrate(&settings.database_url).await?;
    print_line("The schema of the database is up to date.");
    Ok(ExitCode::SUCCESS)
}

/// A token that is cancelled when the process is told to stop.
fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn({
        let stop = stop.clone();
        async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("told to stop");
            stop.cancel();
        }
    });
    Ok(stop)
}

/// What a command is asked for goes to standard output; a reader that has gone away does not matter.
fn print_line(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
