//! `gleaner serve`

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use anyhow::{Context, bail};
use gleaner_api::auth::{Role, TokenRules, TokenVerifier};
use gleaner_api::{ApiState, RequestLimit, UploadTurns, app, cors};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{print_line, stop_on_signal, token};
use crate::settings::Settings;
use crate::{database, extractor};

/// HS256 signs with a key of this size; a shorter secret is easier to guess than the signature.
const SHORT_SECRET_BYTES: usize = 32;
/// How long an upload waits for its turn to be read: clients and proxies give up after a minute.
const READ_PATIENCE: Duration = Duration::from_secs(30);
/// How long requests under way may go on when the process is told to stop, in seconds.
const SHUTDOWN_SECONDS: u64 = 5;

pub(super) async fn serve(settings: Settings, dev: bool, no_worker: bool) -> anyhow::Result<ExitCode> {
    let tokens = token_rules(&settings, dev)?;
    let db = database::open(&settings.database_url, dev).await?;
    let stop = stop_on_signal()?;
    let state = ApiState {
        db: db.clone(),
        intake: Arc::new(settings.intake.clone()),
        forecast: Arc::new(extractor::forecast(&settings)?),
        turns: Arc::new(UploadTurns::new(settings.concurrent_reads, READ_PATIENCE)?),
        tokens: Arc::new(TokenVerifier::new(&tokens)),
        limit: Arc::new(RequestLimit::per_minute(settings.requests_per_minute)),
        stopping: stop.clone(),
    };
    let origins = settings.cors_allowed_origins.clone();
    let server = HttpServer::new(move || app(state.clone(), cors(&origins)))
        .disable_signals()
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .bind(settings.bind_addr)
        .with_context(|| format!("BIND_ADDR: cannot listen on {}", settings.bind_addr))?;
    let address = server.addrs().first().copied().unwrap_or(settings.bind_addr);
    tracing::info!(%address, worker = !no_worker, "serving");
    if dev {
        greet(address, tokens)?;
    }

    let worker = extractor::worker(&settings, db.clone())?;
    let working = tokio::spawn({
        let stop = stop.clone();
        async move {
            if !no_worker {
                worker.run(&stop).await;
            }
        }
    });
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(async move {
        stop.cancelled().await;
        handle.stop(true).await;
    });
    server.await?;
    working.await?;
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}

fn token_rules(settings: &Settings, dev: bool) -> anyhow::Result<TokenRules> {
    match &settings.tokens {
        Some(rules) => {
            if rules.secret.expose_secret().len() < SHORT_SECRET_BYTES {
                tracing::warn!("JWT_SECRET is shorter than {SHORT_SECRET_BYTES} bytes");
            }
            Ok(rules.clone())
        }
        None if dev => {
            let secret =
                SecretString::from(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()));
            Ok(TokenRules { secret, issuer: None, audience: None })
        }
        None => bail!("JWT_SECRET is not set (to try the service out: gleaner serve --dev)"),
    }
}

/// Prints a token, and lines to paste into another terminal.
fn greet(mut address: SocketAddr, tokens: TokenRules) -> anyhow::Result<()> {
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    let token = token::issue(tokens, "dev-admin", Role::Admin)?;
    let curl = format!("curl -sS -H 'Authorization: Bearer {token}'");
    print_line(&format!(
        "Gleaner listens on http://{address} (API description: http://{address}/docs/)\n\n\
         Admin token, good for a day:\n{token}\n\n\
         Import the sample, then see the job and what it taught:\n\
         {curl} -F file=@samples/openphone-export.csv http://{address}/api/patterns/import/csv\n\
         {curl} http://{address}/api/patterns/import/history\n\
         {curl} http://{address}/api/patterns\n"
    ));
    Ok(())
}
