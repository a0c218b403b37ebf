//! Importing the patterns of another library.

use gleaner_api::auth::Role;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    an_exported_library_is_exported_as_the_same_bytes_after_it_was_imported,
    patterns_that_the_library_has_stay_as_they_are,
    an_imported_pattern_is_found_confirmed_and_exported_with_both_counts,
    a_dry_run_says_the_same_and_imports_nothing,
    a_file_with_an_invalid_pattern_is_refused_as_a_whole,
}

const FORMATS: [(&str, &str); 3] =
    [("json", "application/json"), ("jsonl", "application/x-ndjson"), ("csv", "text/csv")];

async fn export(app: &TestApp, format: &str) -> String {
    let path = format!("/api/patterns/export?deleted=true&format={format}");
    app.request(Method::GET, &path).send().await.unwrap().text().await.unwrap()
}

async fn import(app: &TestApp, query: &str, media_type: &str, body: String) -> Response {
    let path = format!("/api/patterns/import-patterns{query}");
    send(app.request(Method::POST, &path).header("content-type", media_type).body(body)).await
}

/// A library with patterns of every kind: confirmed, edited, created by hand, inactive, deleted and in conflict.
async fn library(engine: Engine) -> TestApp {
    let app = TestApp::start(engine).await;
    let sample =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/openphone-export.csv")).unwrap();
    app.import(include_str!("../fixtures/examples/conflict.csv")).await;
    app.import(sample).await;
    let ids: Vec<_> = app.patterns().await.iter().map(|pattern| pattern["id"].clone()).collect();
    let change = async |method: Method, id: &Value, body: Value| {
        let request = app.request(method, &format!("/api/patterns/{id}")).json(&body);
        assert_eq!(send(request).await.status.as_u16(), 200);
    };
    change(Method::PUT, &ids[0], json!({ "trigger_text": "=1+1 \"quoted\", with, commas?" })).await;
    change(Method::PUT, &ids[1], json!({ "is_active": false, "auto_executable": true })).await;
    change(Method::DELETE, &ids[2], Value::Null).await;
    let by_hand = json!({
        "pattern_type": "hours",
        "trigger_examples": ["Are you open on public holidays?"],
        "response_template": "- yes\n- every day",
    });
    send(app.request(Method::POST, "/api/patterns").json(&by_hand)).await;
    app
}

async fn an_exported_library_is_exported_as_the_same_bytes_after_it_was_imported(engine: Engine) {
    let app = library(engine).await;
    let exported = [export(&app, "json").await, export(&app, "jsonl").await, export(&app, "csv").await];
    assert_eq!(exported[1].lines().count(), 31);
    for ((_, media_type), file) in FORMATS.iter().zip(&exported) {
        let empty = TestApp::start(engine).await;
        let imported = import(&empty, "", media_type, file.clone()).await;
        assert_eq!(
            (&imported.body["created"], &imported.body["known"]),
            (&json!(31), &json!(0)),
            "{}",
            imported.body
        );
        for ((format, _), file) in FORMATS.iter().zip(&exported) {
            assert_eq!(&export(&empty, format).await, file, "{format}");
        }
    }
}

async fn patterns_that_the_library_has_stay_as_they_are(engine: Engine) {
    let app = library(engine).await;
    let before = app.patterns().await;
    let file = export(&app, "json").await;
    let again = import(&app, "", "application/json", file).await.body;
    assert_eq!((&again["created"], &again["deleted"]), (&json!(0), &json!(1)), "{again}");
    assert_eq!(again["known"], 30);
    assert_eq!(app.patterns().await, before);
    let entry = app.get("/api/patterns/audit?limit=1").await.body["entries"][0].clone();
    assert_eq!((&entry["action"], &entry["detail"]["created"]), (&json!("import_patterns"), &json!(0)));
}

async fn an_imported_pattern_is_found_confirmed_and_exported_with_both_counts(engine: Engine) {
    let first = TestApp::start(engine).await;
    first.import(Export::new().pattern(1).csv()).await;
    let app = TestApp::start(engine).await;
    import(&app, "", "application/json", export(&first, "json").await).await;
    let pattern = app.patterns().await.remove(0);
    let message = json!({ "message": pattern["trigger_text"] });
    let matched = send(app.request(Method::POST, "/api/patterns/test").json(&message)).await;
    assert_eq!(matched.body["result"]["pattern"]["id"], pattern["id"]);
    assert_eq!(app.import(Export::new().pattern(1).csv()).await["patternsEnhanced"], 1);
    let exported: Value = serde_json::from_str(&export(&app, "json").await).unwrap();
    let counts = &exported["patterns"][0];
    assert_eq!((&counts["evidence_count"], &counts["import_count"]), (&json!(2), &json!(2)));
}

async fn a_dry_run_says_the_same_and_imports_nothing(engine: Engine) {
    let first = TestApp::start(engine).await;
    first.import(Export::with_patterns(2).csv()).await;
    let file = export(&first, "jsonl").await;
    let app = TestApp::start(engine).await;
    app.import(Export::new().pattern(0).csv()).await;
    let before = app.patterns().await;
    let tried = import(&app, "?dry_run=true", "application/x-ndjson", file.clone()).await.body;
    assert_eq!((&tried["dryRun"], app.patterns().await), (&json!(true), before));
    let made = import(&app, "", "application/x-ndjson", file).await.body;
    for field in ["created", "known", "deleted", "skipped"] {
        assert_eq!(made[field], tried[field], "{field}");
    }
    assert_eq!((&made["created"], &made["known"]), (&json!(1), &json!(1)));
    assert_eq!(
        made["skipped"][0]["patternId"],
        app.patterns().await.iter().map(|found| found["id"].as_i64()).min().flatten().unwrap()
    );
}

async fn a_file_with_an_invalid_pattern_is_refused_as_a_whole(engine: Engine) {
    let first = TestApp::start(engine).await;
    first.import(Export::with_patterns(2).csv()).await;
    let valid: Value = serde_json::from_str(&export(&first, "json").await).unwrap();
    let app = TestApp::start(engine).await;
    for (field, value) in [
        ("confidence_score", json!(2)),
        ("confidence_score", json!("0.5")),
        ("response_template", json!("")),
        ("response_template", json!("Hi {{nonsense}}")),
        ("pattern_type", json!("No Type!")),
        ("evidence_count", json!(-1)),
        ("id", json!(7)),
    ] {
        let mut invalid = valid.clone();
        invalid["patterns"][1][field] = value.clone();
        let refused = import(&app, "", "application/json", invalid.to_string()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"), "{field} {value}");
        assert!(refused.body["error"].as_str().unwrap().contains(field), "{}", refused.body);
    }
    for (media_type, body, code) in [
        ("application/json", "{}".to_owned(), "INVALID_REQUEST"),
        ("application/json", valid.to_string()[1..].to_owned(), "INVALID_REQUEST"),
        ("text/csv", "a,b\n1,2\n".to_owned(), "INVALID_REQUEST"),
        ("text/plain", String::new(), "UNSUPPORTED_MEDIA_TYPE"),
        ("text/csv", "x".repeat(11 << 20), "FILE_TOO_LARGE"),
    ] {
        assert_eq!(import(&app, "", media_type, body).await.code(), code, "{media_type}");
    }
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    let operator =
        app.request_of(&app.token("otto", Role::Operator), Method::POST, "/api/patterns/import-patterns");
    assert_eq!(send(operator.json(&valid)).await.code(), "FORBIDDEN");
}
