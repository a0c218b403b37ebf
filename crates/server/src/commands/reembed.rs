//! `gleaner reembed`: gives all patterns vectors of the embedding model.

use std::process::ExitCode;

use anyhow::Context;

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
    let done = worker.run_until_idle(&application.stop).await?;
    let state = if application.stop.is_cancelled() {
        "Stopped; run the same command again to continue."
    } else {
        "All patterns have vectors."
    };
    print_line(&format!("{done} patterns got vectors. {state}"));
    application.db.close().await?;
    Ok(ExitCode::SUCCESS)
}
