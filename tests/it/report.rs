//! The row report: every row of a file has one outcome, with a reason if it is not imported.

use gleaner_api::auth::Role;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, send};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    every_row_has_an_outcome_that_is_reported,
    a_thousand_rows_are_listed_and_the_others_are_counted,
    rows_that_were_imported_before_are_listed,
    only_the_owner_and_admins_can_read_a_report,
    a_job_of_an_earlier_version_has_an_empty_report,
}

const HEADER: &str = "id,conversationId,type,body,sentAt,to,from,direction,createdAt\n";
const OWN: &str = "+19025550100";

fn row(id: &str, kind: &str, body: &str, direction: &str) -> String {
    format!("{id},CN1,{kind},{body},,{OWN},+15065550101,{direction},2025-09-02T10:00:00Z\n")
}

/// A file with a row of every outcome.
fn mixed() -> String {
    [
        HEADER,
        &row("AC1", "message", "Where can I find the putter?", "incoming"),
        &row("AC2", "message", "You will find the putter on the shelf next to the door.", "outgoing"),
        &row("AC1", "message", "Where can I find the putter?", "incoming"),
        &row("AC3", "message", "CN6cc5c67b4 reminder", "outgoing"),
        &row("AC4", "message", "", "incoming"),
        &row("AC5", "call", "", "incoming"),
        &row("AC6", "message", "Hello", "=sideways"),
    ]
    .concat()
}

async fn report(app: &TestApp, job: &str) -> Value {
    let answer = app.get(&format!("/api/patterns/import/{job}/report")).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    answer.body
}

async fn every_row_has_an_outcome_that_is_reported(engine: Engine) {
    let app = TestApp::start(engine).await;
    let accepted = app.upload(mixed()).await;
    let job = accepted.job();
    let expected = json!({
        "total": 7, "imported": 2, "duplicate": 1, "automated": 1, "empty": 1, "notMessages": 1, "rejected": 1,
    });
    let report = report(&app, &job).await;
    let history = app.get("/api/patterns/import/history").await.body["imports"][0]["rows"].clone();
    assert_eq!(
        (&history["total"], &history["not_messages"], &history["rejected"]),
        (&json!(7), &json!(1), &json!(1))
    );
    for rows in [&accepted.body["rows"], &app.job(&job).await["rows"], &report["rows"]] {
        for (outcome, count) in expected.as_object().unwrap() {
            assert_eq!(&rows[outcome], count, "{outcome}");
        }
    }
    assert_eq!((&report["success"], &report["notListed"]), (&json!(true), &json!(0)));
    let entries: Vec<_> = report["entries"].as_array().unwrap().iter().collect();
    let listed: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry["line"].as_u64().unwrap(),
                entry["outcome"].as_str().unwrap(),
                entry["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            (4, "duplicate", "repeated_in_file"),
            (5, "automated", "automated_message"),
            (6, "empty", "no_text"),
            (7, "not_a_message", "other_type"),
            (8, "rejected", "unknown_direction"),
        ]
    );
    assert_eq!(entries[4]["column"], "direction");
    assert!(entries[4]["sentence"].as_str().unwrap().ends_with('.'));
    assert_eq!(app.job(&job).await["warnings"][0]["code"], "rejected_rows");

    let path = format!("/api/patterns/import/{job}/report");
    let by_header = app.request(Method::GET, &path).header("accept", "text/csv");
    let by_query = app.request(Method::GET, &format!("{path}?format=csv"));
    for request in [by_header, by_query] {
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
        assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let text = response.text().await.unwrap();
        assert_eq!(text.lines().count(), 6, "{text}");
        assert!(
            text.starts_with("line,outcome,code,column,explanation\n4,duplicate,repeated_in_file,,"),
            "{text}"
        );
        // It contains no text of a customer.
        assert!(!text.contains("putter") && !text.contains("sideways"), "{text}");
    }
    assert_eq!(app.get(&format!("{path}?format=xml")).await.code(), "INVALID_REQUEST");
}

async fn a_thousand_rows_are_listed_and_the_others_are_counted(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut csv = Export::with_patterns(1).csv();
    for number in 0..1_500 {
        csv.push_str(&format!("AC{number},CN1,,,{OWN},+15065550101,incoming,2025-09-02T10:00:00Z\n"));
    }
    csv.push_str("AC,CN1,Hi,,,,sideways,2025-09-02T10:00:00Z\n");
    let job = app.upload(csv).await.job();
    let report = report(&app, &job).await;
    let entries = report["entries"].as_array().unwrap();
    assert_eq!((entries.len(), &report["notListed"]), (1_000, &json!(501)));
    // The last row of the file is the only rejected one. It is kept before rows with other outcomes.
    assert_eq!(entries[999]["code"], "unknown_direction");
    assert_eq!(report["rows"]["empty"], 1_500);
}

async fn rows_that_were_imported_before_are_listed(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(1).csv()).await;
    let job = app.upload(Export::with_patterns(2).csv()).await.job();
    let report = report(&app, &job).await;
    assert_eq!(report["rows"]["imported"], 3);
    let entries = report["entries"].as_array().unwrap();
    let lines: Vec<_> = entries.iter().map(|entry| entry["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [2, 3, 4]);
    assert!(entries.iter().all(|entry| entry["code"] == "imported_before"));
}

async fn only_the_owner_and_admins_can_read_a_report(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let path = format!("/api/patterns/import/{job}/report");
    let read_as =
        async |user: &str, role| send(app.request_of(&app.token(user, role), Method::GET, &path)).await;
    assert_eq!(read_as("ada", Role::Operator).await.status.as_u16(), 200);
    assert_eq!(read_as("bob", Role::Admin).await.status.as_u16(), 200);
    assert_eq!(read_as("bob", Role::Operator).await.code(), "FORBIDDEN");
    assert_eq!(send(app.unauthenticated(Method::GET, &path)).await.code(), "UNAUTHORIZED");
    for unknown in ["00000000-0000-4000-8000-000000000000", "7"] {
        assert_eq!(app.get(&format!("/api/patterns/import/{unknown}/report")).await.code(), "NOT_FOUND");
    }
}

async fn a_job_of_an_earlier_version_has_an_empty_report(engine: Engine) {
    use sea_orm::ConnectionTrait;

    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    app.db.connection().execute_unprepared("DELETE FROM import_row_reports").await.unwrap();
    assert_eq!(report(&app, &job).await["entries"], json!([]));
}
