//! Uploads with an `Idempotency-Key`.

use chrono::Utc;
use futures_util::future::join_all;
use gleaner_api::auth::Role;
use gleaner_domain::{IdempotencyKey, ImportMode, LeftOut, RowReport, Source, UserId};
use gleaner_persistence::jobs::{
    self, AcceptError, FileFacts, HistoryFilter, KeyClaim, KeyState, KeyedRequest, NewImport,
};
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send, test_settings};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use sea_orm::ConnectionTrait;
use serde_json::json;

on_both_databases! {
    a_repeated_upload_gets_the_first_response_and_does_not_count_against_the_quota,
    a_repeated_upload_is_recognized_by_another_process,
    a_repeated_upload_is_recognized_in_every_form,
    a_repeated_upload_waits_for_the_job_if_it_says_so,
    keys_of_different_users_are_unrelated,
    a_key_with_other_content_is_refused,
    concurrent_requests_with_the_same_key_start_one_import,
    a_key_in_flight_is_refused_until_it_expires,
    an_expired_key_is_as_good_as_none,
    a_refused_upload_releases_its_key,
    a_malformed_key_is_refused,
    a_request_that_lost_its_key_stores_nothing,
}

const PATH: &str = "/api/patterns/import/csv";

fn file(number: usize) -> String {
    Export::new().pattern(number).csv()
}

async fn upload(app: &TestApp, user: &str, key: &str, query: &str, csv: String) -> Response {
    let request = app.request_of(&app.token(user, Role::Admin), Method::POST, &format!("{PATH}{query}"));
    send(request.header("content-type", "text/csv").header("idempotency-key", key).body(csv)).await
}

async fn execute(app: &TestApp, statement: &str) {
    app.db.connection().execute_unprepared(statement).await.unwrap();
}

/// Makes all keys expire now.
async fn expire(app: &TestApp) {
    execute(app, "UPDATE idempotency_keys SET expires_at = '2020-01-01T00:00:00.000000+00:00'").await;
}

async fn imports(app: &TestApp) -> usize {
    jobs::history(&app.db, &HistoryFilter::default(), 99).await.unwrap().jobs.len()
}

fn assert_repeated(repeated: &Response, first: &Response) {
    assert_eq!((repeated.status, &repeated.body), (first.status, &first.body));
    assert_eq!(repeated.header("location"), first.header("location"));
    assert_eq!(repeated.header("retry-after"), first.header("retry-after"));
    assert_eq!((first.header("idempotent-replayed"), repeated.header("idempotent-replayed")), ("", "true"));
}

async fn a_repeated_upload_gets_the_first_response_and_does_not_count_against_the_quota(engine: Engine) {
    let mut settings = test_settings();
    settings.intake.per_user_per_hour = Some(1);
    let app = TestApp::start_with(engine, settings).await;
    let csv = Export::with_patterns(2).conversation("CNalone", &[("in", "Hello?")]).csv();
    let first = upload(&app, "ada", "k", "", csv.clone()).await;
    let job = first.job();
    assert_repeated(&upload(&app, "ada", "k", "", csv.clone()).await, &first);
    app.work().await;
    assert_repeated(&upload(&app, "ada", "k", "", csv.clone()).await, &first);
    let undo = app.request(Method::POST, &format!("/api/patterns/import/{job}/undo"));
    assert_eq!(send(undo).await.status.as_u16(), 200);
    assert_repeated(&upload(&app, "ada", "k", "", csv).await, &first);
    assert_eq!(imports(&app).await, 1);
}

async fn a_repeated_upload_is_recognized_by_another_process(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = upload(&app, "ada", "k", "", file(1)).await;
    let other = app.start_beside(test_settings()).await;
    assert_repeated(&upload(&other, "ada", "k", "", file(1)).await, &first);
    assert_eq!(imports(&app).await, 1);
}

