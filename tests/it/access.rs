//! Roles, tokens, and the limit of requests.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chrono::{TimeDelta, Utc};
use gleaner_api::auth::{Role, TokenRules};
use gleaner_server::Settings;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, send, test_settings};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha512;

on_both_databases! {
    an_invalid_token_is_refused,
    a_token_of_the_existing_backend_is_read,
    a_role_is_allowed_its_own_operations_only,
    a_job_is_readable_by_its_owner_and_by_admins,
    the_history_lists_the_imports_of_the_user_or_all_for_an_admin,
}

const PATTERNS: &str = "/api/patterns";
const UPLOAD: &str = "/api/patterns/import/csv";
const HISTORY: &str = "/api/patterns/import/history";

fn signed(claims: &Value, secret: &str) -> String {
    encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

/// A token that is valid except for its algorithm, which the service's own library does not support.
fn signed_with_hs512(claims: &Value, secret: &str) -> String {
    let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let message = format!("{}.{}", part(&json!({ "alg": "HS512", "typ": "JWT" })), part(claims));
    let hmac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&message);
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(hmac.finalize().into_bytes()))
}

fn in_an_hour() -> i64 {
    (Utc::now() + TimeDelta::hours(1)).timestamp()
}

async fn status(app: &TestApp, token: &str, method: Method, path: &str) -> (u16, String) {
    let response = send(app.request_of(token, method, path)).await;
    (response.status.as_u16(), response.code().to_owned())
}

async fn an_invalid_token_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let secret = "s".repeat(32);
    let admin = |exp: i64| json!({ "userId": "ada", "role": "admin", "exp": exp });
    let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ1c2VySWQiOiJhZGEiLCJyb2xlIjoiYWRtaW4iLCJleHAiOjk5OTk5OTk5OTl9.";
    let tokens = [
        String::new(),
        "abc".to_owned(),
        unsigned.to_owned(),
        signed(&admin((Utc::now() - TimeDelta::seconds(1)).timestamp()), &secret),
        signed(&admin(in_an_hour()), "another secret"),
        signed_with_hs512(&admin(in_an_hour()), &secret),
        signed(&json!({ "userId": "ada", "role": "admin" }), &secret),
        signed(&json!({ "role": "admin", "exp": in_an_hour() }), &secret),
        signed(&json!({ "userId": " ", "role": "admin", "exp": in_an_hour() }), &secret),
    ];
    for token in &tokens {
        assert_eq!(status(&app, token, Method::GET, PATTERNS).await, (401, "UNAUTHORIZED".into()), "{token}");
    }
    let response = send(app.unauthenticated(Method::GET, PATTERNS)).await;
    assert_eq!((response.status.as_u16(), response.header("www-authenticate")), (401, "Bearer"));
    let basic =
        send(app.unauthenticated(Method::GET, PATTERNS).header("authorization", "Basic YWRhOmFkYQ==")).await;
    assert_eq!(basic.status.as_u16(), 401);
}

async fn a_token_of_the_existing_backend_is_read(engine: Engine) {
    let rules = TokenRules {
        issuer: Some("clubosv1".into()),
        audience: Some("clubosv1-users".into()),
        ..TokenRules::with_secret("s".repeat(32))
    };
    let settings = Settings { tokens: Some(rules), ..test_settings() };
    let app = TestApp::start_with(engine, settings).await;
    let claims = |issuer: &str, audience: &str| {
        json!({
            "userId": "7d2c", "email": "ada@club.example", "name": "Ada", "role": "admin", "sessionId": "s1",
            "iat": Utc::now().timestamp(), "exp": in_an_hour(), "iss": issuer, "aud": audience,
        })
    };
    let token = |claims: &Value| signed(claims, &"s".repeat(32));
    let good = token(&claims("clubosv1", "clubosv1-users"));
    assert_eq!(status(&app, &good, Method::GET, PATTERNS).await.0, 200);
    let sub = json!({
        "sub": "7d2c", "role": "operator", "exp": in_an_hour(), "iss": "clubosv1", "aud": "clubosv1-users",
    });
    assert_eq!(status(&app, &token(&sub), Method::GET, PATTERNS).await.0, 200);
    for (issuer, audience) in [("other", "clubosv1-users"), ("clubosv1", "others")] {
        let wrong = token(&claims(issuer, audience));
        assert_eq!(status(&app, &wrong, Method::GET, PATTERNS).await.0, 401, "{issuer} {audience}");
    }
    let without = json!({ "userId": "7d2c", "role": "admin", "exp": in_an_hour() });
    assert_eq!(status(&app, &token(&without), Method::GET, PATTERNS).await.0, 401);
}

