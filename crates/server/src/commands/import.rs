//! `gleaner import FILE`: the whole job in this process.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::Utc;
use gleaner_domain::{JobId, JobStatus, UserId};
use gleaner_intake::{Accepted, IntakeError, IntakeRules, accept};
use gleaner_persistence::jobs::{self, AcceptError, ImportJob};
use gleaner_persistence::{Database, library};
use gleaner_worker::Worker;
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use super::summary::{summary, unreadable};
use super::{print_line, stop_on_signal};
use crate::settings::Settings;
use crate::{database, extractor};

/// Whose imports these are in the history.
const CLI_USER: &str = "command-line";
/// How often the progress is looked at.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);

pub(super) async fn import(settings: &Settings, path: &Path) -> anyhow::Result<ExitCode> {
    let file = read_file(path, settings.intake.max_bytes)?;
    let db = database::open(&settings.database_url, false).await?;
    // The person at the machine is not held to an hourly quota.
    let rules = IntakeRules { per_user_per_hour: None, ..settings.intake.clone() };
    let job = match accept(&db, file.into(), UserId::parse(CLI_USER)?, &rules, Utc::now()).await {
        Ok(Accepted { job, .. }) => job,
        Err(IntakeError::NotAccepted(AcceptError::DuplicateFile { completed_at: Some(time), job })) => {
            print_line(&format!(
                "This file was already imported on {} (job {job}). Nothing was changed.",
                time.format("%Y-%m-%d at %H:%M UTC")
            ));
            return Ok(ExitCode::SUCCESS);
        }
        Err(IntakeError::NotAccepted(AcceptError::DuplicateFile { completed_at: None, job })) => {
            print_line(&format!("The import of this file was not finished; going on with it (job {job})."));
            job
        }
        Err(IntakeError::NotAccepted(AcceptError::Store(error))) => return Err(error.into()),
        Err(error) => bail!("{}: {}", path.display(), unreadable(&error)),
    };
    let stop = stop_on_signal()?;
    let worker = extractor::worker(settings, db.clone())?;
    let job = work(&db, &worker, job, &stop).await?;
    if !job.status.is_final() {
        bail!("stopped; run the same command again to go on");
    }
    let (learnt, reasons) =
        (library::patterns_of_import(&db, job.id).await?, jobs::no_pattern_reasons(&db, job.id).await?);
    let rows = jobs::rows(&db, job.id).await?;
    print_line(&summary(path, &job, &rows, &learnt, &reasons));
    Ok(if job.status == JobStatus::Completed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads a file, and no more of it than tells that it is too large.
fn read_file(path: &Path, max_bytes: u64) -> anyhow::Result<Vec<u8>> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(bytes)
}

/// Works on the job, or watches whoever has it, until it is final.
async fn work(
    db: &Database,
    worker: &Worker,
    job: JobId,
    stop: &CancellationToken,
) -> anyhow::Result<ImportJob> {
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{bar:40} {pos}/{len} conversations ({elapsed})")?.progress_chars("=> "),
    );
    let watched = async {
        loop {
            let now = jobs::find(db, job).await?.context("the job is gone")?;
            bar.set_length(u64::try_from(now.conversations_found)?);
            bar.set_position(u64::try_from(now.conversations_analyzed)?);
            if now.status.is_final() || stop.is_cancelled() {
                return anyhow::Ok(());
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    };
    let worked = async {
        // Another process may have the job, and may lose it.
        while !stop.is_cancelled() {
            worker.process(job, stop).await?;
            if jobs::find(db, job).await?.context("the job is gone")?.status.is_final() {
                break;
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        anyhow::Ok(())
    };
    tokio::try_join!(watched, worked)?;
    bar.finish_and_clear();
    jobs::find(db, job).await?.context("the job is gone")
}
