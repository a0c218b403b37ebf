//! A whole import: the upload, the job, and polling until it is completed. Compares the wall time with the minimum that
//! the latency of the model allows, and measures the server's peak memory.
//!
//! ```sh
//! cargo build --release && cargo bench -p gleaner-tests --bench import
//! ```
//!
//! Runs on SQLite, and on Postgres if TEST_DATABASE_URL is set. The file is the fixture with 500 conversations unless an
//! argument names another.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its results, and fails if it cannot run"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gleaner_tests::{Engine, Model, Reply, Server};
use serde_json::Value;

const LATENCY: Duration = Duration::from_millis(200);
/// Conversations of a batch, which the server extracts concurrently.
const BATCH_SIZE: u32 = 10;

/// Imports the file. Returns the final job, and the time from the beginning of the upload.
async fn import(server: &Server, csv: Vec<u8>) -> (Value, Duration) {
    let start = Instant::now();
    let (_, accepted) = server.upload(csv).await;
    let id = accepted["jobId"].as_str().unwrap_or_else(|| panic!("{accepted}"));
    loop {
        let job = server.job(id).await;
        if job["completedAt"].is_string() {
            return (job["job"].clone(), start.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

async fn measure(engine: Engine, file: &Path, model: Option<Model>) {
    let binary = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("gleaner");
    let server = Server::start(&binary, engine, model.as_ref(), &[("IMPORT_BATCH_DELAY_MS", "0")], &[]).await;
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let idle = mebibytes(server.peak_memory());
    let (job, took) = import(&server, std::fs::read(file).unwrap()).await;
    let calls = model.as_ref().map_or(0, |model| model.calls().len());
    println!(
        "{engine:?}, {}: {} conversations, {} created, {} enhanced, {} without a pattern, {} failed, {calls} calls",
        if model.is_some() { "model with 200 ms latency" } else { "local rules" },
        job["conversationsFound"],
        job["patternsCreated"],
        job["patternsEnhanced"],
        job["conversationsWithoutPattern"],
        job["conversationsFailed"],
    );
    print!(
        "    {:.2} s; peak memory {:.0} MiB ({idle:.0} MiB idle)",
        took.as_secs_f64(),
        mebibytes(server.peak_memory())
    );
    if calls > 0 {
        let minimum = LATENCY.as_secs_f64() * calls as f64 / f64::from(BATCH_SIZE);
        print!("; minimum {minimum:.2} s, ratio {:.3}", took.as_secs_f64() / minimum);
    }
    println!();
}

#[tokio::main]
async fn main() {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let fixture = || Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/star/star-dev-500.csv");
    let file = named.map_or_else(fixture, PathBuf::from);
    let mut engines = vec![Engine::Sqlite];
    if std::env::var_os("TEST_DATABASE_URL").is_some() {
        engines.push(Engine::Postgres);
    }
    for engine in engines {
        measure(engine, &file, None).await;
        measure(engine, &file, Some(Model::start_with_latency(LATENCY, Reply::echo))).await;
    }
}
