//! One upload of 10 MiB: its time and its peak memory. Then ten concurrent uploads of 10 MiB: the peak memory, and the
//! time of polls before and during the uploads, whose ratio is the result.
//!
//! ```sh
//! cargo build --release && cargo bench -p gleaner-tests --bench uploads
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its results, and fails if it cannot run"
)]

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use gleaner_tests::{Engine, Server, export};

const FILE_BYTES: usize = 10 << 20;
const POLLS: usize = 500;

/// Polls one at a time while `more` returns true. Returns the times in ascending order.
async fn poll(server: &Server, job: &str, mut more: impl FnMut(usize) -> bool) -> Vec<Duration> {
    let mut times = Vec::new();
    while more(times.len()) {
        let start = Instant::now();
        assert_eq!(server.job(job).await["success"], true);
        times.push(start.elapsed());
    }
    times.sort();
    times
}

fn milliseconds(times: &[Duration], share: f64) -> f64 {
    times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3
}

#[tokio::main]
async fn main() {
    let binary = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("gleaner");
    let settings = [("IMPORTS_PER_USER_PER_HOUR", "0"), ("REQUESTS_PER_USER_PER_MINUTE", "0")];
    let server = Server::start(&binary, Engine::Sqlite, None, &settings, &["--no-worker"]).await;
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let idle = mebibytes(server.peak_memory());

    let file = |number: usize| export::repeated(true, FILE_BYTES - number * 1_000);
    let start = Instant::now();
    let (status, accepted) = server.upload(file(0)).await;
    assert_eq!(status, 202, "{accepted}");
    let (took, peak) = (start.elapsed(), mebibytes(server.peak_memory()) - idle);
    println!(
        "one upload of 10 MiB: {:.0} ms; peak memory {peak:.0} MiB above {idle:.0} MiB idle, {:.1} times the file (target: at most 6)",
        took.as_secs_f64() * 1e3,
        peak / 10.0
    );

    let job = accepted["jobId"].as_str().unwrap();
    let before = poll(&server, job, |count| count < POLLS).await;
    let files: Vec<_> = (1..=10).map(file).collect();
    let done = std::cell::Cell::new(false);
    let start = Instant::now();
    let uploads = async {
        let responses = join_all(files.into_iter().map(|file| server.upload(file))).await;
        done.set(true);
        responses
    };
    let (responses, during) = tokio::join!(uploads, poll(&server, job, |_| !done.get()));
    let statuses: Vec<_> = responses.iter().map(|(status, _)| *status).collect();
    println!(
        "ten concurrent uploads: {:.1} s, {statuses:?}; peak memory {:.0} MiB above idle",
        start.elapsed().as_secs_f64(),
        mebibytes(server.peak_memory()) - idle
    );
    for (name, share) in [("median", 0.5), ("99th percentile", 0.99), ("slowest", 1.0)] {
        let (calm, busy) = (milliseconds(&before, share), milliseconds(&during, share));
        println!(
            "    polls, {name}: {calm:.1} ms before, {busy:.1} ms during the uploads, ratio {:.1}",
            busy / calm
        );
    }
    println!("    {} polls during the uploads", during.len());
}
