//! The real application on a real socket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use chrono::{TimeDelta, Utc};
use gleaner_api::auth::{Role, TokenIssuer, TokenRules, TokenVerifier, User};
use gleaner_api::{ApiState, RequestLimit, UploadTurns, app, cors};
use gleaner_domain::grouping::GroupingRules;
use gleaner_domain::merging::MergeRules;
use gleaner_domain::{Confidence, Price, UserId};
use gleaner_extraction::{Extractor, LocalExtractor, OpenAiExtractor, OpenAiSettings};
use gleaner_intake::{Forecast, IntakeRules};
use gleaner_persistence::Database;
use gleaner_worker::{RetryPolicy, Settings, Worker};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::database::{Engine, TestDatabase};
use crate::http_client;
use crate::model::Model;

/// What a test may set otherwise.
#[derive(Debug, Clone)]
pub struct Setup {
    pub intake: IntakeRules,
    pub worker: Settings,
    pub tokens: TokenRules,
    pub requests_per_minute: u32,
    pub concurrent_reads: usize,
    /// How long an upload waits for its turn to be read.
    pub patience: Duration,
    /// What the forecast is made for: the local rules, or this model at this price.
    pub model: Option<(OpenAiSettings, Option<Price>)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            intake: IntakeRules {
                max_bytes: 10 << 20,
                skip_markers: vec!["CN6cc5c67b4".into(), "CN2cc08d4c".into()],
                grouping: GroupingRules {
                    window: TimeDelta::hours(2),
                    thread_idle: Some(TimeDelta::hours(24)),
                },
                max_conversations: 500,
                per_user_per_hour: None,
            },
            worker: Settings {
                owner: "test".into(),
                merge: MergeRules { threshold: 0.7, boost: 0.02, cap: Confidence::new(0.95).unwrap() },
                retry: RetryPolicy {
                    retries: 2,
                    first_wait: Duration::from_millis(1),
                    longest_wait: Duration::from_millis(2),
                },
                lease: Duration::from_secs(60),
                poll_interval: Duration::from_millis(10),
                stop_grace: Duration::ZERO,
            },
            tokens: TokenRules { secret: SecretString::from("s".repeat(32)), issuer: None, audience: None },
            requests_per_minute: 0,
            concurrent_reads: 2,
            patience: Duration::from_secs(60),
            model: None,
        }
    }
}

impl Setup {
    fn forecast(&self) -> Forecast {
        let (extractor, model, price): (Arc<dyn Extractor>, _, _) = match &self.model {
            None => (Arc::new(LocalExtractor), None, None),
            Some((openai, price)) => {
                (Arc::new(OpenAiExtractor::new(openai).unwrap()), Some(openai.model.clone()), price.clone())
            }
        };
        Forecast {
            extractor: extractor.kind(),
            model,
            usage_of: Box::new(move |conversation| extractor.estimate(conversation)),
            price,
            per_conversation: Duration::from_secs(1),
            concurrency: 10,
            pause: Duration::from_secs(2),
        }
    }
}

/// The application with its database. Jobs are worked on when the test says so.
pub struct TestApp {
    pub db: Database,
    pub database: TestDatabase,
    /// The turns of its uploads, for a test to take some away.
    pub turns: Arc<UploadTurns>,
    /// Cancelled by a test to stop the application.
    pub stopping: CancellationToken,
    pub setup: Setup,
    address: SocketAddr,
    client: Client,
}

/// What the application answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The code of a refusal.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The accepted job.
    pub fn job(&self) -> String {
        assert_eq!(self.status, StatusCode::ACCEPTED, "{}", self.body);
        self.body["jobId"].as_str().unwrap().to_owned()
    }
}

