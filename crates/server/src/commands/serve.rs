//! `gleaner serve`

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use gleaner_api::auth::{Role, TokenRules};
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::output::print_line;
use super::signals::stop_on_signal;
use super::token;
use crate::application::Application;
use crate::database;
use crate::settings::Settings;

/// The key size of HS256, in bytes. A shorter secret is easier to guess than a signature.
const MIN_SECRET_BYTES: usize = 32;

/// How long the process waits for its worker after it is told to stop. The worker may take longer if the database is
/// away; its lease then expires. Docker kills a process after ten seconds.
const LONGEST_WORKER_STOP: Duration = Duration::from_secs(7);

pub(super) async fn serve(mut settings: Settings, dev: bool, no_worker: bool) -> anyhow::Result<ExitCode> {
    if dev {
        settings.tokens.get_or_insert_with(|| TokenRules::with_secret(random_secret()));
    }
    if settings.token_rules()?.secret.expose_secret().len() < MIN_SECRET_BYTES {
        tracing::warn!("JWT_SECRET is shorter than {MIN_SECRET_BYTES} bytes");
    }
    let db = database::open(&settings.database_url, dev).await?;
    let application = Application::build(settings, db)?;
    stop_on_signal(&application.stop)?;
    let (server, address) = application.listen(application.api_state()?)?;
    tracing::info!(%address, worker = !no_worker, "serving");
    if dev {
        print_first_steps(address, &application.settings)?;
    }

    let working = tokio::spawn({
        let application = application.clone();
        async move {
            if no_worker {
                application.stop.cancelled().await;
            } else {
                application.work().await;
            }
        }
    });
    let handle = server.handle();
    // The worker ends before the server, so clients can poll until its last outcomes are stored.
    let stop = application.stop.clone();
    let stopped = tokio::spawn(async move {
        let worked = tokio::select! {
            worked = working => worked.map_err(Into::into),
            () = worker_takes_too_long(&stop) => Err(anyhow::anyhow!("the worker has not stopped in time")),
        };
        handle.stop(true).await;
        worked
    });
    server.await?;
    stopped.await??;
    application.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Returns if a worker that was told to stop should have ended.
async fn worker_takes_too_long(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(LONGEST_WORKER_STOP).await;
}

fn random_secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// Prints a token, and commands to paste into another terminal.
fn print_first_steps(mut address: SocketAddr, settings: &Settings) -> anyhow::Result<()> {
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    let token = token::issue(settings.token_rules()?.clone(), "dev-admin", Role::Admin)?;
    let curl = format!("curl -sS -H 'Authorization: Bearer {token}'");
    print_line(&format!(
        "Gleaner listens on http://{address} (API description: http://{address}/docs/)\n\n\
         Admin token, valid for one day:\n{token}\n\n\
         Import the sample, then show the job and the patterns:\n\
         {curl} -F file=@samples/openphone-export.csv http://{address}/api/patterns/import/csv\n\
         {curl} http://{address}/api/patterns/import/history\n\
         {curl} http://{address}/api/patterns\n"
    ));
    Ok(())
}
