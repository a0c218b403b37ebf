//! The calls of the admin page that no other file tests.

use std::time::Duration;

use chrono::Utc;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

on_both_databases! {
    a_held_response_to_the_paste_box_has_the_result_of_the_import,
    without_a_wait_the_response_to_the_paste_box_has_the_pending_job,
    a_message_matches_the_most_similar_pattern,
    statistics_have_the_properties_that_both_pages_read,
}

const PASTE_BOX: &str = "/api/patterns/import-csv";

async fn paste(app: &TestApp, query: &str, csv: String) -> Response {
    let request = app.request(Method::POST, &format!("{PASTE_BOX}{query}"));
    send(request.json(&json!({ "csvData": csv }))).await
}

async fn a_held_response_to_the_paste_box_has_the_result_of_the_import(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(1).csv()).await;
    let stop = CancellationToken::new();
    let worker = app.worker();
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(&stop).await }
    });
    let response = tokio::time::timeout(
        Duration::from_secs(100),
        paste(&app, "?wait=120", Export::with_patterns(3).csv()),
    );
    let response = response.await.expect("the response is sent when the job is final");
    stop.cancel();
    working.await.unwrap();
    let body = &response.body;
    assert_eq!(response.job(), body["importJobId"].as_str().unwrap());
    for (field, expected) in [
        ("status", json!("completed")),
        ("totalMessages", json!(9)),
        ("duplicateMessages", json!(3)),
        ("newMessages", json!(6)),
        ("conversationsAnalyzed", json!(2)),
        ("newPatterns", json!(2)),
        ("enhancedPatterns", json!(0)),
        ("errors", json!([])),
    ] {
        assert_eq!(body[field], expected, "{field}");
    }
    let mut confidences = Vec::new();
    for pattern in app.patterns().await {
        let sources = app.sources(&pattern["id"]).await;
        if sources.iter().any(|source| source["job_id"] == body["jobId"]) {
            confidences.push(pattern["confidence_score"].as_f64().unwrap());
        }
    }
    let mean = confidences.iter().sum::<f64>() / confidences.len() as f64;
    assert_eq!(confidences.len(), 2);
    assert!((body["avgConfidence"].as_f64().unwrap() - mean).abs() < 1e-4, "{body}");
    assert_eq!(body["message"], "Import completed: 2 new patterns, 0 enhanced patterns.");
    assert_eq!(response.header("retry-after"), "");
}

async fn without_a_wait_the_response_to_the_paste_box_has_the_pending_job(engine: Engine) {
    let app = TestApp::start(engine).await;
    for (query, patterns) in [("", 1), ("?wait=0", 2), ("?wait=1", 3)] {
        // No worker runs: the response is sent when the wait is over.
        let response = paste(&app, query, Export::with_patterns(patterns).csv()).await;
        let job = response.job();
        assert_eq!(response.body["importJobId"], job);
        assert!(
            response.body["message"].as_str().unwrap().starts_with("Import started"),
            "{}",
            response.body
        );
        assert_eq!((&response.body["status"], &response.body["newPatterns"]), (&json!("pending"), &json!(0)));
        assert_eq!(response.header("location"), format!("/api/patterns/import/status/{job}"));
        assert_eq!(response.header("retry-after"), "2");
        let status = app.get(&format!("/api/patterns/import/status/{job}")).await;
        assert_eq!(status.header("retry-after"), "2");
        app.work().await;
        let status = app.get(&format!("/api/patterns/import/status/{job}")).await;
        assert_eq!(status.header("retry-after"), "");
    }
    for query in ["?wait=121", "?wait=-1", "?wait=soon"] {
        let refused = paste(&app, query, Export::with_patterns(4).csv()).await;
        assert_eq!(refused.body["details"]["parameter"], "wait", "{query}");
    }
}

async fn match_message(app: &TestApp, body: Value) -> Response {
    send(app.request(Method::POST, "/api/patterns/test").json(&body)).await
}

