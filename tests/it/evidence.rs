//! Why a pattern is in the library, and how long conversations are kept.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use gleaner_api::auth::Role;
use gleaner_persistence::jobs;
use gleaner_server::Settings;
use gleaner_server::settings::Environment;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, send, test_settings};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::jobs::id;
use crate::leases::until_blocked;

on_both_databases! {
    the_evidence_of_a_pattern_is_listed_page_by_page,
    the_evidence_of_a_staged_pattern_is_listed,
    evidence_says_whether_it_agrees_with_the_pattern,
    texts_are_deleted_some_time_after_the_import_has_ended,
    without_retention_texts_are_deleted_when_the_import_ends,
    a_running_worker_deletes_texts_after_the_days_of_the_setting,
}

const QUESTION: &str = "Hi, my name is Marisol. How do I open the front door?";
const MESSAGES: [(&str, &str); 4] = [
    ("in", QUESTION),
    ("out", "Hi Marisol!"),
    ("out", "Enter your code on the keypad and push hard."),
    ("in", "Thanks!"),
];

/// An export with a conversation about the door, whose ids and time depend on `run`.
fn door(run: usize) -> String {
    let padding = (0..run).fold(Export::new(), |export, _| export.conversation("CNpad", &[]));
    padding.conversation(&format!("CN{run}"), &MESSAGES).csv()
}

async fn a_pattern_of_three(app: &TestApp) -> Value {
    for run in 1..=3 {
        app.import(door(run)).await;
    }
    let patterns = app.patterns().await;
    assert_eq!(patterns.len(), 1);
    patterns[0].clone()
}

async fn the_evidence_of_a_pattern_is_listed_page_by_page(engine: Engine) {
    let app = TestApp::start(engine).await;
    let pattern = a_pattern_of_three(&app).await;
    let path = format!("/api/patterns/{}/evidence", pattern["id"]);
    let first = app.get(&format!("{path}?limit=2")).await.body;
    assert_eq!((&first["count"], first["evidence"].as_array().unwrap().len()), (&json!(3), 2));
    let last = app.get(&format!("{path}?limit=2&cursor={}", first["nextCursor"])).await.body;
    assert_eq!((&last["nextCursor"], last["evidence"].as_array().unwrap().len()), (&Value::Null, 1));
    let evidence: Vec<_> =
        [first, last].iter().flat_map(|page| page["evidence"].as_array().unwrap().clone()).collect();
    let sources = app.sources(&pattern["id"]).await;
    for (evidence, source) in evidence.iter().zip(&sources) {
        for field in [
            "job_id",
            "conversation_id",
            "question_message_ids",
            "answer_message_ids",
            "confidence_contribution",
        ] {
            assert_eq!(evidence[field], source[field], "{field}");
        }
        let preview = evidence["preview"].as_str().unwrap();
        assert!(preview.starts_with("Customer: Hi, my name is {{customer_name}}."), "{preview}");
        assert!(preview.contains("\nOperator: ") && !preview.contains("Marisol"), "{preview}");
        assert_eq!(evidence["agrees"], true);
    }
    assert_eq!(evidence.len(), sources.len());
    assert_eq!(app.get("/api/patterns/9999/evidence").await.code(), "NOT_FOUND");
    for query in ["limit=0", "limit=201", "cursor=x", "page=1"] {
        assert_eq!(app.get(&format!("{path}?{query}")).await.code(), "INVALID_REQUEST", "{query}");
    }
    let customer = app.request_of(&app.token("carl", Role::Unprivileged), Method::GET, &path);
    assert_eq!(send(customer).await.code(), "FORBIDDEN");
}

async fn the_evidence_of_a_staged_pattern_is_listed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let file = Export::new().conversation("CN1", &MESSAGES).conversation("CN2", &MESSAGES);
    let upload = app.request(Method::POST, "/api/patterns/import/csv?review=true");
    let job = send(upload.header("content-type", "text/csv").body(file.csv())).await.job();
    app.work().await;
    let staged = app.get(&format!("/api/patterns/import/staging/{job}")).await.body["patterns"][0].clone();
    let path = format!("/api/patterns/import/staging/{}/evidence", staged["id"]);
    let listed = app.get(&path).await.body;
    let keys: Vec<_> =
        listed["evidence"].as_array().unwrap().iter().map(|found| found["conversation_id"].clone()).collect();
    assert_eq!((keys, &listed["count"]), (vec![json!("CN1"), json!("CN2")], &json!(2)));
    assert_eq!(listed["evidence"][0]["preview"], staged["conversation_preview"]);
    assert_eq!(app.get(&format!("{path}?cursor=1")).await.body["evidence"].as_array().unwrap().len(), 1);
    let other = app.request_of(&app.token("olga", Role::Operator), Method::GET, &path);
    assert_eq!(send(other).await.code(), "FORBIDDEN");
    assert_eq!(app.get("/api/patterns/import/staging/9999/evidence").await.code(), "NOT_FOUND");
}

async fn evidence_says_whether_it_agrees_with_the_pattern(engine: Engine) {
    let app = TestApp::start(engine).await;
    let pattern = a_pattern_of_three(&app).await;
    let path = format!("/api/patterns/{}", pattern["id"]);
    let edit = json!({ "response_template": "Do not enter your code on the keypad, it is broken." });
    assert_eq!(send(app.request(Method::PUT, &path).json(&edit)).await.status.as_u16(), 200);
    let listed = app.get(&format!("{path}/evidence")).await.body;
    assert!(listed["evidence"].as_array().unwrap().iter().all(|found| found["agrees"] == false), "{listed}");
}

