//! Exports of the library.

use std::io::Write;
use std::process::{Command, Stdio};

use gleaner_api::auth::Role;
use gleaner_exchange::{LibraryFormat, decode};
use gleaner_persistence::Database;
use gleaner_persistence::library::Export as LibraryExport;
use gleaner_tests::evidence::import_draft;
use gleaner_tests::patterns::{self, Row};
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, send};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

on_both_databases! {
    the_same_library_is_exported_as_the_same_bytes_whatever_its_ids,
    every_format_has_its_media_type_and_file_name,
    an_export_can_be_read_again,
    counts_are_those_of_evidence_that_is_not_retracted,
    removed_patterns_are_exported_if_that_is_asked_for_and_retracted_ones_never,
    only_an_admin_can_export_and_a_wrong_parameter_is_named,
    a_failure_at_the_beginning_has_an_error_response,
    a_failure_in_the_middle_aborts_the_response,
    a_compressed_export_has_the_same_bytes,
}

const PATH: &str = "/api/patterns/export";
const ROWS_PER_STATEMENT: usize = 500;

/// Adds patterns as another program would, in this order.
async fn fill(db: &Database, rows: &[Row<'_>]) {
    for (part, rows) in rows.chunks(ROWS_PER_STATEMENT).enumerate() {
        patterns::insert(db, part * ROWS_PER_STATEMENT, rows).await;
    }
}

/// The body of an export.
async fn export(app: &TestApp, query: &str) -> String {
    let response = app.request(Method::GET, &format!("{PATH}?{query}")).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{query}");
    response.text().await.unwrap()
}

async fn patterns(app: &TestApp, query: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(&export(app, query).await).unwrap();
    assert_eq!(document["version"], 1);
    document["patterns"].as_array().unwrap().clone()
}

async fn the_same_library_is_exported_as_the_same_bytes_whatever_its_ids(engine: Engine) {
    let names: Vec<String> = (0..1_200).map(|number| format!("Where is item {number}?")).collect();
    let mut rows: Vec<Row<'_>> = names.iter().map(|name| Row::new("faq", name, "On the shelf.")).collect();
    // The order of the bytes, not of a language: capital letters first, and accents last.
    for trigger in ["zebra", "Zebra", "éclair", "a b", "a-b", "ab", "_a"] {
        rows.push(Row::new("access", trigger, "Yes."));
        rows.push(Row::new("access", trigger, "No."));
    }
    // The same texts, around the end of a page.
    for confidence in [0.9, 0.5, 0.7] {
        rows.push(Row { confidence, ..Row::new("faq", &names[500], "On the shelf.") });
    }
    // They are the same in milliseconds.
    for updated_at in ["2026-01-02T00:00:00.000900Z", "2026-01-02T00:00:00.000100Z"] {
        rows.push(Row { updated_at, ..Row::new("hours", "When?", "Now.") });
    }
    let app = TestApp::start(engine).await;
    fill(&app.db, &rows).await;
    let first = export(&app, "format=jsonl").await;
    let other = TestApp::start(engine).await;
    rows.reverse();
    fill(&other.db, &rows).await;
    for format in ["jsonl", "json", "csv", "zendesk", "chatwoot"] {
        let query = format!("format={format}");
        assert!(export(&app, &query).await == export(&other, &query).await, "{format}");
    }
    let lines: Vec<Value> = first.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), rows.len());
    let texts: Vec<_> = lines[..14].iter().map(|line| line["trigger_text"].as_str().unwrap()).collect();
    assert_eq!(
        texts.iter().step_by(2).copied().collect::<Vec<_>>(),
        ["Zebra", "_a", "a b", "a-b", "ab", "zebra", "éclair"]
    );
    assert_eq!(lines[0]["response_template"], "No.");
    let same = lines.iter().filter(|line| line["trigger_text"] == names[500]);
    let confidences: Vec<_> = same.map(|line| line["confidence_score"].as_f64().unwrap()).collect();
    assert_eq!(confidences, [0.5, 0.6, 0.7, 0.9]);
}

