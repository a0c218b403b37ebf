//! Uploads: the three forms, and the uploads that are refused.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use gleaner_api::ReadLimits;
use gleaner_persistence::jobs::{self, HistoryFilter};
use gleaner_server::Settings;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send, test_settings};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

on_both_databases! {
    every_form_is_accepted_at_both_paths,
    the_response_to_an_upload_describes_the_import,
    an_invalid_form_is_refused_and_nothing_is_stored,
    an_invalid_file_is_refused_and_nothing_is_stored,
    a_compressed_file_is_refused_as_unsupported,
    a_file_above_the_limit_is_refused_in_every_form,
    an_incomplete_upload_is_not_imported,
    an_upload_waits_for_a_permit_and_is_refused_after_the_timeout,
    a_user_has_a_part_of_the_uploads_that_are_received_at_the_same_time,
}

const PATHS: [&str; 2] = ["/api/patterns/import/csv", "/api/patterns/import-csv"];

fn file(csv: impl Into<Vec<u8>>, name: &'static str, media_type: &str) -> Part {
    Part::bytes(csv.into()).file_name(name).mime_str(media_type).unwrap()
}

async fn post_form(app: &TestApp, path: &str, form: Form) -> Response {
    send(app.request(Method::POST, path).multipart(form)).await
}

async fn post_json(app: &TestApp, path: &str, body: &Value) -> Response {
    send(app.request(Method::POST, path).json(body)).await
}

/// Asserts that no import was stored.
async fn assert_nothing_stored(app: &TestApp) {
    assert_eq!(jobs::history(&app.db, &HistoryFilter::default(), 9).await.unwrap().jobs, []);
}

async fn every_form_is_accepted_at_both_paths(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut number = 0;
    let mut csv = || {
        number += 1;
        Export::new().pattern(number).csv()
    };
    for path in PATHS {
        for (name, media_type) in [
            ("export.csv", "text/csv"),
            ("EXPORT.CSV", "application/octet-stream"),
            ("export.txt", "application/vnd.ms-excel"),
            ("export", "application/csv"),
        ] {
            post_form(&app, path, Form::new().text("note", "hi").part("file", file(csv(), name, media_type)))
                .await
                .job();
        }
        post_json(&app, path, &json!({ "csvData": csv() })).await.job();
        for media_type in ["text/csv", "text/csv; charset=utf-8"] {
            let request = app.request(Method::POST, path).header("content-type", media_type).body(csv());
            send(request).await.job();
        }
    }
}

async fn the_response_to_an_upload_describes_the_import(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::with_patterns(2).conversation("CNalone", &[("in", "Hello?")]).csv();
    let response = app.upload(csv).await;
    let job = response.job();
    assert_eq!(response.header("location"), format!("/api/patterns/import/status/{job}"));
    assert_eq!(response.body["success"], true);
    assert_eq!(response.body["status"], "pending");
    assert_eq!(response.body["totalMessages"], 7);
    assert_eq!(response.body["conversationsFound"], 2);
    assert_eq!(response.body["skipped"], json!({ "oneSided": 1, "overLimit": 0 }));
}

