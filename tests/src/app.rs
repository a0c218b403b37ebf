//! The real application on a real socket.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use gleaner_api::ReadLimiter;
use gleaner_api::auth::{Role, TokenIssuer, User};
use gleaner_domain::UserId;
use gleaner_extraction::{Extractor, OpenAiExtractor};
use gleaner_persistence::{Database, Timeouts};
use gleaner_server::{Application, Settings};
use gleaner_worker::Worker;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::database::{Engine, TestDatabase};
use crate::extractor::{Directly, Extract};
use crate::http_client;
use crate::model::Model;
use crate::proxy::Proxy;
use crate::response::{Response, send};
use crate::settings::test_settings;

/// The application with its own database. Jobs are processed only when the test calls a worker.
pub struct TestApp {
    /// The application.
    pub application: Application,
    /// The application's connection to its database.
    pub db: Database,
    /// The database itself.
    pub database: Arc<TestDatabase>,
    /// The limiter of uploads, for tests that hold its permits.
    pub read_limiter: Arc<ReadLimiter>,
    address: SocketAddr,
    client: Client,
}

impl TestApp {
    /// Starts the application with [`test_settings`].
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, test_settings()).await
    }

    /// Starts the application with `settings`.
    pub async fn start_with(engine: Engine, settings: Settings) -> Self {
        let database = Arc::new(TestDatabase::migrated(engine).await);
        Self::start_on(database, settings).await
    }

    /// Starts another process with `settings` on the same database. This one continues.
    pub async fn start_beside(&self, settings: Settings) -> Self {
        Self::start_on(Arc::clone(&self.database), settings).await
    }

    /// Starts the application on Postgres, with a proxy between them.
    pub async fn start_behind_proxy(settings: Settings) -> (Self, Proxy) {
        let database = Arc::new(TestDatabase::migrated(Engine::Postgres).await);
        let address =
            database.url.split(['@', '/']).nth(3).expect("the URL has a user and a host").to_owned();
        let proxy = Proxy::to(address.clone()).await;
        let url = database.url.replace(&address, &proxy.address().to_string());
        (Self::start_at(&url, database, settings).await, proxy)
    }

    async fn start_on(database: Arc<TestDatabase>, settings: Settings) -> Self {
        Self::start_at(&database.url.clone(), database, settings).await
    }

    /// Starts the application on SQLite, with these timeouts of the database.
    pub async fn start_with_timeouts(timeouts: Timeouts) -> Self {
        let database = Arc::new(TestDatabase::migrated(Engine::Sqlite).await);
        let db = Database::connect_with(&database.url, timeouts, None).await.unwrap();
        Self::start_with_db(db, database, test_settings()).await
    }

    async fn start_at(url: &str, database: Arc<TestDatabase>, settings: Settings) -> Self {
        let db = Database::connect(url).await.unwrap();
        Self::start_with_db(db, database, settings).await
    }

    async fn start_with_db(db: Database, database: Arc<TestDatabase>, settings: Settings) -> Self {
        let application = Application::build(settings, db.clone()).unwrap();
        let state = application.api_state().unwrap();
        let read_limiter = Arc::clone(&state.read_limiter);
        let (server, address) = application.listen(state).unwrap();
        tokio::spawn(server);
        Self { application, db, database, read_limiter, address, client: http_client() }
    }

    /// The application's worker, with the local rules unless the settings name a model.
    pub fn worker(&self) -> Worker {
        self.application.worker()
    }

    /// A worker that calls `model`.
    pub fn worker_asking(&self, model: &Model) -> Worker {
        self.worker_with(Arc::new(OpenAiExtractor::new(&model.settings()).unwrap()))
    }

    /// A worker that extracts with `extract`.
    pub fn worker_extracting(&self, extract: Arc<impl Extract>) -> Worker {
        self.worker_with(Arc::new(Directly(extract)))
    }

    /// A worker with `extractor`.
    pub fn worker_with(&self, extractor: Arc<dyn Extractor>) -> Worker {
        Application { extractor, ..self.application.clone() }.worker()
    }

    /// Processes jobs with the application's worker until none is left.
    pub async fn work(&self) {
        self.worker().run_until_idle(&CancellationToken::new()).await.unwrap();
    }

    /// Processes jobs with `model` until none is left.
    pub async fn work_asking(&self, model: &Model) {
        self.worker_asking(model).run_until_idle(&CancellationToken::new()).await.unwrap();
    }

    /// The address of the database.
    pub fn database_url(&self) -> String {
        self.database.url.clone()
    }

    /// Makes every lease expire now.
    pub async fn expire_leases(&self) {
        let statement = "UPDATE import_leases SET expires_at = (SELECT created_at FROM pattern_import_jobs WHERE id = job_id)";
        self.db.connection().execute_unprepared(statement).await.unwrap();
    }

    /// A token of `user` that is valid for an hour.
    pub fn token(&self, user: &str, role: Role) -> String {
        let user = User { id: UserId::parse(user).unwrap(), role };
        let rules = self.application.settings.token_rules().unwrap();
        TokenIssuer::new(rules.clone()).issue(&user, TimeDelta::hours(1), Utc::now()).unwrap()
    }

    /// A request of the admin `ada`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_of(&self.token("ada", Role::Admin), method, path)
    }

    /// A request with `token`.
    pub fn request_of(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.unauthenticated(method, path).bearer_auth(token)
    }

    /// A request without a token.
    pub fn unauthenticated(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// The address of the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of `path`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends a `GET` request as the admin `ada`.
    pub async fn get(&self, path: &str) -> Response {
        send(self.request(Method::GET, path)).await
    }

    /// Uploads a CSV as the admin `ada`, as a raw body.
    pub async fn upload(&self, csv: impl Into<reqwest::Body>) -> Response {
        self.upload_as("ada", csv).await
    }

    /// Uploads a CSV as the admin `user`, as a raw body.
    pub async fn upload_as(&self, user: &str, csv: impl Into<reqwest::Body>) -> Response {
        let token = self.token(user, Role::Admin);
        let request = self.request_of(&token, Method::POST, "/api/patterns/import/csv");
        send(request.header("content-type", "text/csv").body(csv)).await
    }

    /// Uploads a CSV, processes it, and returns the status of the job.
    pub async fn import(&self, csv: impl Into<reqwest::Body>) -> Value {
        let job = self.upload(csv).await.job();
        self.work().await;
        self.job(&job).await
    }

    /// The status of a job.
    pub async fn job(&self, id: &str) -> Value {
        let response = self.get(&format!("/api/patterns/import/status/{id}")).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.body);
        response.body["job"].clone()
    }

    /// The patterns of the library, at most 500.
    pub async fn patterns(&self) -> Vec<Value> {
        self.get("/api/patterns?limit=500").await.body["patterns"].as_array().unwrap().clone()
    }

    /// The evidence of a pattern.
    pub async fn sources(&self, id: &Value) -> Vec<Value> {
        let response = self.get(&format!("/api/patterns/{id}")).await;
        response.body["pattern"]["sources"].as_array().unwrap().clone()
    }
}
