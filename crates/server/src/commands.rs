//! The commands.

mod export;
mod import;
mod import_patterns;
mod output;
mod reembed;
mod regroup;
mod serve;
mod signals;
mod summary;
mod token;

use std::process::ExitCode;

use anyhow::Context;
use gleaner_api::document;

use crate::application::Application;
use crate::cli::{Cli, Command};
use crate::settings::{Environment, Settings};
use crate::{database, telemetry};
use output::print_line;
use signals::stop_on_signal;

/// The user of what commands do, in the history.
const CLI_USER: &str = "command-line";

/// Runs a command to its end.
///
/// # Errors
/// A setting is invalid, or the command fails.
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
        // People who try the service import several files in an hour.
        environment = environment.with_default("IMPORTS_PER_USER_PER_HOUR", "0");
    }
    let settings = Settings::read(&environment)?;
    // A progress bar is shown: only problems are logged.
    let quiet = matches!(cli.command, Command::Import { .. }).then_some("warn");
    telemetry::start(settings.log_format, quiet)?;
    for name in &settings.unknown_names {
        tracing::warn!(name, "this setting is unknown; it may be misspelled");
    }
    match cli.command {
        Command::Serve { dev, no_worker } => serve::serve(settings, dev, no_worker).await,
        Command::Work => work(settings).await,
        Command::Migrate => migrate(&settings).await,
        Command::Reembed => reembed::reembed(settings).await,
        Command::Regroup { apply } => regroup::regroup(settings, apply).await,
        Command::Import { file } => import::import(settings, &file).await,
        Command::Export { format, output, deleted } => {
            export::export(&settings, format.into(), output.as_deref(), deleted).await
        }
        Command::ImportPatterns { file, dry_run } => {
            import_patterns::import_patterns(&settings, &file, dry_run).await
        }
        Command::Token { user, role } => token::token(&settings, &user, role.into()),
        Command::Openapi => Ok(ExitCode::SUCCESS),
    }
}

async fn work(settings: Settings) -> anyhow::Result<ExitCode> {
    let db = database::open(&settings.database_url, false).await?;
    let application = Application::build(settings, db)?;
    stop_on_signal(&application.stop)?;
    application.work().await;
    application.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn migrate(settings: &Settings) -> anyhow::Result<ExitCode> {
    database::migrate(&settings.database_url).await?;
    print_line("The schema of the database is up to date.");
    Ok(ExitCode::SUCCESS)
}
