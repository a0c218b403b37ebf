//! The whole job, as its user sees it: upload, work, poll until it is done. Wall time against the
//! floor that the model's latency sets, and the server's peak memory.
//!
//! ```sh
//! cargo build --release && cargo bench -p gleaner-tests --bench import
//! ```
//!
//! On SQLite, and on Postgres too where TEST_DATABASE_URL is set. Another file than the 500
//! conversations of the fixtures can be named.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails where it cannot run"
)]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use gleaner_tests::database::TestDatabase;
use gleaner_tests::{Engine, Model, Reply};
use reqwest::Client;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const LATENCY: Duration = Duration::from_millis(200);
const SIDE_BY_SIDE: u32 = 10;

struct Server {
    process: Child,
    address: String,
    token: String,
    _database: TestDatabase,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start(engine: Engine, model: Option<&Model>) -> Self {
        let (database, folder) = (TestDatabase::empty(engine).await, tempfile::tempdir().unwrap());
        let binary = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("gleaner");
        let mut command = Command::new(binary);
        command
            .args(["serve", "--dev"])
            .current_dir(folder.path())
            .env_clear()
            .env("BIND_ADDR", "127.0.0.1:0")
            .env("DATABASE_URL", &database.url)
            .env("IMPORT_BATCH_DELAY_MS", "0")
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        if let Some(model) = model {
            command.env("OPENAI_API_KEY", "k").env("OPENAI_BASE_URL", model.base_url());
        }
        let mut process =
            command.spawn().unwrap_or_else(|error| panic!("{error}: cargo build --release comes first"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        while said.len() < 4 {
            said.push(lines.next_line().await.unwrap().unwrap());
        }
        let address = said[0].split(' ').find(|word| word.starts_with("http")).unwrap().to_owned();
        Self { process, address, token: said[3].clone(), _database: database, _folder: folder }
    }

    /// The most memory the process has had, in megabytes.
    fn peak_memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id().unwrap())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    /// Imports the file and answers the finished job and the time it took from the upload on.
    async fn import(&self, csv: Vec<u8>) -> (Value, Duration) {
        let client = Client::new();
        let start = Instant::now();
        let upload = client
            .post(format!("{}/api/patterns/import/csv", self.address))
            .bearer_auth(&self.token)
            .header("content-type", "text/csv")
            .body(csv);
        let accepted: Value = upload.send().await.unwrap().json().await.unwrap();
        let id = accepted["jobId"].as_str().unwrap_or_else(|| panic!("{accepted}"));
        let status = format!("{}/api/patterns/import/status/{id}", self.address);
        loop {
            let job: Value =
                client.get(&status).bearer_auth(&self.token).send().await.unwrap().json().await.unwrap();
            if job["completedAt"].is_string() {
                return (job["job"].clone(), start.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }
}

async fn measure(engine: Engine, file: &Path, model: Option<Model>) {
    let server = Server::start(engine, model.as_ref()).await;
    let idle = server.peak_memory();
    let (job, took) = server.import(std::fs::read(file).unwrap()).await;
    let calls = model.as_ref().map_or(0, |model| model.calls().len());
    println!(
        "{engine:?}, {}: {} conversations, {} created, {} enhanced, {} taught nothing, {} failed, {calls} calls",
        if model.is_some() { "model of 200 ms" } else { "local rules" },
        job["conversationsFound"],
        job["patternsCreated"],
        job["patternsEnhanced"],
        job["conversationsWithoutPattern"],
        job["conversationsFailed"],
    );
    print!("    {:.2} s; peak memory {:.0} MB ({idle:.0} MB idle)", took.as_secs_f64(), server.peak_memory());
    if calls > 0 {
        let floor = LATENCY.as_secs_f64() * calls as f64 / f64::from(SIDE_BY_SIDE);
        print!("; floor {floor:.2} s, ratio {:.3}", took.as_secs_f64() / floor);
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