impl TestApp {
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, Setup::default()).await
    }

    pub async fn start_with(engine: Engine, setup: Setup) -> Self {
        let database = TestDatabase::migrated(engine).await;
        let db = Database::connect(&database.url).await.unwrap();
        let turns = Arc::new(UploadTurns::new(setup.concurrent_reads, setup.patience).unwrap());
        let stopping = CancellationToken::new();
        let state = ApiState {
            db: db.clone(),
            intake: Arc::new(setup.intake.clone()),
            forecast: Arc::new(setup.forecast()),
            turns: Arc::clone(&turns),
            tokens: Arc::new(TokenVerifier::new(&setup.tokens)),
            limit: Arc::new(RequestLimit::per_minute(setup.requests_per_minute)),
            stopping: stopping.clone(),
        };
        let server = HttpServer::new(move || app(state.clone(), cors(&["https://page.example".to_owned()])))
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        Self { db, database, turns, stopping, setup, address, client: http_client() }
    }

    /// A worker with the local rules.
    pub fn worker(&self) -> Worker {
        self.worker_with(Arc::new(LocalExtractor))
    }

    /// A worker that asks `model`.
    pub fn worker_asking(&self, model: &Model) -> Worker {
        self.worker_with(Arc::new(OpenAiExtractor::new(&model.settings()).unwrap()))
    }

    pub fn worker_with(&self, extractor: Arc<dyn Extractor>) -> Worker {
        Worker::new(self.db.clone(), extractor, self.setup.worker.clone())
    }

    /// Works until no job is left, by the local rules.
    pub async fn work(&self) {
        self.worker().run_until_idle(&CancellationToken::new()).await.unwrap();
    }

    /// Works until no job is left, asking `model`.
    pub async fn work_asking(&self, model: &Model) {
        self.worker_asking(model).run_until_idle(&CancellationToken::new()).await.unwrap();
    }

    /// As if so much time had passed that every lease has ended.
    pub async fn let_leases_end(&self) {
        let statement = "UPDATE pattern_import_jobs SET lease_expires_at = created_at";
        self.db.connection().execute_unprepared(statement).await.unwrap();
    }

    /// A token of `user`, good for an hour.
    pub fn token(&self, user: &str, role: Role) -> String {
        let user = User { id: UserId::parse(user).unwrap(), role };
        TokenIssuer::new(self.setup.tokens.clone()).issue(&user, TimeDelta::hours(1), Utc::now()).unwrap()
    }

    /// A request of the admin `ada`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_of(&self.token("ada", Role::Admin), method, path)
    }

    pub fn request_of(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(token)
    }

    pub fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Reads as the admin `ada`.
    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// Uploads a CSV as the admin `ada`, as a raw body.
    pub async fn upload(&self, csv: impl Into<reqwest::Body>) -> Answer {
        self.upload_as("ada", csv).await
    }

    pub async fn upload_as(&self, user: &str, csv: impl Into<reqwest::Body>) -> Answer {
        let token = self.token(user, Role::Admin);
        let request = self.request_of(&token, Method::POST, "/api/patterns/import/csv");
        send(request.header("content-type", "text/csv").body(csv)).await
    }

    /// Uploads, works by the local rules, and answers the job as it is then.
    pub async fn import(&self, csv: impl Into<reqwest::Body>) -> Value {
        let job = self.upload(csv).await.job();
        self.work().await;
        self.job(&job).await
    }

    /// A job's status.
    pub async fn job(&self, id: &str) -> Value {
        let answer = self.get(&format!("/api/patterns/import/status/{id}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body["job"].clone()
    }

    /// The library.
    pub async fn patterns(&self) -> Vec<Value> {
        self.get("/api/patterns").await.body["patterns"].as_array().unwrap().clone()
    }

    /// A pattern's evidence.
    pub async fn sources(&self, id: &Value) -> Vec<Value> {
        let answer = self.get(&format!("/api/patterns/{id}")).await;
        answer.body["pattern"]["sources"].as_array().unwrap().clone()
    }
}

/// Sends a request and reads the answer.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the application answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}
