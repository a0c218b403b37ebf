//! What requests and imports take in the service.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gleaner_domain::PatternDraft;
use gleaner_tests::server::Server;
use reqwest::{Method, RequestBuilder};

use crate::times::percentiles;

/// How often the service gets each kind of request.
const REQUESTS: usize = 100;

/// What the service takes for lists, matches and an export, and its peak memory after each of them.
pub async fn measure_service(server: &Server, drafts: &[PatternDraft]) {
    let memory = || format!("peak memory {} MiB", server.peak_memory() >> 20);
    println!("    service: {} at the start", memory());
    let mut times = Vec::new();
    for _ in 0..REQUESTS {
        times.push(read(server.request(Method::GET, "/api/patterns?limit=50")).await.0);
    }
    println!("    GET /api/patterns: {}, {}", percentiles(times), memory());
    let mut times = Vec::new();
    for draft in drafts.iter().take(REQUESTS) {
        let body = serde_json::json!({ "message": draft.trigger.as_str() });
        times.push(read(server.request(Method::POST, "/api/patterns/match").json(&body)).await.0);
    }
    println!("    POST /api/patterns/match: {}, {}", percentiles(times), memory());
    let (time, bytes) = read(server.request(Method::GET, "/api/patterns/export?format=jsonl")).await;
    println!("    export: {:.2} s, {} MiB, {}", time.as_secs_f64(), bytes >> 20, memory());
}

/// The time and the size of a response, which is dropped as it is read.
async fn read(request: RequestBuilder) -> (Duration, usize) {
    let start = Instant::now();
    let mut response = request.send().await.unwrap().error_for_status().unwrap();
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        bytes += chunk.len();
    }
    (start.elapsed(), bytes)
}

/// The binary of the service, which is built beside the benchmarks.
pub fn binary() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("gleaner")
}

/// The time in which the binary imports 500 conversations, in seconds, and its peak memory, in MiB.
pub fn import(url: &str) -> (f64, u64) {
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/star/star-dev-500.csv");
    let start = Instant::now();
    let mut child = Command::new(binary())
        .arg("import")
        .arg(file)
        .envs([("DATABASE_URL", url), ("EXTRACTOR", "local")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak_memory(child.id()).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success());
    (start.elapsed().as_secs_f64(), peak)
}

/// The peak memory of a process, in MiB; 0 if it has ended or the system does not tell.
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
