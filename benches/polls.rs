//! Polls of the status of an import, over 64 connections, while it runs and after it has ended: requests per second, as a
//! share of those of a bare actix-web handler that verifies the same token and returns a body of the same size. Both
//! servers have as many threads, and share the processors with the requests.
//!
//! ```sh
//! cargo bench -p gleaner-tests --bench polls
//! ```
//!
//! Runs on SQLite, and on Postgres if TEST_DATABASE_URL is set. The target is a ratio of 0.5, and 20 ms for 99 % of the
//! polls.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its results, and fails if it cannot run"
)]

use std::fs::File;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use gleaner_api::auth::{Role, TokenVerifier};
use gleaner_extraction::OpenAiExtractor;
use gleaner_server::Settings;
use gleaner_tests::{Engine, Export, Model, Reply, TestApp, test_settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio_util::sync::CancellationToken;

const CONNECTIONS: usize = 64;
const HTTP_THREADS: usize = 2;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(1);
const CONVERSATIONS: usize = 500;
/// With ten calls at the same time, the import runs longer than all rounds.
const LATENCY: Duration = Duration::from_millis(400);

/// The requests of one round.
struct Round {
    per_second: f64,
    /// In ascending order.
    times: Vec<Duration>,
}

/// Sends `request` again and again over one connection. Returns the time that each response took.
async fn poll(address: SocketAddr, request: Arc<str>, until: Instant) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut times, mut buffer) = (Vec::new(), vec![0; 64 << 10]);
    while Instant::now() < until {
        let start = Instant::now();
        stream.write_all(request.as_bytes()).await.unwrap();
        let (mut read, mut length) = (0, None);
        while length.is_none_or(|length| read < length) {
            let more = stream.read(&mut buffer[read..]).await.unwrap();
            assert!(more > 0, "the server closed the connection");
            read += more;
            length = length.or_else(|| response_length(&buffer[..read]));
        }
        times.push(start.elapsed());
    }
    times
}

/// The bytes of a response, once its head is complete. Fails unless its status is 200.
fn response_length(read: &[u8]) -> Option<usize> {
    let head = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&read[..head]).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    Some(head + 4 + length.parse::<usize>().unwrap())
}

/// Sends requests from one thread over all connections.
fn round(address: SocketAddr, path: &str, token: &str) -> Round {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\r\n");
    let request: Arc<str> = request.into();
    let start = Instant::now();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let mut times: Vec<_> = runtime.block_on(async {
        let polls =
            (0..CONNECTIONS).map(|_| tokio::spawn(poll(address, Arc::clone(&request), start + ROUND)));
        futures_util::future::join_all(polls).await.into_iter().flat_map(Result::unwrap).collect()
    });
    let per_second = times.len() as f64 / start.elapsed().as_secs_f64();
    times.sort();
    Round { per_second, times }
}

/// A server with one handler, which verifies the token of the request and returns `body`.
fn start_bare(app: &TestApp, body: Bytes) -> SocketAddr {
    let verifier = Data::new(TokenVerifier::new(app.application.settings.token_rules().unwrap()));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(verifier.clone())
            .app_data(Data::new(body.clone()))
            .route("/api/patterns/import/status/{job}", web::get().to(bare))
    })
    .workers(HTTP_THREADS)
    .disable_signals()
    .bind(("127.0.0.1", 0))
    .unwrap();
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    address
}

async fn bare(request: HttpRequest, verifier: Data<TokenVerifier>, body: Data<Bytes>) -> HttpResponse {
    let token = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let user = token.and_then(|token| token.strip_prefix("Bearer ")).and_then(|token| verifier.verify(token));
    match user {
        Some(_) => HttpResponse::Ok().content_type("application/json").body(Bytes::clone(&body)),
        None => HttpResponse::Unauthorized().finish(),
    }
}

fn percentile(rounds: &[Round], share: f64) -> f64 {
    let mut times: Vec<_> = rounds.iter().flat_map(|round| &round.times).collect();
    times.sort();
    times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3
}

/// Polls both servers in turn, and prints the results.
fn compare(name: &str, app: SocketAddr, bare: SocketAddr, path: &str, token: &str) {
    let (mut polls, mut bares, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bares.push(round(bare, path, token));
        polls.push(round(app, path, token));
        ratios.push(polls[polls.len() - 1].per_second / bares[bares.len() - 1].per_second);
    }
    ratios.sort_by(f64::total_cmp);
    println!("{name}: ratio {:.2} (median of {ROUNDS}; target: at least 0.5)", ratios[ROUNDS / 2]);
    for (name, rounds) in [("status", &polls), ("bare handler", &bares)] {
        let per_second = rounds.iter().map(|round| round.per_second).sum::<f64>() / ROUNDS as f64;
        println!(
            "    {name}: {per_second:.0} requests/s; median {:.2} ms, 99th percentile {:.2} ms",
            percentile(rounds, 0.5),
            percentile(rounds, 0.99)
        );
    }
}

async fn measure(engine: Engine) {
    // The limit of requests is counted and never reached.
    let settings =
        Settings { http_threads: Some(HTTP_THREADS), requests_per_minute: u32::MAX, ..test_settings() };
    let app = TestApp::start_with(engine, settings).await;
    let job = app.upload(Export::with_patterns(CONVERSATIONS).csv()).await.job();
    let model = Model::start_with_latency(LATENCY, Reply::echo);
    let worker = app.worker_with(Arc::new(OpenAiExtractor::new(&model.settings()).unwrap()));
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    model.wait_for_calls(20).await;

    let path = format!("/api/patterns/import/status/{job}");
    let token = app.token("ada", Role::Admin);
    let body = app.get(&path).await.body.to_string();
    let addresses = (app.address(), start_bare(&app, body.into()));
    let compare_in = async |state: &'static str| {
        let (path, token) = (path.clone(), token.clone());
        let comparing = move || {
            compare(&format!("{engine:?}, {state}"), addresses.0, addresses.1, &path, &token);
        };
        tokio::task::spawn_blocking(comparing).await.unwrap();
    };
    compare_in("running").await;
    assert_eq!(app.job(&job).await["status"], "processing", "the import ran during all rounds");
    working.await.unwrap().unwrap();
    compare_in("finished").await;
}

fn main() {
    // As `gleaner serve` logs, but to nowhere.
    let nowhere = File::options().write(true).open("/dev/null").unwrap();
    tracing_subscriber::fmt().with_writer(Mutex::new(nowhere)).init();
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        measure(Engine::Sqlite).await;
        if std::env::var_os("TEST_DATABASE_URL").is_some() {
            measure(Engine::Postgres).await;
        }
    });
}