async fn an_invalid_form_is_refused_and_nothing_is_stored(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = || Export::new().pattern(1).csv();
    let good = || file(csv(), "a.csv", "text/csv");
    let path = PATHS[0];

    let two = post_form(&app, path, Form::new().part("file", good()).part("file", good())).await;
    assert_eq!((two.status.as_u16(), two.code()), (400, "INVALID_REQUEST"));
    let none = post_form(&app, path, Form::new().text("name", "value")).await;
    assert_eq!((none.status.as_u16(), none.code()), (400, "INVALID_REQUEST"));
    let elsewhere = post_form(&app, path, Form::new().part("upload", good())).await;
    assert_eq!(elsewhere.code(), "INVALID_REQUEST");
    let much = post_form(&app, path, Form::new().text("x", "y".repeat(1 << 17)).part("file", good())).await;
    assert_eq!(much.code(), "INVALID_REQUEST");
    let picture = Form::new().part("file", file(csv(), "a.png", "image/png"));
    assert_eq!(post_form(&app, path, picture).await.code(), "UNSUPPORTED_MEDIA_TYPE");

    for body in [json!({}), json!({ "csvData": 7 }), json!([]), json!({ "csvData": csv(), "more": 1 })] {
        let response = post_json(&app, path, &body).await;
        assert_eq!((response.status.as_u16(), response.code()), (400, "INVALID_REQUEST"), "{body}");
    }
    let raw = |media_type: &str, body: String| {
        send(app.request(Method::POST, path).header("content-type", media_type).body(body))
    };
    assert_eq!(raw("application/json", "{".into()).await.code(), "INVALID_REQUEST");
    assert_eq!(raw("text/plain", csv()).await.code(), "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(raw("multipart/form-data", csv()).await.code(), "INVALID_REQUEST");
    let nothing = send(app.request(Method::POST, path)).await;
    assert_eq!((nothing.status.as_u16(), nothing.code()), (415, "UNSUPPORTED_MEDIA_TYPE"));
    assert_nothing_stored(&app).await;
}

async fn a_compressed_file_is_refused_as_unsupported(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::new().pattern(1).csv();
    let post = async |path: &str, coding: &str| {
        let request = app.request(Method::POST, path).header("content-type", "text/csv");
        send(request.header("content-encoding", coding).body(csv.clone())).await
    };
    for path in [PATHS[0], PATHS[1], "/api/patterns/import/preview", "/api/patterns/import-patterns"] {
        let refused = post(path, "gzip").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{path}");
    }
    let form = Form::new().part("file", file(csv.clone(), "export.csv", "text/csv"));
    let request = app.request(Method::POST, PATHS[0]).multipart(form);
    assert_eq!(send(request.header("content-encoding", "br")).await.status.as_u16(), 415);
    assert_nothing_stored(&app).await;
    assert_eq!(post(PATHS[0], "Identity").await.status.as_u16(), 202);
}

async fn an_invalid_file_is_refused_and_nothing_is_stored(engine: Engine) {
    let app = TestApp::start(engine).await;
    let header = "id,conversationBody,direction,from,to,sentAt\n";
    let one_side = format!("{header}AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n");

    for (content, code) in [
        ("", "INVALID_FORMAT"),
        ("just a text", "INVALID_FORMAT"),
        ("id,text,from\n1,2,3\n", "INVALID_FORMAT"),
        ("\u{0}\u{1}\u{2}", "INVALID_FORMAT"),
        ("\n\n\n", "INVALID_FORMAT"),
        (header, "NO_CONVERSATIONS"),
        (one_side.as_str(), "NO_CONVERSATIONS"),
    ] {
        let response = app.upload(content.to_owned()).await;
        assert_eq!((response.status.as_u16(), response.code()), (422, code), "{content}");
        assert_eq!(response.body["success"], false);
    }
    for (content, media_type) in [
        (&b"%PDF-1.7\n%\xe2\xe3\n"[..], "application/pdf"),
        (&[0x1f, 0x8b, 8, 0, 0, 0][..], "application/gzip"),
    ] {
        let details = app.upload(content.to_vec()).await.body["details"].clone();
        assert_eq!((&details["mediaType"], &details["line"]), (&json!(media_type), &json!(1)));
    }
    let lacking = app.upload("id,body,from,to,createdAt\n1,2,3,4,5\n").await;
    assert_eq!(lacking.body["details"]["missingColumns"], json!(["direction"]));
    assert_eq!(lacking.body["details"]["foundColumns"], json!(["id", "body", "from", "to", "createdAt"]));
    let counts = app.upload(one_side).await.body["details"].clone();
    assert_eq!((&counts["messages"], &counts["oneSidedConversations"]), (&json!(1), &json!(1)));
    let damaged = format!("{header}AC1,Hi,incoming,1.90E+10,+19025550100,2025-07-01T10:00:00Z\n");
    let refused = app.upload(damaged).await;
    assert_eq!(refused.code(), "INVALID_FORMAT");
    assert!(
        refused.body["error"]
            .as_str()
            .unwrap()
            .contains("Please use OpenPhone export. Line 2: A spreadsheet")
    );
    let details = &refused.body["details"];
    assert_eq!((&details["rows"]["total"], &details["rows"]["rejected"]), (&json!(1), &json!(1)));
    let first = &details["firstRejected"][0];
    assert_eq!(
        (&first["line"], &first["column"], &first["code"]),
        (&json!(2), &json!("from"), &json!("damaged_number"))
    );
    assert!(first["sentence"].as_str().unwrap().contains("export again"));
    assert_nothing_stored(&app).await;
}

async fn a_file_above_the_limit_is_refused_in_every_form(engine: Engine) {
    let mut settings = test_settings();
    settings.intake.max_bytes = 64 << 10;
    let app = TestApp::start_with(engine, settings).await;
    let long = Export::with_patterns(1_000).csv();
    assert!(long.len() > 4 * (64 << 10));
    let form = Form::new().part("file", file(long.clone(), "a.csv", "text/csv"));
    for response in [
        app.upload(long.clone()).await,
        post_form(&app, PATHS[0], form).await,
        post_json(&app, PATHS[0], &json!({ "csvData": long })).await,
    ] {
        assert_eq!((response.status.as_u16(), response.code()), (413, "FILE_TOO_LARGE"));
        assert_eq!(response.body["error"], "File exceeds 64KB limit.");
    }
    assert_nothing_stored(&app).await;
}

async fn an_incomplete_upload_is_not_imported(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::with_patterns(3).csv();
    let url = reqwest::Url::parse(&app.url(PATHS[0])).unwrap();
    let mut socket =
        tokio::net::TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: text/csv\r\ncontent-length: {}\r\n\r\n",
        PATHS[0],
        app.token("ada", gleaner_api::auth::Role::Admin),
        2 * csv.len(),
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(csv.as_bytes()).await.unwrap();
    socket.shutdown().await.unwrap();
    // The upload has been processed when the connection ends, with or without a response.
    let _ = socket.read_to_end(&mut Vec::new()).await;
    assert_nothing_stored(&app).await;
    app.upload(csv).await.job();
}

/// The files have the sizes of real attacks.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_refused_or_their_rows_are_reported() {
    let app = TestApp::start(Engine::Sqlite).await;
    let many_columns: String = (0..100_000).map(|number| format!("c{number},")).collect();
    for file in ["x".repeat(9_900_000), ",".repeat(10_000_000), many_columns] {
        let response = app.upload(file).await;
        assert_eq!(response.code(), "INVALID_FORMAT");
        assert_eq!(response.body["details"]["line"], 1);
    }
    assert_eq!(app.upload("\n".repeat(1_000_000)).await.code(), "INVALID_FORMAT");
    // The text is too long for a file, but the body is not too long for an escaped text.
    let long =
        send(app.request(Method::POST, PATHS[0]).json(&json!({ "csvData": "x".repeat(50_000_000) }))).await;
    assert_eq!(long.code(), "FILE_TOO_LARGE");
    assert_nothing_stored(&app).await;

    let cell =
        |text: &str| format!("AC9,CN9,\"{text}\",,+19025550100,+15065550101,incoming,2025-09-02T10:00:00Z\n");
    let file = [
        Export::with_patterns(1).csv(),
        cell(&"y".repeat(5_000_000)),
        cell(&"y\n".repeat(500_000)),
        "\n".repeat(1_000_000),
        cell("\u{202e}gnp.exe\u{200b}"),
        cell("<script>alert(1)</script>"),
    ];
    let response = app.upload(file.concat()).await;
    let job = response.job();
    assert_eq!((&response.body["rows"]["imported"], &response.body["rows"]["total"]), (&json!(4), &json!(7)));
    let report = app.get(&format!("/api/patterns/import/{job}/report")).await.body;
    let entries: Vec<_> =
        report["entries"].as_array().unwrap().iter().map(|row| (&row["line"], &row["code"])).collect();
    assert_eq!(
        entries,
        [
            (&json!(5), &json!("line_too_long")),
            (&json!(6), &json!("too_long")),
            // The remaining rows have the same id.
            (&json!(1_500_008), &json!("repeated_in_file")),
        ]
    );
}

