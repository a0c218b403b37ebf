//! The HTTP contract: the OpenAPI document, the error shape, health.

use gleaner_tests::app::send;
use gleaner_tests::{Answer, Engine, TestApp};
use reqwest::Method;
use serde_json::Value;

fn assert_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = &answer.body;
    assert_eq!((&body["success"], &body["status"]), (&Value::from(false), &Value::from(status)));
    for field in ["type", "title", "detail", "instance", "error"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {body}");
    }
    assert_eq!(body["requestId"], answer.header("x-request-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_has_one_shape() {
    let app = TestApp::start(Engine::Sqlite).await;
    assert_problem(&app.get("/nowhere").await, 404, "NOT_FOUND");
    assert_problem(&app.get("/api/patterns/import/status/7").await, 404, "NOT_FOUND");
    let wrong_method = send(app.request(Method::PUT, "/api/patterns/stats")).await;
    assert_problem(&wrong_method, 405, "METHOD_NOT_ALLOWED");
    assert_eq!(wrong_method.header("allow"), "GET");
    let fixed = app.get("/api/patterns/import-csv").await;
    assert_problem(&fixed, 405, "METHOD_NOT_ALLOWED");
    assert_eq!(fixed.header("allow"), "POST");
    assert_problem(
        &send(app.request(Method::PATCH, "/api/patterns/import/csv")).await,
        405,
        "METHOD_NOT_ALLOWED",
    );
    assert_problem(&send(app.anonymous(Method::GET, "/api/patterns")).await, 401, "UNAUTHORIZED");
    assert_problem(&app.get("/api/patterns?nonsense=1").await, 400, "INVALID_REQUEST");
    assert_problem(&app.upload("").await, 422, "INVALID_FORMAT");
}

#[test]
fn the_document_is_the_one_that_is_kept() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap();
    let generated = gleaner_api::document().to_pretty_json().unwrap();
    assert!(
        kept.trim() == generated.trim(),
        "openapi/openapi.json has drifted: gleaner openapi > openapi/openapi.json"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_documented_is_served_and_asks_for_a_token() {
    let app = TestApp::start(Engine::Sqlite).await;
    let document = send(app.anonymous(Method::GET, "/api-docs/openapi.json")).await.body;
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 9);
    for (path, item) in paths {
        for method in item.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let path = path.replace("{jobId}", "00000000-0000-4000-8000-000000000000").replace("{id}", "1");
            let answer = send(app.anonymous(method.clone(), &path)).await;
            let expected = if path.starts_with("/health") { 200 } else { 401 };
            assert_eq!(answer.status.as_u16(), expected, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_can_be_read_in_a_browser() {
    let app = TestApp::start(Engine::Sqlite).await;
    for path in ["/docs", "/docs/"] {
        let response = app.anonymous(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert!(response.text().await.unwrap().contains("Swagger UI"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_tells_a_living_process_from_one_that_can_work() {
    let app = TestApp::start(Engine::Sqlite).await;
    let ask = async |path: &str| send(app.anonymous(Method::GET, path)).await;
    assert_eq!(ask("/health/live").await.status.as_u16(), 200);
    assert_eq!(ask("/health/ready").await.status.as_u16(), 200);
    app.db.clone().close().await.unwrap();
    assert_eq!(ask("/health/live").await.status.as_u16(), 200);
    assert_problem(&ask("/health/ready").await, 503, "UNAVAILABLE");
    // An error of ours says nothing of itself.
    let failed = app.get("/api/patterns").await;
    assert_problem(&failed, 500, "INTERNAL");
    assert_eq!(failed.body["error"], "Something went wrong on our side. Please try again.");
}
