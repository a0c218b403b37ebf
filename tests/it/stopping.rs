//! Cancelling imports, retrying them, and pauses.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use gleaner_api::auth::Role;
use gleaner_domain::testing::conversation_of;
use gleaner_domain::{Conversation, SentStatistics, Usage};
use gleaner_extraction::{
    Extraction, ExtractionError, Extractor, MayAskAgain, OpenAiExtractor, OpenAiSettings, Pacing,
};
use gleaner_persistence::jobs;
use gleaner_tests::evidence::lease;
use gleaner_tests::{
    Engine, Export, Extract, Model, Reply, Response, TestApp, on_both_databases, send, test_settings,
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::jobs::{gated, id};

on_both_databases! {
    a_cancelled_import_waits_for_its_calls_and_makes_no_further_ones,
    an_import_that_no_worker_has_is_cancelled_immediately,
    a_cancelled_import_whose_worker_is_gone_is_ended_by_another_one,
    an_import_that_has_ended_or_belongs_to_another_user_is_not_cancelled,
    a_cancelled_import_is_retried_with_the_same_result_as_without_a_break,
    only_the_failed_conversations_of_an_import_are_retried,
    an_import_is_not_retried_if_nothing_is_left_or_its_file_was_sent_again,
    a_rate_limit_fails_no_conversation_and_the_status_says_how_long_the_import_pauses,
    an_import_that_is_too_late_fails_and_can_be_retried,
    a_status_that_has_not_changed_is_not_sent_again,
    a_cancelled_import_does_not_try_a_failed_call_again,
    a_cancelled_import_does_not_ask_again_after_a_broken_rule,
}

pub(crate) async fn act(app: &TestApp, job: &str, action: &str) -> Response {
    send(app.request(Method::POST, &format!("/api/patterns/import/{job}/{action}"))).await
}

/// Waits until a job has a status, for at most a minute.
async fn until_status(app: &TestApp, job: &str, status: &str) -> Value {
    let reading = async {
        loop {
            let found = app.job(job).await;
            if found["status"] == status {
                return found;
            }
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), reading).await;
    waited.unwrap_or_else(|_| panic!("the status did not become {status}"))
}

/// The two numbers of the progress bar.
fn progress(job: &Value) -> [&Value; 2] {
    [&job["conversationsAnalyzed"], &job["conversationsFound"]]
}

async fn a_cancelled_import_waits_for_its_calls_and_makes_no_further_ones(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(5).csv()).await.job();
    let (extractor, mut calls, permits) = gated();
    let worker = app.worker_extracting(extractor);
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    calls.recv().await.unwrap();
    let cancelled = act(&app, &job, "cancel").await;
    assert_eq!(cancelled.status.as_u16(), 200, "{}", cancelled.body);
    assert_eq!(
        (&cancelled.body["status"], &cancelled.body["cancellation"]["by"]),
        (&json!("processing"), &json!("ada"))
    );
    let again = act(&app, &job, "cancel").await;
    assert_eq!(again.body["cancellation"], cancelled.body["cancellation"]);
    permits.add_permits(5);
    working.await.unwrap().unwrap();
    let ended = app.job(&job).await;
    assert_eq!((&ended["status"], progress(&ended)), (&json!("cancelled"), [&json!(5), &json!(5)]));
    assert_eq!(ended["conversationsWithoutPattern"], 1, "the call that was made is recorded");
    assert!(ended["completedAt"].is_string());
    assert!(calls.recv().await.is_none(), "no further call was made");
    assert_eq!(act(&app, &job, "cancel").await.status.as_u16(), 200);
    let audit = app.get("/api/patterns/audit?action=cancel_import").await.body;
    assert_eq!(audit["entries"].as_array().unwrap().len(), 1, "{audit}");
}

async fn an_import_that_no_worker_has_is_cancelled_immediately(engine: Engine) {
    let app = TestApp::start(engine).await;
    let file = Export::with_patterns(3).csv();
    let job = app.upload(file.clone()).await.job();
    let cancelled = act(&app, &job, "cancel").await.body;
    assert_eq!((&cancelled["status"], progress(&cancelled)), (&json!("cancelled"), [&json!(3), &json!(3)]));
    app.work().await;
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    assert_eq!(app.import(file).await["patternsCreated"], 3, "its messages stay importable");
}

