//! Replacing the process while imports run and clients poll.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::future::join_all;
use gleaner_tests::database::TestDatabase;
use gleaner_tests::{Engine, Export, Model, Reply, http_client, on_both_databases};
use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::sync::watch;

on_both_databases! {
    a_rolling_restart_loses_nothing_and_pays_for_nothing_twice,
}

const RESTARTS: usize = 10;
const CLIENTS: usize = 64;
const JOBS: usize = 3;
const CONVERSATIONS: usize = 100;
const SECRET: &str = "for-tests-only-for-tests-only-for-tests-only";

struct Service {
    database: TestDatabase,
    model: Model,
    http: reqwest::Client,
    /// What the processes log.
    log: NamedTempFile,
}

impl Service {
    async fn new(engine: Engine) -> Self {
        Self {
            database: TestDatabase::empty(engine).await,
            model: Model::start_with_latency(Duration::from_millis(150), Reply::echo),
            http: http_client(),
            log: NamedTempFile::new().unwrap(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
        command
            .args(arguments)
            .current_dir(std::env::temp_dir())
            .env_clear()
            .env("DATABASE_URL", &self.database.url)
            .env("JWT_SECRET", SECRET)
            .env("OPENAI_API_KEY", "k")
            .env("OPENAI_BASE_URL", self.model.base_url())
            .env("EMBEDDING_MODEL", "none")
            .env("IMPORT_BATCH_SIZE", "4")
            .env("IMPORT_BATCH_DELAY_MS", "0")
            .env("IMPORTS_PER_USER_PER_HOUR", "0")
            .env("REQUESTS_PER_USER_PER_MINUTE", "0")
            .env("MERGE_QUESTIONS_PER_IMPORT", "0")
            .env("RUST_LOG", "error")
            .stderr(File::options().append(true).open(&self.log).unwrap());
        command
    }

    /// Starts a process, and waits until it is ready.
    async fn start(&self) -> (Child, SocketAddr) {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = self.command(&["serve"]);
        let mut child = command.env("BIND_ADDR", address.to_string()).stdout(Stdio::null()).spawn().unwrap();
        let ready = format!("http://{address}/health/ready");
        let is_ready =
            async || self.http.get(&ready).send().await.is_ok_and(|response| response.status().is_success());
        while !is_ready().await {
            assert!(child.try_wait().unwrap().is_none(), "the process has ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (child, address)
    }

    fn token(&self) -> String {
        let printed = self.command(&["token", "--user", "ada", "--role", "admin"]).output().unwrap();
        String::from_utf8(printed.stdout).unwrap().trim().to_owned()
    }
}

/// A client that sends requests to the process that is current.
struct Client {
    http: reqwest::Client,
    token: String,
    current: watch::Receiver<SocketAddr>,
}

impl Client {
    fn url(&self, path: &str) -> String {
        format!("http://{}/api/patterns{path}", *self.current.borrow())
    }

    async fn upload(&self, file: String) -> String {
        let request = self.http.post(self.url("/import/csv")).bearer_auth(&self.token);
        let response = request.header("content-type", "text/csv").body(file).send().await.unwrap();
        let body: Value = response.json().await.unwrap();
        body["jobId"].as_str().unwrap().to_owned()
    }

    async fn poll(&self, job: &str) -> Option<Value> {
        let request = self.http.get(self.url(&format!("/import/status/{job}"))).bearer_auth(&self.token);
        let response = request.send().await.ok().filter(|response| response.status() == 200)?;
        let body: Value = response.json().await.ok()?;
        Some(body["job"].clone())
    }

    /// Polls until the job has ended. Returns how often a poll failed, and how often its repetition failed as well.
    async fn follow(&self, job: &str) -> (usize, usize) {
        let (mut failed, mut failed_again) = (0, 0);
        loop {
            let mut polled = self.poll(job).await;
            if polled.is_none() {
                failed += 1;
                polled = self.poll(job).await;
                failed_again += usize::from(polled.is_none());
            }
            if polled.is_some_and(|job| job["completedAt"].is_string()) {
                return (failed, failed_again);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Starts a new process and stops the old one, again and again.
async fn replace(service: &Service, mut running: Child, current: watch::Sender<SocketAddr>) -> Child {
    for _ in 0..RESTARTS {
        let (next, address) = service.start().await;
        current.send_replace(address);
        assert!(Command::new("kill").args(["-TERM", &running.id().to_string()]).status().unwrap().success());
        let stopped = tokio::task::spawn_blocking(move || running.wait().unwrap()).await.unwrap();
        assert!(stopped.success(), "{stopped}");
        running = next;
    }
    running
}

#[expect(clippy::print_stdout, reason = "the figures")]
async fn a_rolling_restart_loses_nothing_and_pays_for_nothing_twice(engine: Engine) {
    let service = Service::new(engine).await;
    assert!(service.command(&["migrate"]).stdout(Stdio::null()).status().unwrap().success());
    let (running, address) = service.start().await;
    let (sender, current) = watch::channel(address);
    let client = Client { http: service.http.clone(), token: service.token(), current };
    let file = |job: usize| {
        (0..CONVERSATIONS)
            .fold(Export::new(), |export, number| export.pattern(job * CONVERSATIONS + number))
            .csv()
    };
    let mut jobs = Vec::new();
    for job in 0..JOBS {
        jobs.push(client.upload(file(job)).await);
    }
    let following = join_all((0..CLIENTS).map(|number| client.follow(&jobs[number % JOBS])));
    let (mut running, followed) = tokio::join!(replace(&service, running, sender), following);
    running.kill().unwrap();
    running.wait().unwrap();

    let [failed, failed_again] =
        [|(failed, _): &(usize, usize)| *failed, |(_, again): &(usize, usize)| *again]
            .map(|number| followed.iter().map(number).sum::<usize>());
    println!("{engine:?}: {RESTARTS} restarts, {failed} polls were repeated");
    assert_eq!(failed_again, 0, "of {failed} repeated polls");
    assert_eq!(fs::read_to_string(&service.log).unwrap(), "");
    // After the last process has stopped, the database says what was lost.
    let db = gleaner_persistence::Database::connect(&service.database.url).await.unwrap();
    let (mut counted, mut abandoned) = (0, 0);
    for job in &jobs {
        let found = gleaner_persistence::jobs::find(&db, gleaner_domain::JobId(job.parse().unwrap()))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (found.status.as_str(), found.conversations_failed),
            ("completed", 0),
            "{:?}",
            found.errors
        );
        assert_eq!(found.conversations_analyzed as usize, CONVERSATIONS);
        counted += found.usage.calls as usize;
        abandoned += found.usage.unmeasured_calls as usize;
    }
    // Only what a stop abandons after its grace is called again: nothing, unless the machine is very slow.
    println!("{engine:?}: {counted} calls, {abandoned} of them abandoned");
    assert_eq!(service.model.calls().len(), counted);
    assert_eq!(counted - abandoned, JOBS * CONVERSATIONS);
}
