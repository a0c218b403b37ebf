//! The real binary as a server, for benchmarks and for tests of its memory.

use std::path::Path;
use std::process::Stdio;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::database::{Engine, TestDatabase};
use crate::http_client;
use crate::model::Model;

/// A process `gleaner serve --dev` with its own database. Dropping it kills the process.
pub struct Server {
    process: Child,
    address: String,
    token: String,
    client: Client,
    _database: TestDatabase,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts `binary` with these settings and arguments. It calls `model` if there is one, and uses the local
    /// rules otherwise.
    pub async fn start(
        binary: &Path,
        engine: Engine,
        model: Option<&Model>,
        settings: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        Self::start_on(TestDatabase::empty(engine).await, binary, model, settings, arguments).await
    }

    /// Starts `binary` on this database.
    pub async fn start_on(
        database: TestDatabase,
        binary: &Path,
        model: Option<&Model>,
        settings: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(binary);
        command
            .args(["serve", "--dev"])
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("BIND_ADDR", "127.0.0.1:0")
            .env("DATABASE_URL", &database.url)
            .env("RUST_LOG", "warn")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        if let Some(model) = model {
            command.env("OPENAI_API_KEY", "k").env("OPENAI_BASE_URL", model.base_url());
        }
        let mut process = command.spawn().expect("the binary is built");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // The address is on the first line, the token on the fourth.
        let mut printed = Vec::new();
        while printed.len() < 4 {
            let line = lines.next_line().await.unwrap();
            printed.push(line.expect("the server prints its address and a token"));
        }
        let address = printed[0].split(' ').find(|word| word.starts_with("http")).unwrap().to_owned();
        let token = printed[3].clone();
        Self { process, address, token, client: http_client(), _database: database, _folder: folder }
    }

    /// The peak memory of the process, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id().unwrap())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
    }

    /// A request with the token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.authorized(self.client.request(method, format!("{}{path}", self.address)))
    }

    /// Uploads a CSV as a raw body. Returns the HTTP status and the body.
    pub async fn upload(&self, csv: impl Into<reqwest::Body>) -> (u16, Value) {
        let url = format!("{}/api/patterns/import/csv", self.address);
        let request = self.client.post(url).header("content-type", "text/csv").body(csv);
        let response = self.authorized(request).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The status of a job.
    pub async fn job(&self, id: &str) -> Value {
        let request = self.client.get(format!("{}/api/patterns/import/status/{id}", self.address));
        self.authorized(request).send().await.unwrap().json().await.unwrap()
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.token)
    }
}