async fn a_repeated_upload_is_recognized_in_every_form(engine: Engine) {
    let app = TestApp::start(engine).await;
    // Quotation marks are not part of a key.
    let first = upload(&app, "ada", "\"a-key\"", "", file(1)).await;
    let request = || app.request(Method::POST, "/api/patterns/import-csv").header("idempotency-key", "a-key");
    let part = Part::bytes(file(1).into_bytes()).file_name("a.csv");
    assert_repeated(&send(request().multipart(Form::new().part("file", part))).await, &first);
    assert_repeated(&send(request().json(&json!({ "csvData": file(1) }))).await, &first);
}

async fn a_repeated_upload_waits_for_the_job_if_it_says_so(engine: Engine) {
    let app = TestApp::start(engine).await;
    upload(&app, "ada", "k", "", file(1)).await.job();
    app.work().await;
    let waited = upload(&app, "ada", "k", "?wait=60", file(1)).await;
    assert_eq!((&waited.body["status"], &waited.body["newPatterns"]), (&json!("completed"), &json!(1)));
}

async fn keys_of_different_users_are_unrelated(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = upload(&app, "ada", "k", "", file(1)).await.job();
    let other = upload(&app, "bob", "k", "", file(2)).await;
    assert_eq!(other.header("idempotent-replayed"), "");
    assert_ne!(other.job(), first);
    let same_file = upload(&app, "eve", "k", "", file(1)).await;
    assert_eq!((same_file.code(), &same_file.body["details"]["jobId"]), ("DUPLICATE_FILE", &json!(first)));
}

async fn a_key_with_other_content_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = upload(&app, "ada", "k", "", file(1)).await;
    let map = "?columnMap=%7B%22body%22%3A%22text%22%7D";
    for (query, csv) in
        [("", file(2)), ("", "not an export".to_owned()), ("?review=true", file(1)), (map, file(1))]
    {
        let refused = upload(&app, "ada", "k", query, csv).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "IDEMPOTENCY_KEY_REUSED"), "{query}");
    }
    assert_repeated(&upload(&app, "ada", "k", "", file(1)).await, &first);
    assert_eq!(imports(&app).await, 1);
}

async fn concurrent_requests_with_the_same_key_start_one_import(engine: Engine) {
    let app = TestApp::start(engine).await;
    let responses = join_all((0..6).map(|_| upload(&app, "ada", "k", "", file(1)))).await;
    let (accepted, refused): (Vec<_>, Vec<_>) =
        responses.iter().partition(|response| response.status.as_u16() == 202);
    assert!(accepted.iter().all(|response| response.job() == accepted[0].job()));
    let first = accepted.iter().filter(|response| response.header("idempotent-replayed").is_empty());
    assert_eq!(first.count(), 1);
    for response in refused {
        assert_eq!((response.status.as_u16(), response.code()), (409, "IDEMPOTENCY_KEY_IN_FLIGHT"));
    }
    assert_eq!(imports(&app).await, 1);
}

async fn a_key_in_flight_is_refused_until_it_expires(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = upload(&app, "ada", "k", "", file(1)).await.job();
    // As a process leaves them that is killed before it accepts the import.
    execute(&app, "UPDATE idempotency_keys SET job_id = NULL").await;
    execute(&app, "UPDATE pattern_import_jobs SET status = 'failed'").await;
    let refused = upload(&app, "ada", "k", "", file(1)).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "IDEMPOTENCY_KEY_IN_FLIGHT"));
    assert_eq!(upload(&app, "ada", "k", "", file(2)).await.code(), "IDEMPOTENCY_KEY_REUSED");
    expire(&app).await;
    let second = upload(&app, "ada", "k", "", file(1)).await;
    assert_ne!(second.job(), first);
    assert_repeated(&upload(&app, "ada", "k", "", file(1)).await, &second);
}