/// Whatever the database contains of messages.
async fn stored_texts(app: &TestApp) -> Vec<String> {
    let db = app.db.connection();
    let sql = "SELECT CAST(messages AS TEXT) AS text FROM import_conversations \
               UNION ALL SELECT preview FROM import_conversations WHERE preview IS NOT NULL \
               UNION ALL SELECT phone_number FROM imported_messages WHERE phone_number IS NOT NULL \
               UNION ALL SELECT phone_number FROM undone_messages WHERE phone_number IS NOT NULL";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

fn has_text(texts: &[String]) -> bool {
    texts.iter().any(|text| text.contains("keypad") || text.contains("+1506555"))
}

async fn texts_are_deleted_some_time_after_the_import_has_ended(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = app.import(door(1)).await["jobId"].clone();
    app.upload(Export::new().pattern(1).csv()).await;
    let now = Utc::now();
    assert_eq!(jobs::delete_texts(&app.db, now - TimeDelta::days(30), now).await.unwrap(), 0);
    assert!(has_text(&stored_texts(&app).await));
    // The import that has not ended keeps its texts.
    assert_eq!(jobs::delete_texts(&app.db, Utc::now(), now).await.unwrap(), 1);
    assert_eq!(jobs::delete_texts(&app.db, Utc::now(), now).await.unwrap(), 0);
    let texts = stored_texts(&app).await;
    assert!(!texts.iter().any(|text| text.contains("keypad")), "{texts:?}");
    let pattern = app.patterns().await.remove(0);
    let evidence = app.get(&format!("/api/patterns/{}/evidence", pattern["id"])).await.body;
    assert_eq!((&evidence["count"], &evidence["evidence"][0]["preview"]), (&json!(1), &Value::Null));
    app.work().await;
    assert_eq!(app.patterns().await.len(), 2, "the other import learns");

    // What remains is enough to recognize the messages, to undo the import and to redo it.
    let again = app.upload(door(1)).await;
    assert_eq!(again.code(), "DUPLICATE_FILE");
    for (action, patterns) in [("undo", 1), ("redo", 2)] {
        let path = format!("/api/patterns/import/{}/{action}", first.as_str().unwrap());
        assert_eq!(send(app.request(Method::POST, &path)).await.status.as_u16(), 200);
        assert_eq!(app.patterns().await.len(), patterns, "{action}");
    }
}

async fn without_retention_texts_are_deleted_when_the_import_ends(engine: Engine) {
    let mut settings = test_settings();
    settings.worker.retention = TimeDelta::zero();
    let app = TestApp::start_with(engine, settings).await;
    app.import(door(1)).await;
    assert!(!has_text(&stored_texts(&app).await));
    assert_eq!(app.patterns().await.len(), 1);
}

/// Makes the import end this long ago.
async fn age(app: &TestApp, job: &Value, days: i64) {
    let db = app.db.connection();
    let ended = Utc::now() - TimeDelta::days(days);
    let values = [ended.into(), id(job.as_str().unwrap()).0.into()];
    let sql = "UPDATE pattern_import_jobs SET completed_at = $1 WHERE id = $2";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.unwrap();
}

async fn a_running_worker_deletes_texts_after_the_days_of_the_setting(engine: Engine) {
    let days = [("CONVERSATION_RETENTION_DAYS".to_owned(), "7".to_owned())];
    let mut settings = test_settings();
    settings.worker.retention = Settings::read(&Environment::of(days)).unwrap().worker.retention;
    let app = TestApp::start_with(engine, settings).await;
    let old = app.import(door(1)).await["jobId"].clone();
    let recent = app.import(Export::new().pattern(1).csv()).await["jobId"].clone();
    age(&app, &old, 8).await;
    age(&app, &recent, 6).await;
    let recent_text = |text: &String| text.contains("Where can I find");
    let deletion = async {
        while stored_texts(&app).await.iter().any(|text| text.contains("keypad")) {
            sleep(Duration::from_millis(5)).await;
        }
        app.application.stop.cancel();
    };
    let both = async { tokio::join!(app.application.work(), deletion) };
    timeout(Duration::from_secs(60), both).await.expect("the worker deletes the texts");
    assert!(stored_texts(&app).await.iter().any(recent_text), "the other import ended six days ago");
    assert_eq!(app.patterns().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_an_import_that_is_retried_at_that_moment_are_kept() {
    let app = TestApp::start(Engine::Postgres).await;
    let job = app.upload(door(1)).await.job();
    send(app.request(Method::POST, &format!("/api/patterns/import/{job}/cancel"))).await;
    // As a retry does, in a transaction that has not committed.
    let retrying = app.db.connection().begin().await.unwrap();
    let retry = "UPDATE pattern_import_jobs SET status = 'pending', completed_at = NULL";
    retrying.execute_unprepared(retry).await.unwrap();
    let deleting = tokio::spawn({
        let db = app.db.clone();
        async move { jobs::delete_texts(&db, Utc::now(), Utc::now()).await }
    });
    until_blocked(app.db.connection()).await;
    retrying.commit().await.unwrap();
    assert_eq!(deleting.await.unwrap().unwrap(), 0);
    assert!(has_text(&stored_texts(&app).await));
}
