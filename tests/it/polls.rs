//! Polling the status of an import, which is kept in memory for a fraction of a second.

use std::time::Duration;

use gleaner_api::auth::Role;
use gleaner_tests::{Engine, Export, Model, Reply, TestApp, on_both_databases, send, test_settings};
use reqwest::Method;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::jobs::{gated, until_analyzed};

on_both_databases! {
    a_status_shows_immediately_what_this_process_has_changed,
    a_status_shows_immediately_what_a_reviewer_has_decided,
    a_status_shows_what_another_process_has_changed,
    a_status_in_memory_is_only_sent_to_those_who_may_read_it,
    the_time_left_is_known_from_the_first_outcome_until_the_import_is_stopped,
    the_usage_is_listed_by_model,
}

async fn act(app: &TestApp, job: &str, action: &str) -> Value {
    let response = send(app.request(Method::POST, &format!("/api/patterns/import/{job}/{action}"))).await;
    assert_eq!(response.status.as_u16(), 200, "{action}: {}", response.body);
    response.body
}

async fn a_status_shows_immediately_what_this_process_has_changed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(2).csv()).await.job();
    let status = async || app.job(&job).await["status"].as_str().unwrap().to_owned();
    assert_eq!(status().await, "pending");
    for (action, expected) in [
        ("cancel", "cancelled"),
        ("retry", "pending"),
        ("", "completed"),
        ("undo", "undone"),
        ("redo", "completed"),
    ] {
        match action {
            "" => app.work().await,
            action => drop(act(&app, &job, action).await),
        }
        assert_eq!(status().await, expected, "after {action:?}");
    }
}

async fn a_status_shows_immediately_what_a_reviewer_has_decided(engine: Engine) {
    let app = TestApp::start(engine).await;
    let upload = app.request(Method::POST, "/api/patterns/import/csv?review=true");
    let job =
        send(upload.header("content-type", "text/csv").body(Export::with_patterns(2).csv())).await.job();
    app.work().await;
    let staged = app.get(&format!("/api/patterns/import/staging/{job}")).await.body;
    let ids: Vec<_> = staged["patterns"].as_array().unwrap().iter().map(|pattern| &pattern["id"]).collect();
    let decided = async || {
        let job = app.job(&job).await;
        [job["patternsApproved"].clone(), job["patternsRejected"].clone()]
    };
    assert_eq!(decided().await, [0, 0]);
    let decide = async |action: &str, body: Value| {
        let request = app.request(Method::POST, &format!("/api/patterns/import/{action}")).json(&body);
        assert_eq!(send(request).await.status.as_u16(), 200, "{action}");
    };
    decide("approve", json!({ "patternIds": [ids[0]] })).await;
    assert_eq!(decided().await, [1, 0]);
    decide("reject", json!({ "patternIds": [ids[1]], "reason": "wrong" })).await;
    assert_eq!(decided().await, [1, 1]);
    decide(&format!("staging/{}/reopen", ids[1]), json!({})).await;
    assert_eq!(decided().await, [1, 0]);
}

async fn a_status_shows_what_another_process_has_changed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.start_beside(test_settings()).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    for (action, expected) in [("cancel", "cancelled"), ("retry", "pending"), ("cancel", "cancelled")] {
        app.job(&job).await;
        act(&other, &job, action).await;
        let reading = async {
            while app.job(&job).await["status"] != expected {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(60), reading).await.is_ok(), "{action}");
    }
}

async fn a_status_in_memory_is_only_sent_to_those_who_may_read_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload_as("bob", Export::with_patterns(1).csv()).await.job();
    let path = format!("/api/patterns/import/status/{job}");
    let read = async |user: &str, role: Role| {
        let token = app.token(user, role);
        send(app.request_of(&token, Method::GET, &path)).await.status.as_u16()
    };
    for (user, role, expected) in [
        ("ada", Role::Admin, 200),
        ("eve", Role::Operator, 403),
        ("bob", Role::Unprivileged, 200),
        ("eve", Role::Support, 403),
    ] {
        assert_eq!(read(user, role).await, expected, "{user}");
    }
    assert_eq!(send(app.unauthenticated(Method::GET, &path)).await.status.as_u16(), 401);
}

async fn the_time_left_is_known_from_the_first_outcome_until_the_import_is_stopped(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(3).csv()).await.job();
    assert_eq!(app.job(&job).await["timeLeftSeconds"], Value::Null);
    let (extractor, mut calls, permits) = gated();
    let worker = app.worker_extracting(extractor);
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    calls.recv().await.unwrap();
    assert_eq!(app.job(&job).await["timeLeftSeconds"], Value::Null);
    permits.add_permits(1);
    until_analyzed(&app, &job, 1).await;
    calls.recv().await.unwrap();
    let running = app.job(&job).await;
    assert!(running["timeLeftSeconds"].is_u64(), "{running}");
    act(&app, &job, "cancel").await;
    assert_eq!(app.job(&job).await["timeLeftSeconds"], Value::Null);
    permits.add_permits(1);
    working.await.unwrap().unwrap();
    assert_eq!(app.job(&job).await["timeLeftSeconds"], Value::Null);
}

async fn the_usage_is_listed_by_model(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(3).csv()).await.job();
    assert_eq!(app.job(&job).await["usage"]["byModel"], json!([]));
    app.work_asking(&Model::start(Reply::echo)).await;
    let usage = app.job(&job).await["usage"].clone();
    assert_eq!(usage["modelCalls"], 3, "{usage}");
    let by_model = &usage["byModel"];
    assert_eq!((by_model.as_array().unwrap().len(), &by_model[0]["model"]), (1, &json!("gpt-4o")));
    for sum in
        ["modelCalls", "unmeasuredCalls", "promptTokens", "cachedTokens", "completionTokens", "costUsd"]
    {
        assert_eq!(by_model[0][sum], usage[sum], "{sum}");
    }
}