async fn a_cancelled_import_whose_worker_is_gone_is_ended_by_another_one(engine: Engine) {
    let app = TestApp::start(engine).await;
    for is_cancelled_before_lease_expires in [true, false] {
        let export = Export::new().pattern(usize::from(is_cancelled_before_lease_expires));
        let job = app.upload(export.csv()).await.job();
        let claim = jobs::claim(&app.db, &lease(), Some(id(&job))).await.unwrap().unwrap();
        if is_cancelled_before_lease_expires {
            assert_eq!(act(&app, &job, "cancel").await.body["status"], "processing");
            app.expire_leases().await;
            app.work().await;
        } else {
            app.expire_leases().await;
            assert_eq!(act(&app, &job, "cancel").await.body["status"], "cancelled");
        }
        let ended = app.job(&job).await;
        assert_eq!((&ended["status"], progress(&ended)), (&json!("cancelled"), [&json!(1), &json!(1)]));
        let late = jobs::extend(&app.db, &claim, &lease()).await;
        assert!(late.is_err(), "the worker that was gone has lost its claim");
    }
}

async fn an_import_that_has_ended_or_belongs_to_another_user_is_not_cancelled(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.import(Export::with_patterns(1).csv()).await["jobId"].as_str().unwrap().to_owned();
    let refused = act(&app, &job, "cancel").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "CONFLICT"));
    assert_eq!(refused.body["error"], "The import has ended; its status is completed.");
    assert_eq!(act(&app, "00000000-0000-4000-8000-000000000000", "cancel").await.code(), "NOT_FOUND");
    let pending = app.upload(Export::new().pattern(7).csv()).await.job();
    for action in ["cancel", "retry"] {
        let path = format!("/api/patterns/import/{pending}/{action}");
        let other = send(app.request_of(&app.token("otto", Role::Operator), Method::POST, &path)).await;
        assert_eq!(other.code(), "FORBIDDEN");
    }
    assert_eq!(app.job(&pending).await["status"], "pending");
}

async fn a_cancelled_import_is_retried_with_the_same_result_as_without_a_break(engine: Engine) {
    let mut settings = test_settings();
    settings.intake.per_user_per_hour = Some(1);
    let app = TestApp::start_with(engine, settings).await;
    let export = Export::with_patterns(6).csv();
    let job = app.upload(export.clone()).await.job();
    let model = Model::start(|call| if call.number == 2 { Reply::Silence } else { Reply::echo(call) });
    let pacing = Pacing { concurrency: 1, ..model.settings().pacing };
    let one_by_one = OpenAiExtractor::new(&OpenAiSettings { pacing, ..model.settings() }).unwrap();
    let worker = app.worker_with(Arc::new(one_by_one));
    let stop = CancellationToken::new();
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run_until_idle(&stop).await }
    });
    model.wait_for_calls(3).await;
    assert_eq!(act(&app, &job, "cancel").await.body["status"], "processing");
    // The third call never returns, so the worker is stopped, and another one ends the job.
    stop.cancel();
    working.await.unwrap().unwrap();
    app.work_asking(&model).await;
    let cancelled = app.job(&job).await;
    assert_eq!((&cancelled["status"], &cancelled["patternsCreated"]), (&json!("cancelled"), &json!(2)));

    let retried = act(&app, &job, "retry").await;
    assert_eq!(retried.status.as_u16(), 200, "{}", retried.body);
    assert_eq!(
        (&retried.body["status"], progress(&retried.body)),
        (&json!("pending"), [&json!(2), &json!(6)])
    );
    assert_eq!((&retried.body["cancellation"], &retried.body["completedAt"]), (&Value::Null, &Value::Null));
    app.work_asking(&model).await;
    let ended = app.job(&job).await;
    assert_eq!((&ended["status"], &ended["patternsCreated"]), (&json!("completed"), &json!(6)));
    assert_eq!(
        (&ended["usage"]["modelCalls"], model.calls().len()),
        (&json!(7), 7),
        "the lost call is repeated, and counted"
    );
    let audit = app.get("/api/patterns/audit?action=retry_import").await.body;
    assert_eq!(audit["entries"][0]["detail"], json!({ "conversations": 4 }));

    let undisturbed = TestApp::start(engine).await;
    let job = undisturbed.upload(export).await.job();
    undisturbed.work_asking(&Model::start(Reply::echo)).await;
    assert_eq!(undisturbed.job(&job).await["status"], "completed");
    let learned = async |app: &TestApp| -> Vec<Value> {
        let fields = ["trigger_text", "response_template", "confidence_score", "evidence_count"];
        let row = |pattern: &Value| fields.map(|field| pattern[field].clone()).into_iter().collect();
        let mut learned: Vec<Value> = app.patterns().await.iter().map(row).collect();
        learned.sort_by_key(Value::to_string);
        learned
    };
    assert_eq!(learned(&app).await, learned(&undisturbed).await);
}