async fn an_expired_key_is_as_good_as_none(engine: Engine) {
    let app = TestApp::start(engine).await;
    upload(&app, "ada", "k", "", file(1)).await.job();
    assert_eq!(jobs::delete_expired_keys(&app.db).await.unwrap(), 0);
    expire(&app).await;
    assert_eq!(upload(&app, "ada", "k", "", file(1)).await.code(), "DUPLICATE_FILE");
    let second = upload(&app, "ada", "k", "", file(2)).await;
    assert_repeated(&upload(&app, "ada", "k", "", file(2)).await, &second);
    expire(&app).await;
    assert_eq!(jobs::delete_expired_keys(&app.db).await.unwrap(), 1);
}

async fn a_refused_upload_releases_its_key(engine: Engine) {
    let mut settings = test_settings();
    settings.intake.per_user_per_hour = Some(1);
    let app = TestApp::start_with(engine, settings).await;
    assert_eq!(upload(&app, "ada", "k", "", "not an export".to_owned()).await.code(), "INVALID_FORMAT");
    upload(&app, "ada", "k", "", file(1)).await.job();
    assert_eq!(upload(&app, "bob", "k", "", file(1)).await.code(), "DUPLICATE_FILE");
    upload(&app, "bob", "k", "", file(2)).await.job();
    assert_eq!(upload(&app, "bob", "other", "", file(3)).await.code(), "RATE_LIMITED");
    execute(&app, "DELETE FROM pattern_import_jobs").await;
    upload(&app, "bob", "other", "", file(4)).await.job();
}

async fn a_malformed_key_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    for key in ["", "\"\"", "\"k", "a b", "ключ", &"k".repeat(256)] {
        let refused = upload(&app, "ada", key, "", file(1)).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"), "{key}");
    }
    let two = app.request(Method::POST, PATH).header("idempotency-key", "a").header("idempotency-key", "b");
    assert_eq!(send(two.header("content-type", "text/csv").body(file(1))).await.code(), "INVALID_REQUEST");
    assert_eq!(imports(&app).await, 0);
    upload(&app, "ada", &"k".repeat(255), "", file(1)).await.job();
}

fn new_import(user: &UserId) -> NewImport {
    NewImport {
        budget: None,
        mode: ImportMode::Standard,
        is_reviewed: false,
        author: user.clone().into(),
        file: FileFacts {
            source: Source::OpenPhone,
            sha256: "digest".to_owned(),
            bytes: 1,
            report: RowReport::default(),
            warnings: Vec::new(),
        },
        total_messages: 0,
        duplicate_messages: 0,
        conversations: Vec::new(),
        left_out: LeftOut::default(),
    }
}

async fn a_request_that_lost_its_key_stores_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let user = UserId::parse("ada").unwrap();
    let key = IdempotencyKey::parse("k").unwrap();
    let request = KeyedRequest { user: user.clone(), key, fingerprint: "f".to_owned() };
    let claim = async || -> KeyClaim {
        match jobs::claim_key(&app.db, &request).await.unwrap() {
            KeyState::Claimed(claim) => claim,
            KeyState::Accepted(job) => panic!("accepted as {job}"),
        }
    };
    let slow = claim().await;
    expire(&app).await;
    let other = claim().await;
    let import = new_import(&user);
    let lost = jobs::accept(&app.db, &import, None, Some(&slow), Utc::now()).await;
    assert!(matches!(lost, Err(AcceptError::KeyInFlight)), "{lost:?}");
    assert_eq!(imports(&app).await, 0);
    jobs::release_key(&app.db, &slow).await.unwrap();
    let job = jobs::accept(&app.db, &import, None, Some(&other), Utc::now()).await.unwrap();
    // Once bound, a key is not released.
    jobs::release_key(&app.db, &other).await.unwrap();
    let state = jobs::claim_key(&app.db, &request).await.unwrap();
    assert!(matches!(state, KeyState::Accepted(bound) if bound == job), "{state:?}");
}
