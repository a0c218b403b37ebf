//! Workers that are killed and frozen at random moments, compared with a worker that nothing disturbs.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::{Duration, Instant};

use gleaner_extraction::{OpenAiSettings, Pacing};
use gleaner_persistence::Database;
use gleaner_server::settings::ExtractorSettings;
use gleaner_server::{Application, Settings};
use gleaner_tests::{Engine, Export, Model, Reply, TestApp, on_both_databases, test_settings};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::time::sleep;

on_both_databases! {
    killed_and_frozen_workers_change_nothing,
    the_job_of_a_killed_worker_continues_with_another_worker,
}

pub(crate) const CONVERSATIONS_PER_JOB: usize = 40;
/// A killed worker is replaced, and its job is claimed again after this time. SQLite has one writer at a time, so a
/// heartbeat may come late.
const fn lease(engine: Engine) -> Duration {
    match engine {
        Engine::Postgres => Duration::from_millis(500),
        Engine::Sqlite => Duration::from_millis(2_000),
    }
}

/// More calls than the workers make between two kills on average: the other one goes on during a lease.
const fn calls_per_kill(engine: Engine) -> usize {
    match engine {
        Engine::Postgres => 12,
        Engine::Sqlite => 40,
    }
}

/// Kills, unless `KILLS` says otherwise.
const fn kills(engine: Engine) -> usize {
    match engine {
        Engine::Postgres => 50,
        Engine::Sqlite => 20,
    }
}

/// Kills of the worker that has the only job.
const RECOVERIES: u32 = 4;
const LATENCY: Duration = Duration::from_millis(10);
/// Calls of one worker at the same time.
const PLACES: usize = 2;
/// Results of one worker that are not recorded yet: one is being recorded, and one waits.
const UNRECORDED: usize = 2;
const DATABASE_URL: &str = "KILLED_WORKER_DATABASE_URL";
const MODEL_URL: &str = "KILLED_WORKER_MODEL_URL";

fn worker_settings(engine: Engine, model: String) -> Settings {
    let mut settings = test_settings();
    settings.worker.lease = lease(engine);
    // On a slow machine, leases are lost as well, and a job must not fail because of all that together.
    settings.worker.max_failed_attempts = u32::MAX;
    settings.worker.owner = std::process::id().to_string();
    settings.extractor = ExtractorSettings::OpenAi(OpenAiSettings {
        base_url: model,
        pacing: Pacing { concurrency: PLACES, max_unrecorded: 1, ..Pacing::SEQUENTIAL },
        ..OpenAiSettings::new("test-key".to_owned().into())
    });
    settings
}

/// The worker, in a process of its own. Without these variables, it is not one of the processes that [`start`] starts.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "another test starts it"]
async fn worker_process() {
    let (Ok(url), Ok(model)) = (std::env::var(DATABASE_URL), std::env::var(MODEL_URL)) else { return };
    let engine = if url.starts_with("sqlite") { Engine::Sqlite } else { Engine::Postgres };
    let db = Database::connect(&url).await.unwrap();
    Application::build(worker_settings(engine, model), db).unwrap().work().await;
}

fn start(database: &str, model: &Model) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["kills::worker_process", "--exact", "--ignored"])
        .env(DATABASE_URL, database)
        .env(MODEL_URL, model.base_url())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn signal(worker: &Child, signal: &str) {
    let id = worker.id().unwrap().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
}

/// Six words that hardly any other number has.
fn words(number: usize) -> String {
    let letter = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (*state >> 33) as u8 % 26)
    };
    let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let words: Vec<String> = (0..6).map(|_| (0..6).map(|_| letter(&mut state)).collect()).collect();
    words.join(" ")
}

/// A file in which each question is asked twice, so that the second conversation confirms the first.
fn file(job: usize) -> String {
    let conversations = (0..CONVERSATIONS_PER_JOB).fold(Export::new(), |export, number| {
        let topic = job * CONVERSATIONS_PER_JOB + number / 2;
        let (question, answer) =
            (format!("Where is {}?", words(topic)), format!("Look at {}.", words(topic + 100_000)));
        export.conversation(&format!("CN{job}x{number}"), &[("in", &question), ("out", &answer)])
    });
    conversations.csv()
}