async fn every_format_has_its_media_type_and_file_name(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(3).csv()).await;
    for (query, media_type, name) in [
        ("", "application/json", "gleaner-patterns.json"),
        ("?format=json", "application/json", "gleaner-patterns.json"),
        ("?format=jsonl", "application/x-ndjson", "gleaner-patterns.jsonl"),
        ("?format=csv", "text/csv; charset=utf-8; header=present", "gleaner-patterns.csv"),
        ("?format=zendesk", "application/json", "gleaner-zendesk-macros.json"),
        (
            "?format=chatwoot",
            "text/csv; charset=utf-8; header=present",
            "gleaner-chatwoot-canned-responses.csv",
        ),
    ] {
        let response = send(app.request(Method::GET, &format!("{PATH}{query}"))).await;
        assert_eq!((response.status.as_u16(), response.header("content-type")), (200, media_type));
        assert_eq!(response.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    }
    let macros: Value = serde_json::from_str(&export(&app, "format=zendesk").await).unwrap();
    assert_eq!(macros["macros"].as_array().unwrap().len(), 3);
    assert_eq!(export(&app, "format=chatwoot").await.lines().count(), 4);
}

async fn an_export_can_be_read_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/openphone-export.csv");
    app.import(std::fs::read(sample).unwrap()).await;
    let listed = app.patterns().await;
    let mut read = Vec::new();
    for (format, query) in [
        (LibraryFormat::Csv, "format=csv"),
        (LibraryFormat::Json, "format=json"),
        (LibraryFormat::Jsonl, "format=jsonl"),
    ] {
        let decoded = decode(export(&app, query).await.as_bytes(), format).unwrap();
        read.push(decoded.into_iter().map(|decoded| decoded.pattern).collect::<Vec<_>>());
    }
    assert_eq!(read[0].len(), listed.len());
    assert!(read[0] == read[1] && read[0] == read[2]);
    let mut export = LibraryExport::begin(&app.db, false).await.unwrap();
    assert!(export.next_page().await.unwrap().unwrap() == read[0]);
    assert!(export.next_page().await.unwrap().is_none());
}

async fn counts_are_those_of_evidence_that_is_not_retracted(engine: Engine) {
    let app = TestApp::start(engine).await;
    for _ in 0..3 {
        let (_, recorded) =
            import_draft(&app.db, "Where can I park?", "You can park behind the building.", 0.6).await;
        recorded.unwrap();
    }
    let counts = async || {
        let exported = patterns(&app, "").await;
        assert_eq!(exported.len(), 1);
        (exported[0]["evidence_count"].clone(), exported[0]["import_count"].clone())
    };
    assert_eq!(counts().await, (json!(3), json!(3)));
    for statement in [
        "UPDATE pattern_evidence SET is_retracted = true WHERE id = 1",
        "UPDATE pattern_evidence SET import_job_id = (SELECT import_job_id FROM pattern_evidence WHERE id = 3)",
        "UPDATE decision_patterns SET execution_count = -1",
    ] {
        app.db.connection().execute_unprepared(statement).await.unwrap();
    }
    assert_eq!(counts().await, (json!(2), json!(1)));
    assert_eq!(patterns(&app, "").await[0]["execution_count"], 0);
}

