//! `gleaner import-patterns`: imports an export of another library.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::Utc;
use gleaner_domain::UserId;
use gleaner_exchange::{LibraryFormat, decode};
use gleaner_persistence::library::{ExchangeCounts, exchange};

use super::CLI_USER;
use super::output::print_line;
use crate::database;
use crate::settings::Settings;

pub(super) async fn import_patterns(
    settings: &Settings,
    path: &Path,
    dry_run: bool,
) -> anyhow::Result<ExitCode> {
    let name = path.to_string_lossy();
    let Some(format) = LibraryFormat::of_file_name(&name) else {
        bail!("{name}: expected a file that ends in .csv, .json or .jsonl");
    };
    let bytes = std::fs::read(path).with_context(|| format!("{name} cannot be read"))?;
    let decoded = decode(&bytes, format).with_context(|| format!("{name} cannot be imported"))?;
    let patterns: Vec<_> = decoded.into_iter().map(|decoded| decoded.pattern).collect();
    let db = database::open(&settings.database_url, false).await?;
    let author = UserId::parse(CLI_USER)?.into();
    let outcomes = exchange(&db, &author, &patterns, &settings.worker.merge, dry_run, Utc::now()).await?;
    db.close().await?;
    let ExchangeCounts { created, known, removed } = ExchangeCounts::of(&outcomes);
    let would = if dry_run { " would be" } else { "" };
    print_line(&format!("{created} patterns{would} created, {known} known, {removed} deleted before."));
    Ok(ExitCode::SUCCESS)
}
