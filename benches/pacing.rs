//! How fast an import is: without rate limits, compared with the minimum that the latency of the model allows, and with
//! rate limits, compared with what the model accepts.
//!
//! ```sh
//! cargo build --release && cargo bench -p gleaner-tests --bench pacing
//! ```
//!
//! The file is the fixture with 500 conversations, the database is SQLite.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its results, and fails if it cannot run"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use gleaner_tests::{Engine, Limits, Model, Reply, Server};

const CONCURRENCY: usize = 10;
/// Calls for extractions only.
const SETTINGS: [(&str, &str); 2] = [("MERGE_QUESTIONS_PER_IMPORT", "0"), ("EMBEDDING_MODEL", "none")];

/// Imports the file. Returns the time from the first call to the end of the job.
async fn import(model: &Model, settings: &[(&str, &str)]) -> Duration {
    let binary = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("gleaner");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/star/star-dev-500.csv");
    let server =
        Server::start(&binary, Engine::Sqlite, Some(model), &[settings, &SETTINGS].concat(), &[]).await;
    let (_, accepted) = server.upload(std::fs::read(file).unwrap()).await;
    let id = accepted["jobId"].as_str().unwrap();
    model.wait_for_calls(1).await;
    let start = Instant::now();
    loop {
        let job = server.job(id).await;
        if job["completedAt"].is_string() {
            assert_eq!(
                (&job["job"]["status"], &job["job"]["conversationsFailed"]),
                (&"completed".into(), &0.into())
            );
            return start.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn without_limits(pacing: &str, latency: Duration) {
    let model = Model::start_with_latency(latency, Reply::echo);
    let settings =
        [("IMPORT_PACING", pacing), ("IMPORT_BATCH_DELAY_MS", "0"), ("IMPORT_MAX_CONCURRENCY", "10")];
    let took = import(&model, &settings).await.as_secs_f64();
    let calls = model.calls().len();
    let minimum = latency.as_secs_f64() * calls.div_ceil(CONCURRENCY) as f64;
    println!(
        "{pacing}, {latency:?}, {CONCURRENCY} at a time: {calls} calls in {took:.2} s; minimum {minimum:.2} s, ratio {:.3}",
        took / minimum
    );
}

async fn with_limits(calls: u32, tokens: u32) {
    let latency = Duration::from_millis(800);
    let model = Model::start_limited(Limits::per_minute(calls, tokens), latency, Reply::echo);
    let took = import(&model, &[("IMPORT_PACING", "adaptive")]).await;
    let (made, refused) = (model.calls().len(), model.refused());
    println!(
        "adaptive, at most {calls} calls and {tokens} tokens a minute: {made} calls in {:.2} s; {:.1} % of the limit, {refused} \
         refused ({:.2} %)",
        took.as_secs_f64(),
        // The last response comes after its latency.
        100.0 * model.used(took.saturating_sub(latency)),
        100.0 * refused as f64 / (made + refused) as f64
    );
}

#[tokio::main]
async fn main() {
    for latency in [200, 800].map(Duration::from_millis) {
        without_limits("fixed", latency).await;
        without_limits("adaptive", latency).await;
    }
    with_limits(400, u32::MAX).await;
    with_limits(u32::MAX, 1_200_000).await;
}