/// What the imports have left: patterns, the counters of the jobs, and the number of rows.
pub(crate) async fn result(
    app: &TestApp,
    jobs: &[String],
) -> (BTreeMap<String, Value>, Vec<Value>, Vec<i64>) {
    let mut patterns = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = app.get(&format!("/api/patterns?limit=500&sort=id{cursor}")).await.body;
        for pattern in page["patterns"].as_array().unwrap() {
            let fields = ["trigger_text", "trigger_examples", "confidence_score", "evidence_count"];
            let learned = fields.map(|field| pattern[field].clone());
            patterns.insert(pattern["response_template"].to_string(), json!(learned));
        }
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let mut counters = Vec::new();
    for job in jobs {
        let job = app.job(job).await;
        let fields = [
            "status",
            "conversationsFound",
            "conversationsAnalyzed",
            "conversationsFailed",
            "processedMessages",
            "patternsCreated",
            "patternsEnhanced",
            "errors",
        ];
        counters.push(json!([fields.map(|field| job[field].clone()), job["usage"]["modelCalls"]]));
    }
    let mut rows = Vec::new();
    for table in ["imported_messages", "pattern_evidence", "pattern_message_sources", "sent_to_customers"] {
        let connection = app.db.connection();
        let sql = format!("SELECT COUNT(*) AS rows_of_table FROM {table}");
        let counted = Statement::from_string(connection.get_database_backend(), sql);
        rows.push(
            connection.query_one_raw(counted).await.unwrap().unwrap().try_get("", "rows_of_table").unwrap(),
        );
    }
    (patterns, counters, rows)
}

pub(crate) async fn upload_all(app: &TestApp, count: usize) -> Vec<String> {
    let mut jobs = Vec::new();
    for job in 0..count {
        jobs.push(app.upload(file(job)).await.job());
    }
    jobs
}

/// The job that a worker has, and how many of its conversations have an outcome.
async fn job_of(app: &TestApp, worker: &Child) -> Option<(String, i64)> {
    let connection = app.db.connection();
    let sql = format!(
        "SELECT CAST(job.conversations_analyzed AS bigint) AS analyzed, job.file_hash FROM import_leases lease \
         JOIN pattern_import_jobs job ON job.id = lease.job_id WHERE lease.owner = '{}'",
        worker.id().unwrap()
    );
    let query = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(query).await.unwrap()?;
    Some((row.try_get("", "file_hash").unwrap(), row.try_get("", "analyzed").unwrap()))
}

/// A number that `expression` has over all jobs.
async fn number(app: &TestApp, expression: &str) -> usize {
    let connection = app.db.connection();
    let sql = format!("SELECT CAST({expression} AS bigint) AS number FROM pattern_import_jobs");
    let query = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(query).await.unwrap().unwrap();
    row.try_get::<i64>("", "number").unwrap() as usize
}

/// How often the jobs were claimed.
async fn claims(app: &TestApp) -> usize {
    number(app, "SUM(fencing_token)").await
}

async fn is_any_open(app: &TestApp) -> bool {
    number(app, "COUNT(CASE WHEN status IN ('pending', 'processing') THEN 1 END)").await > 0
}

/// Waits until a worker has a job, and until it has recorded an outcome unless the job is one that may lose an attempt.
/// Three attempts in a row without progress would end the job. Returns whether a job is open.
async fn until_vulnerable(app: &TestApp, worker: &Child, without_progress: &mut BTreeSet<String>) -> bool {
    let mut before: Option<(String, i64)> = None;
    while is_any_open(app).await {
        let now = job_of(app, worker).await;
        match (&before, &now) {
            (_, Some((job, _))) if !without_progress.contains(job) => {
                without_progress.insert(job.clone());
                return true;
            }
            (Some((job, analyzed)), Some((same, more))) if job == same && more > analyzed => {
                without_progress.remove(job);
                return true;
            }
            (Some((job, _)), Some((same, _))) if job == same => {}
            _ => before = now,
        }
        sleep(Duration::from_millis(5)).await;
    }
    false
}

/// Waits until one of the workers has a job. Returns its index.
async fn holder(app: &TestApp, workers: &[Child]) -> usize {
    loop {
        for (index, worker) in workers.iter().enumerate() {
            if job_of(app, worker).await.is_some() {
                return index;
            }
        }
        assert!(is_any_open(app).await, "the job has ended");
        sleep(Duration::from_millis(5)).await;
    }
}

