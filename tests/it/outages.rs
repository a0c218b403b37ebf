//! A database that cannot be reached, or that another program has locked.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use gleaner_extraction::{OpenAiExtractor, OpenAiSettings, Pacing};
use gleaner_persistence::{Database, Timeouts, jobs};
use gleaner_server::Settings;
use gleaner_tests::database::TestDatabase;
use gleaner_tests::evidence::{accept, lease, unique_conversation};
use gleaner_tests::{Engine, Export, Model, Reply, TestApp, test_settings};
use reqwest::Method;
use sea_orm::{ConnectOptions, ConnectionTrait, Database as SeaOrm, DatabaseConnection, Statement};
use tokio::process::Command;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::kills::{CONVERSATIONS_PER_JOB, result, upload_all};

const JOBS: usize = 4;
const INTERRUPTIONS: u64 = 20;
const CRASHES: u64 = 10;
/// Conversations that are extracted at the same time.
const PLACES: usize = 4;

/// Restarts the Postgres server of the tests as if it had crashed.
const RESTART: &str = "POSTGRES_RESTART";

/// How many of the jobs are open.
async fn open(app: &TestApp, jobs: &[String]) -> usize {
    let mut open = 0;
    for job in jobs {
        // The database may be away.
        let status =
            app.get(&format!("/api/patterns/import/status/{job}")).await.body["job"]["status"].clone();
        open += usize::from(status != "completed" && status != "failed");
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_survive_a_database_that_is_interrupted_at_any_moment() {
    let (app, proxy) = TestApp::start_behind_proxy(impatient()).await;
    let interrupt = async |number: u64| {
        // At any moment of the calls and transactions that follow.
        sleep(Duration::from_millis(20 + number * 37 % 90)).await;
        proxy.interrupt();
        sleep(Duration::from_millis(number * 53 % 200)).await;
        proxy.resume();
    };
    survives(&app, INTERRUPTIONS, interrupt).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_kept_while_the_database_is_away_for_longer_than_a_lease() {
    let (app, proxy) = TestApp::start_behind_proxy(impatient()).await;
    let beside = app.start_beside(test_settings()).await;
    let jobs = upload_all(&beside, 1).await;
    let model = Model::start_with_latency(Duration::from_millis(100), Reply::echo);
    let pacing = Pacing { concurrency: PLACES, max_unrecorded: 1, ..Pacing::SEQUENTIAL };
    let extractor = OpenAiExtractor::new(&OpenAiSettings { pacing, ..model.settings() }).unwrap();
    let (worker, stop) = (app.worker_with(Arc::new(extractor)), CancellationToken::new());
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(&stop).await }
    });
    model.wait_for_calls(PLACES).await;
    proxy.interrupt();
    let expired = "SELECT 1 FROM import_leases WHERE expires_at < clock_timestamp()";
    while rows(beside.db.connection(), expired).await == 0 {
        sleep(Duration::from_millis(20)).await;
    }
    proxy.resume();
    while open(&beside, &jobs).await > 0 {
        sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    working.await.unwrap();
    assert_eq!(beside.job(&jobs[0]).await["conversationsFailed"], 0);
    assert_eq!(model.calls().len(), CONVERSATIONS_PER_JOB, "no call is made twice");
}

async fn rows(db: &DatabaseConnection, query: &str) -> usize {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await.unwrap().len()
}

/// Other tests cannot use the server at the same time, so only `tests/soak` runs it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "restarts the Postgres server of the tests"]
async fn imports_survive_a_server_that_crashes_at_any_moment() {
    let app = TestApp::start_with(Engine::Postgres, impatient()).await;
    let command = std::env::var(RESTART).expect("the variable contains a command");
    let crash = async |number: u64| {
        sleep(Duration::from_millis(100 + number * 37 % 300)).await;
        let restarted =
            Command::new("sh").args(["-c", &command]).stdout(Stdio::null()).status().await.unwrap();
        assert!(restarted.success(), "{restarted}");
    };
    survives(&app, CRASHES, crash).await;
}

fn impatient() -> Settings {
    let mut settings = test_settings();
    settings.worker.lease = Duration::from_secs(1);
    // Each interruption may end a run.
    settings.worker.max_failed_attempts = u32::MAX;
    settings
}

/// Imports files while the database is interrupted, and compares the library with that of imports that nothing disturbs.
#[expect(clippy::print_stdout, reason = "the figures of a soak")]
async fn survives(app: &TestApp, interruptions: u64, interrupt: impl AsyncFn(u64)) {
    let model = Model::start_with_latency(Duration::from_millis(100), Reply::echo);
    let pacing = Pacing { concurrency: PLACES, max_unrecorded: 1, ..Pacing::SEQUENTIAL };
    let extractor = OpenAiExtractor::new(&OpenAiSettings { pacing, ..model.settings() }).unwrap();
    // Its connections to the database are not interrupted by a proxy.
    let beside = app.start_beside(test_settings()).await;
    let jobs = upload_all(&beside, JOBS).await;
    let (worker, stop) = (app.worker_with(Arc::new(extractor)), CancellationToken::new());
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(&stop).await }
    });
    let mut effective = 0;
    for number in 0..interruptions {
        effective += u64::from(open(&beside, &jobs).await > 0);
        interrupt(number).await;
    }
    assert!(effective > interruptions / 2, "the imports ended after {effective} interruptions");
    while open(&beside, &jobs).await > 0 {
        sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    working.await.unwrap();

    let (conversations, calls) = (JOBS * CONVERSATIONS_PER_JOB, model.calls().len());
    println!("{effective} interruptions, {conversations} conversations, {calls} calls");
    // Those that ran, the one that waited to be recorded, and the one that was being recorded.
    assert!(calls <= conversations + interruptions as usize * (PLACES + 2), "{calls} calls");
    let undisturbed = TestApp::start(Engine::Postgres).await;
    let other_jobs = upload_all(&undisturbed, JOBS).await;
    undisturbed.work_asking(&Model::start(Reply::echo)).await;
    let (patterns, _, rows) = result(&beside, &jobs).await;
    let (expected_patterns, _, expected_rows) = result(&undisturbed, &other_jobs).await;
    assert_eq!(rows, expected_rows);
    assert_eq!(patterns, expected_patterns);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_refused_with_a_time_to_retry_while_the_database_cannot_be_reached() {
    let (app, proxy) = TestApp::start_behind_proxy(test_settings()).await;
    let file = Export::with_patterns(1).csv();
    proxy.interrupt();
    for refused in
        [app.get("/api/patterns").await, app.upload(file.clone()).await, app.get("/health/ready").await]
    {
        assert_eq!((refused.status.as_u16(), refused.code()), (503, "UNAVAILABLE"), "{}", refused.body);
    }
    assert_eq!(app.upload(file.clone()).await.header("retry-after"), "5");
    assert_eq!(app.get("/health/live").await.status.as_u16(), 200);
    proxy.resume();
    assert_eq!(app.get("/api/patterns").await.status.as_u16(), 200);
    assert_eq!(app.upload(file).await.status.as_u16(), 202, "the refused upload has left nothing");
}

/// One connection of another program.
async fn connection(url: &str) -> DatabaseConnection {
    SeaOrm::connect(ConnectOptions::new(url).max_connections(1).to_owned()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_sqlite_file_delays_writes_but_not_reads() {
    let app = TestApp::start(Engine::Sqlite).await;
    let other = connection(&app.database_url()).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    // More than there are connections.
    let uploads: Vec<_> = (0..8)
        .map(|number| {
            let request = app.request(Method::POST, "/api/patterns/import/csv");
            let file = Export::new().pattern(number).csv();
            tokio::spawn(gleaner_tests::send(request.header("content-type", "text/csv").body(file)))
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(app.get("/api/patterns").await.status.as_u16(), 200);
    }
    assert!(uploads.iter().all(|upload| !upload.is_finished()), "the file is locked");
    other.execute_unprepared("ROLLBACK").await.unwrap();
    for upload in uploads {
        assert_eq!(upload.await.unwrap().status.as_u16(), 202);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_waits_too_long_for_a_locked_sqlite_file_is_refused_with_a_time_to_retry() {
    let timeouts = Timeouts { lock: Duration::from_millis(10), ..Timeouts::NONE };
    let app = TestApp::start_with_timeouts(timeouts).await;
    let other = connection(&app.database_url()).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let refused = app.upload(Export::with_patterns(1).csv()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (503, "UNAVAILABLE"), "{}", refused.body);
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(app.get("/api/patterns").await.status.as_u16(), 200);
    other.execute_unprepared("ROLLBACK").await.unwrap();
    assert_eq!(app.upload(Export::with_patterns(1).csv()).await.status.as_u16(), 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_to_a_locked_sqlite_file_fails_as_one_that_can_be_tried_again() {
    let database = TestDatabase::migrated(Engine::Sqlite).await;
    let timeouts = Timeouts { lock: Duration::from_millis(10), ..Timeouts::NONE };
    let db = Database::connect_with(&database.url, timeouts, None).await.unwrap();
    let job = accept(&db, vec![unique_conversation()]).await;
    let other = connection(&database.url).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let refused = jobs::claim(&db, &lease(), Some(job)).await.unwrap_err();
    assert!(refused.is_transient() && !refused.is_permanent(), "{refused:?}");
    other.execute_unprepared("ROLLBACK").await.unwrap();
    assert!(jobs::claim(&db, &lease(), Some(job)).await.unwrap().is_some());
}
