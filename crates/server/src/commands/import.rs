//! `gleaner import FILE`: runs a whole job in this process.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::Utc;
use error_reporter::Report;
use gleaner_domain::{JobId, JobStatus, UserId};
use gleaner_intake::{Accepted, IntakeError, accept};
use gleaner_persistence::jobs::{self, AcceptError, ImportJob};
use gleaner_persistence::{Database, library};
use indicatif::{ProgressBar, ProgressStyle};

use super::CLI_USER;
use super::output::print_line;
use super::signals::stop_on_signal;
use super::summary::{summary, unreadable};
use crate::application::Application;
use crate::database;
use crate::settings::Settings;

/// How often the progress is read.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

pub(super) async fn import(mut settings: Settings, path: &Path) -> anyhow::Result<ExitCode> {
    let file = read_file(path, settings.intake.max_bytes)?;
    let db = database::open(&settings.database_url, false).await?;
    // The hourly limit is for users of the HTTP service.
    settings.intake.per_user_per_hour = None;
    let application = Application::build(settings, db.clone())?;
    let rules = &application.settings.intake;
    let job = match accept(&db, file.into(), UserId::parse(CLI_USER)?.into(), rules, Utc::now()).await {
        Ok(Accepted { job, .. }) => job,
        Err(IntakeError::NotAccepted(AcceptError::DuplicateFile { completed_at: Some(time), job })) => {
            print_line(&format!(
                "This file was already imported on {} (job {job}). Nothing was changed.",
                time.format("%Y-%m-%d at %H:%M UTC")
            ));
            return Ok(ExitCode::SUCCESS);
        }
        Err(IntakeError::NotAccepted(AcceptError::DuplicateFile { completed_at: None, job })) => {
            print_line(&format!("The import of this file was not finished; continuing it (job {job})."));
            job
        }
        Err(IntakeError::NotAccepted(AcceptError::Store(error))) => return Err(error.into()),
        Err(error) => bail!("{}: {}", path.display(), unreadable(&error)),
    };
    stop_on_signal(&application.stop)?;
    let job = work(&application, job).await?;
    if let Some(worker) = application.embedding_worker()
        && let Err(error) = worker.run_until_idle(&application.stop).await
    {
        // The next import, `gleaner reembed` or the service tries again.
        tracing::warn!(error = %Report::new(&error), "some patterns have no vectors yet");
    }
    if !job.status.is_final() {
        bail!("stopped; run the same command again to continue");
    }
    let (learned, reasons) = (library::patterns_of_import(&db, job.id).await?, job.without_pattern.clone());
    let rows = jobs::rows(&db, job.id).await?;
    print_line(&summary(path, &job, &rows, &learned, &reasons));
    Ok(if job.status == JobStatus::Completed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads at most `max_bytes` and one more byte, from which the size check sees that the file is too large.
fn read_file(path: &Path, max_bytes: u64) -> anyhow::Result<Vec<u8>> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(bytes)
}

/// Works on the job, or waits while another process works on it, until the job is final.
async fn work(application: &Application, job: JobId) -> anyhow::Result<ImportJob> {
    let Application { db, stop, .. } = application;
    let worker = application.worker();
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{bar:40} {pos}/{len} conversations ({elapsed})")?.progress_chars("=> "),
    );
    let show_progress = async {
        loop {
            let now = find(db, job).await?;
            bar.set_length(u64::try_from(now.conversations_found)?);
            bar.set_position(u64::try_from(now.conversations_analyzed)?);
            if now.status.is_final() || stop.is_cancelled() {
                return anyhow::Ok(());
            }
            tokio::time::sleep(PROGRESS_INTERVAL).await;
        }
    };
    let work = async {
        // Another process may hold the job, and may stop.
        while !stop.is_cancelled() {
            worker.process(job, stop).await?;
            if find(db, job).await?.status.is_final() {
                break;
            }
            tokio::time::sleep(PROGRESS_INTERVAL).await;
        }
        anyhow::Ok(())
    };
    tokio::try_join!(show_progress, work)?;
    bar.finish_and_clear();
    find(db, job).await
}

async fn find(db: &Database, job: JobId) -> anyhow::Result<ImportJob> {
    jobs::find(db, job).await?.context("the job was deleted")
}