async fn a_message_matches_the_most_similar_pattern(engine: Engine) {
    let app = TestApp::start(engine).await;
    let none = match_message(&app, json!({ "message": "The simulator in bay 5 is frozen" })).await;
    assert_eq!(
        none.body["result"],
        json!({
            "wouldExecute": false, "confidence": 0.0, "response": null, "action": "none", "pattern": null,
            "reasoning": "No active pattern has a similarity of 0.3 or more.",
        })
    );
    let frozen = [
        ("in", "The simulator in bay 3 is frozen, the screen is stuck."),
        ("out", "I have restarted the simulator in bay 3, it will be back in two minutes."),
    ];
    app.import(Export::with_patterns(3).conversation("CNfrozen", &frozen).csv()).await;
    let found = match_message(&app, json!({ "message": "The simulator in bay 5 is frozen" })).await.body;
    let result = &found["result"];
    assert_eq!((&found["success"], &result["action"]), (&json!(true), &json!("suggest")));
    assert_eq!(result["pattern"]["pattern_type"], "tech_issue");
    assert!(result["response"].as_str().unwrap().contains("{{bay_number}}"), "{result}");
    assert!(result["confidence"].as_f64().unwrap() > 0.3, "{result}");
    assert_eq!(result["wouldExecute"], false);

    let id = result["pattern"]["id"].as_i64().unwrap();
    let trust =
        format!("UPDATE decision_patterns SET auto_executable = TRUE, confidence_score = 1 WHERE id = {id}");
    app.db.connection().execute_unprepared(&trust).await.unwrap();
    let question = app.get(&format!("/api/patterns/{id}")).await.body["pattern"]["trigger_text"].clone();
    let question = question.as_str().unwrap().replace("{{bay_number}}", "");
    let trusted = match_message(&app, json!({ "message": question })).await.body["result"].clone();
    assert_eq!(
        (&trusted["wouldExecute"], &trusted["action"]),
        (&json!(true), &json!("execute")),
        "{trusted}"
    );
    let deactivate = format!("UPDATE decision_patterns SET is_active = FALSE WHERE id = {id}");
    app.db.connection().execute_unprepared(&deactivate).await.unwrap();
    assert_ne!(match_message(&app, json!({ "message": question })).await.body["result"]["pattern"]["id"], id);

    for wrong in
        [json!({}), json!({ "message": "" }), json!({ "message": 7 }), json!({ "message": "x", "y": 1 })]
    {
        let refused = match_message(&app, wrong.clone()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"), "{wrong}");
    }
    let long = match_message(&app, json!({ "message": "x".repeat(1_601) })).await;
    assert_eq!(long.code(), "INVALID_REQUEST");
}

async fn statistics_have_the_properties_that_both_pages_read(engine: Engine) {
    let app = TestApp::start(engine).await;
    let stats = async || app.get("/api/patterns/stats").await.body;
    let empty = stats().await;
    assert_eq!((&empty["totalPatterns"], &empty["successRate"]), (&json!(0), &json!(0.0)));
    app.import(Export::with_patterns(4).csv()).await;
    let used = Statement::from_sql_and_values(
        app.db.connection().get_database_backend(),
        "UPDATE decision_patterns SET execution_count = 4, success_count = 3, last_used = $1 WHERE id <= 2",
        [Utc::now().into()],
    );
    app.db.connection().execute_raw(used).await.unwrap();
    let reviewed = app.request(Method::POST, "/api/patterns/import/csv?review=true");
    let csv = Export::new().pattern(8).pattern(9).csv();
    send(reviewed.header("content-type", "text/csv").body(csv)).await;
    app.work().await;
    let stats = stats().await;
    assert_eq!((&stats["totalPatterns"], &stats["activePatterns"]), (&json!(4), &json!(4)));
    assert_eq!((&stats["executionsToday"], &stats["successRate"]), (&json!(2), &json!(0.75)));
    assert_eq!(stats["executions"], json!({ "total": 8, "live": 8 }));
    assert_eq!(stats["suggestions"], json!({ "pending": 2 }));
    assert_eq!(
        stats["config"],
        json!({ "enabled": false, "shadow_mode": true, "min_confidence_to_act": 0.95 })
    );
    assert_eq!(stats["patterns"]["total"], stats["overview"]["total_patterns"]);
    assert_eq!(stats["patterns"]["avgConfidence"], stats["overview"]["avg_confidence"]);
    assert_eq!(stats["overview"]["successful_executions"], 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_field_of_the_form_is_ignored() {
    let app = TestApp::start(Engine::Sqlite).await;
    for (number, field) in ["columnMap", "column_map", "note"].into_iter().enumerate() {
        let file = Part::text(Export::with_patterns(number + 1).csv()).file_name("a.csv");
        let form = Form::new().part("file", file).text(field, "");
        send(app.request(Method::POST, PASTE_BOX).multipart(form)).await.job();
    }
    let query = paste(&app, "?columnMap=", Export::with_patterns(5).csv()).await;
    query.job();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_response_is_sent_when_the_process_stops() {
    let app = TestApp::start(Engine::Sqlite).await;
    // No worker runs: only the stop ends the wait.
    let held = paste(&app, "?wait=120", Export::with_patterns(1).csv());
    let stop = async {
        while app.get("/api/patterns/import/history").await.body["imports"].as_array().unwrap().is_empty() {}
        app.application.stop.cancel();
    };
    let both = tokio::time::timeout(Duration::from_secs(60), async { tokio::join!(held, stop) });
    let (response, ()) = both.await.expect("the response is sent when the process stops");
    assert_eq!((response.status.as_u16(), &response.body["status"]), (202, &json!("pending")));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_column_maps_in_one_form_are_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    let file = Part::text(Export::with_patterns(1).csv()).file_name("a.csv");
    let form = Form::new().part("file", file).text("columnMap", "{}").text("column_map", "{}");
    let refused = send(app.request(Method::POST, PASTE_BOX).multipart(form)).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"));
}