async fn removed_patterns_are_exported_if_that_is_asked_for_and_retracted_ones_never(engine: Engine) {
    let app = TestApp::start(engine).await;
    let rows = ["active", "inactive", "removed", "retracted"].map(|name| Row::new("faq", name, "Yes."));
    fill(&app.db, &rows).await;
    for statement in [
        "UPDATE decision_patterns SET is_active = false WHERE trigger_text = 'inactive'",
        "UPDATE decision_patterns SET is_deleted = true WHERE trigger_text IN ('removed', 'retracted')",
        "UPDATE decision_patterns SET is_retracted = true WHERE trigger_text = 'retracted'",
    ] {
        app.db.connection().execute_unprepared(statement).await.unwrap();
    }
    let exported = async |query: &str| -> Vec<String> {
        let exported = patterns(&app, query).await;
        exported.iter().map(|row| row["trigger_text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(exported("").await, ["active", "inactive"]);
    assert_eq!(exported("deleted=false").await, ["active", "inactive"]);
    assert_eq!(exported("deleted=true").await, ["active", "inactive", "removed"]);
    assert_eq!(patterns(&app, "deleted=true").await[2]["is_deleted"], true);
    let macros: Value = serde_json::from_str(&export(&app, "format=zendesk&deleted=true").await).unwrap();
    assert_eq!(macros["macros"].as_array().unwrap().len(), 1);
}

async fn only_an_admin_can_export_and_a_wrong_parameter_is_named(engine: Engine) {
    let app = TestApp::start(engine).await;
    for role in [Role::Operator, Role::Support, Role::Unprivileged] {
        let request = app.request_of(&app.token("eve", role), Method::GET, PATH);
        assert_eq!(send(request).await.code(), "FORBIDDEN");
    }
    assert_eq!(send(app.unauthenticated(Method::GET, PATH)).await.code(), "UNAUTHORIZED");
    for (query, wrong) in [("format=xml", "format"), ("deleted=yes", "deleted"), ("limit=1", "limit")] {
        let response = app.get(&format!("{PATH}?{query}")).await;
        assert_eq!(
            (response.code(), &response.body["details"]["parameter"]),
            ("INVALID_REQUEST", &json!(wrong))
        );
    }
    assert_eq!(export(&app, "format=jsonl").await, "");
    assert_eq!(patterns(&app, "").await, [] as [Value; 0]);
}

/// A library of two pages, of which the last or the first one cannot be read.
async fn damaged(engine: Engine, damaged_type: &str) -> TestApp {
    let app = TestApp::start(engine).await;
    let names: Vec<String> = (0..1_100).map(|number| format!("Where is item {number}?")).collect();
    let mut rows: Vec<Row<'_>> = names.iter().map(|name| Row::new("faq", name, "On the shelf.")).collect();
    rows.push(Row::new(damaged_type, "x", "Yes."));
    fill(&app.db, &rows).await;
    app
}

async fn a_failure_at_the_beginning_has_an_error_response(engine: Engine) {
    let app = damaged(engine, "A B").await;
    let response = app.get(PATH).await;
    assert_eq!((response.status.as_u16(), response.code()), (500, "INTERNAL"));
    assert_eq!(response.header("content-disposition"), "");
}

async fn a_failure_in_the_middle_aborts_the_response(engine: Engine) {
    let app = damaged(engine, "z z").await;
    for encoding in ["identity", "gzip"] {
        for format in ["csv", "json", "jsonl"] {
            let path = format!("{PATH}?format={format}");
            let request = app.request(Method::GET, &path).header("accept-encoding", encoding);
            let mut response = request.send().await.unwrap();
            assert_eq!(response.status().as_u16(), 200);
            // The connection may be gone before the client has read the first page.
            let end = loop {
                match response.chunk().await {
                    Ok(Some(_)) => {}
                    end => break end,
                }
            };
            assert!(end.is_err(), "{encoding} {format}: the response looks complete");
        }
    }
}

async fn a_compressed_export_has_the_same_bytes(engine: Engine) {
    let app = TestApp::start(engine).await;
    let names: Vec<String> = (0..2_000).map(|number| format!("Where is item {number}?")).collect();
    let rows: Vec<Row<'_>> = names.iter().map(|name| Row::new("faq", name, "On the shelf.")).collect();
    fill(&app.db, &rows).await;
    let request = app.request(Method::GET, &format!("{PATH}?format=csv")).header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let packed = response.bytes().await.unwrap();
    let mut gzip =
        Command::new("gzip").arg("-dc").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = gzip.stdin.take().unwrap();
    let writing = std::thread::spawn(move || input.write_all(&packed).unwrap());
    let output = gzip.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(output.status.success());
    assert!(output.stdout == export(&app, "format=csv").await.into_bytes());
}
