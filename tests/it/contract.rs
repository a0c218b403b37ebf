//! The HTTP contract: the OpenAPI document, errors, health checks, `HEAD` and compression.

use gleaner_tests::{Engine, Export, Response, TestApp, send, test_settings};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

fn assert_problem(response: &Response, status: u16, code: &str) {
    assert_eq!((response.status.as_u16(), response.code()), (status, code), "{}", response.body);
    assert_eq!(response.header("content-type"), "application/problem+json");
    let body = &response.body;
    assert_eq!((&body["success"], &body["status"]), (&Value::from(false), &Value::from(status)));
    assert_eq!(body["type"], format!("/docs/problems#{code}"));
    for field in ["title", "detail", "instance", "error"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {body}");
    }
    assert_eq!(body["requestId"], response.header("x-request-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_has_the_same_properties() {
    let app = TestApp::start(Engine::Sqlite).await;
    assert_problem(&app.get("/nowhere").await, 404, "NOT_FOUND");
    assert_problem(&app.get("/api/patterns/import/status/7").await, 404, "NOT_FOUND");
    let wrong_method = send(app.request(Method::PUT, "/api/patterns/stats")).await;
    assert_problem(&wrong_method, 405, "METHOD_NOT_ALLOWED");
    assert_eq!(wrong_method.header("allow"), "GET, HEAD");
    let fixed = app.get("/api/patterns/import-csv").await;
    assert_problem(&fixed, 405, "METHOD_NOT_ALLOWED");
    assert_eq!(fixed.header("allow"), "POST");
    assert_problem(
        &send(app.request(Method::PATCH, "/api/patterns/import/csv")).await,
        405,
        "METHOD_NOT_ALLOWED",
    );
    assert_problem(&send(app.unauthenticated(Method::GET, "/api/patterns")).await, 401, "UNAUTHORIZED");
    assert_problem(&app.get("/api/patterns?nonsense=1").await, 400, "INVALID_REQUEST");
    assert_problem(&app.upload("").await, 422, "INVALID_FORMAT");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_operation_is_served_and_requires_a_token() {
    let app = TestApp::start(Engine::Sqlite).await;
    let document = send(app.unauthenticated(Method::GET, "/api-docs/openapi.json")).await.body;
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 9);
    for (path, item) in paths {
        for method in item.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let path = path.replace("{jobId}", "00000000-0000-4000-8000-000000000000");
            // The staged patterns of an import are listed by the id of its job.
            let is_job = path.ends_with("/staging/{id}") && method == Method::GET;
            let id = if is_job { "00000000-0000-4000-8000-000000000000" } else { "1" };
            let path = path.replace("{id}", id).replace("{mergeId}", "1");
            let unknown = app.request(method.clone(), &format!("{path}?nonsense=1"));
            let unknown = send(unknown.header("content-type", "text/csv").body("")).await;
            assert_eq!(unknown.body["details"]["parameter"], "nonsense", "{method} {path}: {}", unknown.body);
            let response = send(app.unauthenticated(method.clone(), &path)).await;
            let expected = if path.starts_with("/health") { 200 } else { 401 };
            assert_eq!(response.status.as_u16(), expected, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_is_served_as_a_page() {
    let app = TestApp::start(Engine::Sqlite).await;
    for path in ["/docs", "/docs/"] {
        let response = app.unauthenticated(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert!(response.text().await.unwrap().contains("Swagger UI"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_depends_on_the_database_and_liveness_does_not() {
    let app = TestApp::start(Engine::Sqlite).await;
    let request = async |path: &str| send(app.unauthenticated(Method::GET, path)).await;
    assert_eq!(request("/health/live").await.status.as_u16(), 200);
    assert_eq!(request("/health/ready").await.status.as_u16(), 200);
    app.db.clone().close().await.unwrap();
    assert_eq!(request("/health/live").await.status.as_u16(), 200);
    assert_problem(&request("/health/ready").await, 503, "UNAVAILABLE");
    let unavailable = app.get("/api/patterns").await;
    assert_problem(&unavailable, 503, "UNAVAILABLE");
    assert_eq!(unavailable.header("retry-after"), "5");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_stops_is_not_ready_and_still_serves() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.application.stop.cancel();
    let not_ready = send(app.unauthenticated(Method::GET, "/health/ready")).await;
    assert_problem(&not_ready, 503, "UNAVAILABLE");
    assert_eq!(not_ready.header("retry-after"), "5");
    assert_eq!(app.get("/api/patterns").await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_internal_error_does_not_reveal_its_cause() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.db.connection().execute_unprepared("DROP TABLE audit_log").await.unwrap();
    let failed = app.get("/api/patterns/audit").await;
    assert_problem(&failed, 500, "INTERNAL");
    assert_eq!(failed.body["error"], "Something went wrong on our side. Please try again.");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_type_of_an_error_refers_to_a_page_that_explains_it() {
    let app = TestApp::start(Engine::Sqlite).await;
    let refused = send(app.unauthenticated(Method::GET, "/api/patterns")).await;
    let (path, anchor) = refused.body["type"].as_str().unwrap().split_once('#').unwrap();
    let page = app.unauthenticated(Method::GET, path).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.text().await.unwrap().contains(&format!("id=\"{anchor}\"")));
}

#[tokio::test(flavor = "multi_thread")]
async fn head_returns_the_headers_of_get_without_a_body() {
    let app = TestApp::start(Engine::Sqlite).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    for path in [
        "/health/live".to_owned(),
        "/api/patterns".to_owned(),
        "/api/patterns/stats".to_owned(),
        format!("/api/patterns/import/status/{job}"),
        "/docs/".to_owned(),
        "/api-docs/openapi.json".to_owned(),
    ] {
        let get = app.request(Method::GET, &path).send().await.unwrap();
        let head = app.request(Method::HEAD, &path).send().await.unwrap();
        assert_eq!((head.status(), get.status().as_u16()), (get.status(), 200), "{path}");
        assert_eq!(head.headers().get("content-type"), get.headers().get("content-type"), "{path}");
        assert_eq!(head.headers().get("content-length"), get.headers().get("content-length"), "{path}");
        assert_eq!(head.bytes().await.unwrap().len(), 0, "{path}");
    }
    for (path, status) in [("/nowhere", 404), ("/api/patterns/import/csv", 405)] {
        assert_eq!(send(app.request(Method::HEAD, path)).await.status.as_u16(), status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_are_compressed_if_the_client_accepts_it() {
    let app = TestApp::start(Engine::Sqlite).await;
    let request = async |path: &str, accept: &str| {
        let response = app.request(Method::GET, path).header("accept-encoding", accept).send().await.unwrap();
        let encoding =
            response.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), encoding, response.bytes().await.unwrap())
    };
    let (_, plain, whole) = request("/api-docs/openapi.json", "identity").await;
    let (_, gzip, packed) = request("/api-docs/openapi.json", "gzip").await;
    assert_eq!((plain, gzip.as_deref()), (None, Some("gzip")));
    assert!(packed.starts_with(&[0x1f, 0x8b]) && packed.len() * 4 < whole.len(), "{}", packed.len());
    // Errors are not compressed, and keep their body if no encoding is acceptable.
    for accept in ["gzip", "identity;q=0, *;q=0"] {
        let (status, encoding, body) = request("/nowhere", accept).await;
        assert!(status == 404 || status == 406, "{status}");
        assert_eq!(encoding, None);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["success"], false);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_error_for_a_duplicate_file_tells_a_running_import_from_a_completed_one() {
    let app = TestApp::start(Engine::Sqlite).await;
    let csv = Export::with_patterns(1).csv();
    let job = app.upload(csv.clone()).await.job();
    let running = app.upload(csv.clone()).await;
    assert_problem(&running, 409, "DUPLICATE_FILE");
    assert_eq!(running.body["error"], "This file is being imported right now.");
    assert_eq!(running.body["details"], json!({ "jobId": job, "completedAt": null }));
    app.work().await;
    let completed = app.upload(csv).await;
    assert_eq!(completed.body["error"], "This file was already imported.");
    for response in [&running, &completed] {
        assert_eq!(response.body["title"], "Duplicate file");
    }
    assert!(completed.body["details"]["completedAt"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_title_of_an_error_does_not_depend_on_a_setting() {
    let mut settings = test_settings();
    settings.intake.max_bytes = 1_024;
    let app = TestApp::start_with(Engine::Sqlite, settings).await;
    let refused = app.upload("x".repeat(2_000)).await;
    assert_problem(&refused, 413, "FILE_TOO_LARGE");
    assert_eq!(
        (&refused.body["title"], &refused.body["error"]),
        (&json!("File too large"), &json!("File exceeds 1KB limit."))
    );
}