#[expect(clippy::print_stdout, reason = "the figures of a recovery")]
async fn the_job_of_a_killed_worker_continues_with_another_worker(engine: Engine) {
    let app = TestApp::start(engine).await;
    let model = Model::start_with_latency(lease(engine) / 4, Reply::echo);
    let jobs = upload_all(&app, 1).await;
    let mut workers = [(); 2].map(|()| start(&app.database_url(), &model));
    let mut waits = Vec::new();
    for number in 1..=RECOVERIES {
        let index = holder(&app, &workers).await;
        // At different moments between two heartbeats, when the other worker has started.
        sleep(lease(engine) / 2 + lease(engine) / 4 * number / RECOVERIES).await;
        let before = claims(&app).await;
        workers[index].kill().await.unwrap();
        let killed = Instant::now();
        while claims(&app).await == before {
            assert!(is_any_open(&app).await, "the job has ended");
            sleep(Duration::from_millis(5)).await;
        }
        waits.push(format!("{:.2}", killed.elapsed().div_duration_f64(lease(engine))));
        workers[index] = start(&app.database_url(), &model);
    }
    println!("{engine:?}: the job was claimed again after {} lease times", waits.join(", "));
    while is_any_open(&app).await {
        sleep(Duration::from_millis(50)).await;
    }
    let job = app.job(&jobs[0]).await;
    assert_eq!(
        (&job["status"], &job["conversationsAnalyzed"], &job["conversationsFailed"]),
        (&json!("completed"), &json!(CONVERSATIONS_PER_JOB), &json!(0))
    );
}

#[expect(clippy::print_stdout, reason = "the figures of a soak")]
async fn killed_and_frozen_workers_change_nothing(engine: Engine) {
    let wanted = std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(kills(engine));
    let jobs_needed = 2 + wanted * calls_per_kill(engine) / CONVERSATIONS_PER_JOB;
    let app = TestApp::start(engine).await;
    let model = Model::start_with_latency(LATENCY, Reply::echo);
    let jobs = upload_all(&app, jobs_needed).await;
    let mut workers = [(); 2].map(|()| start(&app.database_url(), &model));
    let (mut killed, mut freezes, mut random) = (0, 0, 0x2545_f491_4f6c_dd1d_u64);
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut without_progress = BTreeSet::new();
    while killed < wanted {
        let worker = &mut workers[next(2) as usize];
        if !until_vulnerable(&app, worker, &mut without_progress).await {
            break;
        }
        // At any moment of the calls and transactions that follow.
        sleep(Duration::from_millis(next(50))).await;
        if next(10) == 0 {
            signal(worker, "-STOP").await;
            sleep(2 * lease(engine)).await;
            signal(worker, "-CONT").await;
            freezes += 1;
        } else {
            worker.kill().await.unwrap();
            *worker = start(&app.database_url(), &model);
            killed += 1;
        }
    }
    assert!(killed >= wanted, "the jobs ended after {killed} kills");
    while is_any_open(&app).await {
        sleep(Duration::from_millis(50)).await;
    }

    let conversations = jobs_needed * CONVERSATIONS_PER_JOB;
    let calls = model.calls().len();
    // Each claim after the first of a job follows a run that was interrupted: by a kill, a freeze, or a late heartbeat.
    let interrupted = claims(&app).await - jobs_needed;
    println!(
        "{engine:?}: {killed} kills, {freezes} freezes, {interrupted} interrupted runs, {conversations} conversations, {calls} \
         calls"
    );
    assert!(calls <= conversations + (PLACES + UNRECORDED) * interrupted, "{calls} calls");

    let undisturbed = TestApp::start(engine).await;
    let model = Model::start(Reply::echo);
    let other_jobs = upload_all(&undisturbed, jobs_needed).await;
    undisturbed.work_asking(&model).await;
    let (patterns, counters, rows) = result(&app, &jobs).await;
    let (expected_patterns, expected_counters, expected_rows) = result(&undisturbed, &other_jobs).await;
    assert_eq!((counters, rows), (expected_counters, expected_rows));
    assert_eq!(patterns, expected_patterns);
}