async fn only_the_failed_conversations_of_an_import_are_retried(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(4).csv()).await.job();
    let is_broken = Arc::new(AtomicBool::new(true));
    let model = Model::start({
        let is_broken = Arc::clone(&is_broken);
        move |call| match call.messages[0]["text"].as_str().unwrap_or_default().contains("umbrella") {
            true if is_broken.load(Ordering::Relaxed) => Reply::Truncated("{".to_owned()),
            _ => Reply::echo(call),
        }
    });
    app.work_asking(&model).await;
    let first = app.job(&job).await;
    let failed = first["conversationsFailed"].as_i64().unwrap();
    assert!(failed > 0 && failed < 4, "{first}");
    assert_eq!(model.calls().len(), 4);
    is_broken.store(false, Ordering::Relaxed);
    assert_eq!(act(&app, &job, "retry").await.status.as_u16(), 200);
    app.work_asking(&model).await;
    let second = app.job(&job).await;
    assert_eq!((&second["status"], &second["conversationsFailed"]), (&json!("completed"), &json!(0)));
    assert_eq!((&second["patternsCreated"], &second["errors"]), (&json!(4), &json!([])));
    assert_eq!(model.calls().len() as i64, 4 + failed);
    assert_eq!(second["usage"]["modelCalls"], 4 + failed, "both calls were paid");
    assert_eq!(app.upload(Export::with_patterns(4).csv()).await.code(), "DUPLICATE_FILE");
}

async fn an_import_is_not_retried_if_nothing_is_left_or_its_file_was_sent_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let complete = app.import(Export::new().pattern(1).csv()).await["jobId"].as_str().unwrap().to_owned();
    let refused = act(&app, &complete, "retry").await;
    assert_eq!(
        (refused.code(), &refused.body["error"]),
        ("CONFLICT", &json!("Every conversation of the import has a result."))
    );

    let file = Export::new().pattern(2).csv();
    let cancelled = app.upload(file.clone()).await.job();
    assert_eq!(act(&app, &cancelled, "retry").await.code(), "CONFLICT", "it is pending");
    act(&app, &cancelled, "cancel").await;
    let again = app.upload(file).await.job();
    for _ in 0..2 {
        let refused = act(&app, &cancelled, "retry").await;
        assert_eq!((refused.code(), &refused.body["details"]["jobId"]), ("DUPLICATE_FILE", &json!(again)));
        app.work().await;
    }
    assert_eq!(app.job(&cancelled).await["status"], "cancelled");
    act(&app, &again, "undo").await;
    assert_eq!(act(&app, &again, "retry").await.code(), "CONFLICT", "it was undone");
    assert_eq!(act(&app, &cancelled, "retry").await.status.as_u16(), 200);
    app.work().await;
    assert_eq!(app.job(&cancelled).await["status"], "completed");

    // An import that was undone, and redone after the same file was sent again.
    let file = Export::new().pattern(3).csv();
    let first = app.import(file.clone()).await["jobId"].as_str().unwrap().to_owned();
    act(&app, &first, "undo").await;
    let second = app.upload(file).await.job();
    act(&app, &second, "cancel").await;
    assert_eq!(act(&app, &first, "redo").await.status.as_u16(), 200);
    let refused = act(&app, &second, "retry").await;
    assert_eq!((refused.code(), &refused.body["details"]["jobId"]), ("DUPLICATE_FILE", &json!(first)));
}

