//! Cross-origin requests of listed and other pages.

use gleaner_tests::{Engine, Response, TestApp, send};
use reqwest::Method;

const LISTED: &str = "https://page.example";
const OTHER: &str = "https://other.example";
const PATTERNS: &str = "/api/patterns";

async fn preflight(app: &TestApp, origin: &str, method: &str, headers: &str) -> Response {
    let request = app
        .unauthenticated(Method::OPTIONS, PATTERNS)
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers);
    send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_page_may_send_the_headers_of_the_contract_with_credentials() {
    let app = TestApp::start(Engine::Sqlite).await;
    let headers = "authorization,content-type,x-csrf-token,x-request-id,idempotency-key,if-match,if-none-match,last-event-id";
    for method in ["GET", "POST", "PUT", "DELETE"] {
        let allowed = preflight(&app, LISTED, method, headers).await;
        assert_eq!(allowed.status.as_u16(), 200, "{method}: {}", allowed.body);
        assert_eq!(allowed.header("access-control-allow-origin"), LISTED);
        assert_eq!(allowed.header("access-control-allow-credentials"), "true");
        assert_eq!(allowed.header("access-control-max-age"), "3600");
        let listed = allowed.header("access-control-allow-headers").to_ascii_lowercase();
        assert!(headers.split(',').all(|header| listed.contains(header)), "{listed}");
    }
    assert_eq!(preflight(&app, LISTED, "GET", "x-other").await.code(), "INVALID_REQUEST");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_page_may_read_responses_errors_and_the_exposed_headers() {
    let app = TestApp::start(Engine::Sqlite).await;
    for request in [app.request(Method::GET, PATTERNS), app.unauthenticated(Method::GET, PATTERNS)] {
        let response = send(request.header("origin", LISTED)).await;
        assert_eq!(response.header("access-control-allow-origin"), LISTED);
        assert_eq!(response.header("access-control-allow-credentials"), "true");
        assert!(response.header("vary").to_ascii_lowercase().contains("origin"), "{:?}", response.headers);
        let exposed = response.header("access-control-expose-headers").to_ascii_lowercase();
        for header in [
            "location",
            "etag",
            "retry-after",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit",
            "ratelimit-policy",
            "idempotent-replayed",
        ] {
            assert!(exposed.contains(header), "{header}: {exposed}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_listed_gets_no_cors_headers() {
    let app = TestApp::start(Engine::Sqlite).await;
    let refused = preflight(&app, OTHER, "GET", "authorization").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"));
    let response = send(app.request(Method::GET, PATTERNS).header("origin", OTHER)).await;
    for response in [refused, response] {
        let cors = response.headers.keys().filter(|name| name.as_str().starts_with("access-control-"));
        assert_eq!(cors.count(), 0, "{:?}", response.headers);
    }
}
