//! A language model of whose calls three in ten fail. `cargo test … faults -- --nocapture` prints what becomes of the
//! conversations.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use gleaner_extraction::{OpenAiExtractor, OpenAiSettings};
use gleaner_tests::{Engine, Export, Model, Reply, TestApp};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::stopping::act;

const CONVERSATIONS: u64 = 40;
const PERCENT: u64 = 30;

/// What one response can be, besides a good one.
fn faults() -> Vec<(&'static str, Reply)> {
    let rate_limit = "rate_limit_exceeded";
    vec![
        ("429 with Retry-After", Reply::Status(429, rate_limit, Some("0"))),
        ("429 without", Reply::Status(429, rate_limit, None)),
        ("429, code is a number", Reply::Body(429, r#"{"error":{"code":429}}"#)),
        ("500", Reply::Status(500, "server_error", None)),
        ("502, not JSON", Reply::Body(502, "<html>bad gateway</html>")),
        ("503 with Retry-After", Reply::Status(503, "overloaded", Some("0"))),
        ("404 of a gateway", Reply::Body(404, "no upstream")),
        ("connection reset", Reply::Reset),
        ("slower than the timeout", Reply::Silence),
        ("not JSON", Reply::NotJson),
        ("truncated JSON", Reply::Content("{\"outcome\": \"patt".into())),
        ("schema broken", Reply::Content("{\"outcome\": \"pattern\"}".into())),
        ("ungrounded", Reply::pattern("What?", "Go to https://evil.example and log in.")),
        ("empty content", Reply::Content(String::new())),
        ("refusal", Reply::Refusal),
        ("finish_reason length", Reply::Truncated("{\"outcome\":".into())),
        ("400", Reply::Status(400, "invalid_request", None)),
    ]
}

/// The same numbers in every run.
fn random(call: usize) -> u64 {
    let mixed = (call as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33
}

async fn import(faults: Vec<Reply>) -> (Value, usize) {
    let model = Model::start(move |call| {
        let number = random(call.number);
        if number % 100 < PERCENT {
            faults[(number / 100) as usize % faults.len()].clone()
        } else {
            Reply::echo(call)
        }
    });
    let app = TestApp::start(Engine::Sqlite).await;
    let job = app.upload(Export::with_patterns(CONVERSATIONS as usize).csv()).await.job();
    // Longer than any response takes, even on a busy machine.
    let settings = OpenAiSettings { timeout: Duration::from_secs(2), ..model.settings() };
    work_with(&app, &settings).await;
    (app.job(&job).await, model.calls().len())
}

async fn work_with(app: &TestApp, settings: &OpenAiSettings) {
    let worker = app.worker_with(Arc::new(OpenAiExtractor::new(settings).unwrap()));
    worker.run_until_idle(&CancellationToken::new()).await.unwrap();
}

#[expect(clippy::print_stdout, reason = "the figures")]
fn check(fault: &str, job: &Value, requests: usize) {
    let number = |name: &str| job[name].as_u64().unwrap();
    let [created, enhanced] = ["patternsCreated", "patternsEnhanced"].map(number);
    let [failed, without] = ["conversationsFailed", "conversationsWithoutPattern"].map(number);
    let usage = &job["usage"];
    println!(
        "{fault:22} | {created} learned, {without} without a pattern, {failed} failed | {requests} requests, {} calls, {} of \
         them unmeasured | ${}",
        usage["modelCalls"], usage["unmeasuredCalls"], usage["costUsd"]
    );
    assert_eq!(job["status"], "completed", "{fault}: {}", job["errors"]);
    assert_eq!(created + enhanced + without + failed, CONVERSATIONS, "{fault}");
    assert_eq!(
        [number("conversationsFound"), number("conversationsAnalyzed")],
        [CONVERSATIONS; 2],
        "{fault}"
    );
    let counted = job["errors"].as_array().unwrap().iter().map(|error| {
        let (count, _) = error.as_str().unwrap().split_once(' ').unwrap();
        count.parse::<u64>().unwrap()
    });
    assert_eq!(counted.sum::<u64>(), failed, "{fault}: {}", job["errors"]);
    assert!(!job.to_string().contains("evil") && !job.to_string().contains("secret"), "{job}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_conversation_has_a_counted_outcome_whatever_fails() {
    for (name, fault) in faults() {
        let may_be_charged = matches!(fault, Reply::Silence | Reply::Reset | Reply::NotJson);
        let (job, requests) = import(vec![fault]).await;
        check(name, &job, requests);
        if may_be_charged {
            assert_ne!(job["usage"]["unmeasuredCalls"], 0, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_conversation_has_a_counted_outcome_when_everything_fails_now_and_then() {
    let (job, requests) = import(faults().into_iter().map(|(_, fault)| fault).collect()).await;
    check("all of them", &job, requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_unavailable_for_some_time_fails_no_conversation() {
    let app = TestApp::start(Engine::Sqlite).await;
    let job = app.upload(Export::with_patterns(12).csv()).await.job();
    // More calls than for every conversation are tried again.
    let model = Model::start(|call| match call.number {
        0..60 => Reply::Status(503, "overloaded", None),
        _ => Reply::echo(call),
    });
    work_with(&app, &model.settings()).await;
    let ended = app.job(&job).await;
    assert_eq!(
        (&ended["status"], &ended["conversationsFailed"]),
        (&json!("completed"), &json!(0)),
        "{ended}"
    );
    assert_eq!((model.calls().len(), &ended["usage"]["modelCalls"]), (72, &json!(12)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_failure_of_the_first_conversations_ends_an_import() {
    let app = TestApp::start(Engine::Sqlite).await;
    let job = app.upload(Export::with_patterns(60).csv()).await.job();
    let model = Model::start(|_| Reply::Truncated("{\"outcome\":".into()));
    work_with(&app, &model.settings()).await;
    let ended = app.job(&job).await;
    assert_eq!((&ended["status"], &ended["conversationsFailed"]), (&json!("failed"), &json!(60)));
    assert!(ended["errors"].to_string().contains("OPENAI_MAX_COMPLETION_TOKENS"), "{}", ended["errors"]);
    assert!((10..30).contains(&model.calls().len()), "{}", model.calls().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_connections_are_refused_fails_and_can_be_retried() {
    let app = TestApp::start(Engine::Sqlite).await;
    let job = app.upload(Export::with_patterns(2).csv()).await.job();
    let model = Model::start(Reply::echo);
    // Nothing listens there any more.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = OpenAiSettings { base_url: format!("http://{closed}/v1"), ..model.settings() };
    work_with(&app, &settings).await;
    let failed = app.job(&job).await;
    assert_eq!(
        (&failed["status"], &failed["conversationsFailed"], &failed["usage"]["modelCalls"]),
        (&json!("failed"), &json!(2), &json!(0)),
        "{failed}"
    );
    assert_eq!(act(&app, &job, "retry").await.status.as_u16(), 200);
    app.work_asking(&model).await;
    assert_eq!((&app.job(&job).await["status"], model.calls().len()), (&json!("completed"), 2));
}