async fn a_rate_limit_fails_no_conversation_and_the_status_says_how_long_the_import_pauses(engine: Engine) {
    let app = TestApp::start(engine).await;
    // 40 calls are refused, more than every conversation could be tried again.
    let model = Model::start(|call| match call.number {
        0..40 => Reply::Status(429, "rate_limit_exceeded", None),
        _ => Reply::echo(call),
    });
    let job = app.upload(Export::with_patterns(12).csv()).await.job();
    app.work_asking(&model).await;
    let ended = app.job(&job).await;
    assert_eq!((&ended["status"], &ended["conversationsFailed"]), (&json!("completed"), &json!(0)));
    assert_eq!((model.calls().len(), &ended["usage"]["modelCalls"]), (52, &json!(12)));

    let closed = Model::start(|_| Reply::Status(429, "rate_limit_exceeded", Some("3600")));
    let job = app.upload(Export::new().pattern(20).csv()).await.job();
    let extractor = Arc::new(OpenAiExtractor::new(&closed.settings()).unwrap());
    let worker = app.worker_with(Arc::clone(&extractor) as Arc<dyn Extractor>);
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    closed.wait_for_calls(1).await;
    let paused = loop {
        let found = app.job(&job).await;
        if !found["pause"].is_null() {
            break found;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(paused["pause"]["reason"], "The language model limits the rate of calls.");
    assert!(paused["pause"]["until"].as_str() > paused["startedAt"].as_str());
    let other = conversation_of(&["C Can I bring a dog?", "O Dogs are welcome."]);
    assert!(
        extractor.prepare(other, Arc::default()).reserve() > Duration::from_secs(500),
        "other imports of the process wait as well"
    );
    // A pause does not delay the end of a cancelled import.
    act(&app, &job, "cancel").await;
    let cancelled = until_status(&app, &job, "cancelled").await;
    assert_eq!((&cancelled["pause"], progress(&cancelled)), (&Value::Null, [&json!(1), &json!(1)]));
    working.await.unwrap().unwrap();
    assert_eq!(closed.calls().len(), 1);
}

async fn an_import_that_is_too_late_fails_and_can_be_retried(engine: Engine) {
    let mut settings = test_settings();
    settings.worker.deadline = Duration::ZERO;
    let app = TestApp::start_with(engine, settings).await;
    let job = app.upload(Export::with_patterns(3).csv()).await.job();
    app.work_asking(&Model::start(|_| Reply::Status(429, "rate_limit_exceeded", Some("3600")))).await;
    let failed = app.job(&job).await;
    assert_eq!((&failed["status"], progress(&failed)), (&json!("failed"), [&json!(3), &json!(3)]));
    assert_eq!(failed["errors"][0], "The import did not end within 0 minutes. It can be retried.");
    assert_eq!(act(&app, &job, "retry").await.body["status"], "pending");
}

async fn a_status_that_has_not_changed_is_not_sent_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let path = format!("/api/patterns/import/status/{job}");
    let first = app.get(&path).await;
    let tag = first.header("etag").to_owned();
    let again =
        async |tag: &str| app.request(Method::GET, &path).header("if-none-match", tag).send().await.unwrap();
    let strong = tag.trim_start_matches("W/");
    for known in [&tag, &format!("\"other\", {tag}"), strong, "*"] {
        let unchanged = again(known).await;
        assert_eq!(
            (unchanged.status().as_u16(), &unchanged.headers()["retry-after"]),
            (304, &"2".parse().unwrap())
        );
        assert_eq!(unchanged.headers()["etag"], tag.as_str());
        assert!(unchanged.bytes().await.unwrap().is_empty());
    }
    for unknown in ["\"other\"", "no tag"] {
        assert_eq!(again(unknown).await.status().as_u16(), 200, "{unknown}");
    }
    app.work().await;
    let changed = again(&tag).await;
    assert_eq!(changed.status().as_u16(), 200);
    assert_ne!(changed.headers()["etag"], tag.as_str());
    assert!(!changed.headers().contains_key("retry-after"));
}

async fn a_cancelled_import_does_not_try_a_failed_call_again(engine: Engine) {
    let mut settings = test_settings();
    settings.worker.retry.first_wait = Duration::from_secs(3_600);
    settings.worker.retry.longest_wait = Duration::from_secs(3_600);
    let app = TestApp::start_with(engine, settings).await;
    let job = app.upload(Export::with_patterns(2).csv()).await.job();
    let model = Model::start(|_| Reply::Status(500, "server_error", None));
    let worker = app.worker_asking(&model);
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    model.wait_for_calls(2).await;
    act(&app, &job, "cancel").await;
    let cancelled = until_status(&app, &job, "cancelled").await;
    assert_eq!(
        (progress(&cancelled), &cancelled["conversationsFailed"]),
        ([&json!(2), &json!(2)], &json!(0))
    );
    working.await.unwrap().unwrap();
    assert_eq!(model.calls().len(), 2);
}

/// Gets a response that breaks a rule, and tries again as soon as it may not ask a second time.
struct BreaksRule(mpsc::UnboundedSender<()>);

#[async_trait]
impl Extract for BreaksRule {
    async fn extract(
        &self,
        _: &Conversation,
        _: &SentStatistics,
        may_ask_again: &MayAskAgain,
    ) -> Result<Extraction, ExtractionError> {
        let _ = self.0.send(());
        while may_ask_again() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let usage = Usage { calls: 1, ..Usage::default() };
        let reason = "It breaks a rule.".to_owned();
        Err(ExtractionError::Retryable { reason, is_outage: false, retry_after: None, usage })
    }
}

async fn a_cancelled_import_does_not_ask_again_after_a_broken_rule(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(2).csv()).await.job();
    let (sender, mut calls) = mpsc::unbounded_channel();
    let worker = app.worker_extracting(Arc::new(BreaksRule(sender)));
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    calls.recv().await.unwrap();
    act(&app, &job, "cancel").await;
    let cancelled = until_status(&app, &job, "cancelled").await;
    assert_eq!(
        (&cancelled["conversationsFailed"], &cancelled["usage"]["modelCalls"]),
        (&json!(0), &json!(1)),
        "{cancelled}"
    );
    working.await.unwrap().unwrap();
    assert!(calls.recv().await.is_none());
}