async fn an_upload_waits_for_a_permit_and_is_refused_after_the_timeout(engine: Engine) {
    let reads = ReadLimits { concurrent_reads: 1, acquire_timeout: Duration::ZERO };
    let settings = Settings { reads, ..test_settings() };
    let app = TestApp::start_with(engine, settings).await;
    let csv = Export::with_patterns(1).csv();
    let permit = app.read_limiter.acquire().await.unwrap();
    let refused = app.upload(csv.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (503, "UNAVAILABLE"));
    assert_eq!(refused.header("retry-after"), "5");
    assert_nothing_stored(&app).await;
    drop(permit);
    app.upload(csv).await.job();

    let reads = ReadLimits { concurrent_reads: 1, ..test_settings().reads };
    let app = TestApp::start_with(engine, Settings { reads, ..test_settings() }).await;
    let permit = app.read_limiter.acquire().await.unwrap();
    let files = join_all((0..10).map(|number| app.upload(Export::new().pattern(number).csv())));
    let release = async {
        // Other requests are served while uploads wait.
        assert_eq!(app.get("/api/patterns").await.status.as_u16(), 200);
        drop(permit);
    };
    let (responses, ()) = tokio::join!(files, release);
    assert!(responses.iter().all(|response| response.status.as_u16() == 202));
}

async fn a_user_has_a_part_of_the_uploads_that_are_received_at_the_same_time(engine: Engine) {
    let reads = ReadLimits { concurrent_reads: 1, ..test_settings().reads };
    let app = TestApp::start_with(engine, Settings { reads, ..test_settings() }).await;
    let permit = app.read_limiter.acquire().await.unwrap();
    // 16 of them wait to be read; only the other one gets a response before the permit is dropped.
    let mut uploads: FuturesUnordered<_> =
        (0..17).map(|number| app.upload(Export::new().pattern(number).csv())).collect();
    let refused = uploads.next().await.unwrap();
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "TOO_MANY_REQUESTS"));
    assert_eq!(refused.header("retry-after"), "5");
    drop(permit);
    let accepted: Vec<_> = uploads.collect().await;
    assert!(accepted.iter().all(|response| response.status.as_u16() == 202), "{accepted:?}");
}