async fn a_role_is_allowed_its_own_operations_only(engine: Engine) {
    let app = TestApp::start(engine).await;
    let claims = |role: &str| json!({ "userId": "x", "role": role, "exp": in_an_hour() });
    for (role, reads) in [
        ("admin", 200),
        ("operator", 200),
        ("support", 200),
        ("kiosk", 403),
        ("customer", 403),
        ("contractor", 403),
        ("ADMIN", 403),
    ] {
        let token = signed(&claims(role), &"s".repeat(32));
        assert_eq!(status(&app, &token, Method::GET, PATTERNS).await.0, reads, "{role} reads");
        assert_eq!(status(&app, &token, Method::GET, "/api/patterns/stats").await.0, reads, "{role} reads");
        let upload = status(&app, &token, Method::POST, UPLOAD).await;
        // The upload has no body.
        let expected = if ["admin", "operator"].contains(&role) { 415 } else { 403 };
        assert_eq!(upload.0, expected, "{role} imports");
        let expected = if role == "admin" { 404 } else { 403 };
        for undo in [
            "/api/patterns/import/00000000-0000-4000-8000-000000000000/undo",
            "/api/patterns/import/00000000-0000-4000-8000-000000000000/redo",
            "/api/patterns/merges/1/undo",
        ] {
            assert_eq!(status(&app, &token, Method::POST, undo).await.0, expected, "{role} {undo}");
        }
        let path = "/api/patterns/conflicts/1/resolve";
        let resolve = app.request_of(&token, Method::POST, path).json(&json!({ "resolution": "keep_both" }));
        assert_eq!(send(resolve).await.status.as_u16(), expected, "{role} resolves");
    }
}

async fn a_job_is_readable_by_its_owner_and_by_admins(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::new().pattern(1).csv()).await.job();
    let path = format!("/api/patterns/import/status/{job}");
    let of = |user: &str, role| app.token(user, role);
    for (token, expected) in [
        (of("ada", Role::Admin), 200),
        (of("bob", Role::Admin), 200),
        // The owner, after the loss of the admin role.
        (of("ada", Role::Operator), 200),
        (of("eve", Role::Operator), 403),
        (of("eve", Role::Unprivileged), 403),
    ] {
        assert_eq!(status(&app, &token, Method::GET, &path).await.0, expected);
    }
    for unknown in ["00000000-0000-4000-8000-000000000000", "not-a-uuid", "%00", "1"] {
        let path = format!("/api/patterns/import/status/{unknown}");
        assert_eq!(
            status(&app, &of("ada", Role::Admin), Method::GET, &path).await,
            (404, "NOT_FOUND".into())
        );
    }
}

async fn the_history_lists_the_imports_of_the_user_or_all_for_an_admin(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = app.upload_as("ada", Export::new().pattern(1).csv()).await.job();
    let second = app.upload_as("bob", Export::new().pattern(2).csv()).await.job();
    let listed = async |token: String, path: &str| -> Vec<String> {
        let response = send(app.request_of(&token, Method::GET, path)).await;
        let rows = response.body["imports"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(app.token("ada", Role::Admin), HISTORY).await, [second.clone(), first.clone()]);
    assert_eq!(listed(app.token("ada", Role::Admin), &format!("{HISTORY}?user=bob")).await, [second]);
    assert_eq!(listed(app.token("ada", Role::Operator), HISTORY).await, [first]);
    assert_eq!(listed(app.token("eve", Role::Operator), HISTORY).await, [] as [String; 0]);
    let imports_of_bob = format!("{HISTORY}?user=bob");
    assert_eq!(status(&app, &app.token("eve", Role::Operator), Method::GET, &imports_of_bob).await.0, 403);
    let row = app.get(HISTORY).await.body["imports"][0].clone();
    for field in ["started_at", "completed_at", "conversations_found", "patterns_created", "user_id"] {
        assert!(row.get(field).is_some(), "{field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_user_has_a_separate_request_limit() {
    let app =
        TestApp::start_with(Engine::Sqlite, Settings { requests_per_minute: 3, ..test_settings() }).await;
    let mut last = app.get(PATTERNS).await;
    assert_eq!((last.header("ratelimit-limit"), last.header("ratelimit-remaining")), ("3", "2"));
    assert_eq!(last.header("ratelimit-reset"), "20");
    assert_eq!(last.header("ratelimit-policy"), "\"requests\";q=3;w=60");
    assert_eq!(last.header("ratelimit"), "\"requests\";r=2;t=20");
    for _ in 0..3 {
        last = app.get(PATTERNS).await;
    }
    assert_eq!((last.status.as_u16(), last.code()), (429, "TOO_MANY_REQUESTS"));
    assert_eq!((last.header("ratelimit-limit"), last.header("ratelimit-remaining")), ("3", "0"));
    let retry_after = last.header("retry-after");
    assert!(retry_after.parse::<u64>().unwrap() >= 1);
    assert_eq!(last.header("ratelimit"), format!("\"requests\";r=0;t={retry_after}"));
    assert_eq!(status(&app, &app.token("bob", Role::Operator), Method::GET, PATTERNS).await.0, 200);
    for _ in 0..3 {
        assert_eq!(status(&app, "guessed", Method::GET, PATTERNS).await.0, 401);
    }
    assert_eq!(status(&app, "guessed", Method::GET, PATTERNS).await.0, 429);
}
