//! Decisions of reviewers who see different revisions of a staged pattern.

use futures_util::future::join_all;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send};
use reqwest::Method;
use serde_json::{Value, json};

use super::{DOOR, KEYPAD, PRICE, export, ids, stage, staged};

on_both_databases! {
    a_decision_on_an_older_revision_is_refused,
    an_edit_that_changes_nothing_is_no_revision,
    another_conversation_of_a_staged_pattern_is_a_new_revision,
    of_two_concurrent_edits_of_the_same_revision_one_is_made,
}

/// The `ETag` of a staged pattern in a list.
fn tag(staged: &Value) -> String {
    format!("\"{}\"", staged["revision"])
}

/// Sends a request only for the revision with this tag.
async fn send_if(app: &TestApp, tag: &str, method: Method, path: &str, body: &Value) -> Response {
    let request = app.request(method, &format!("/api/patterns/import/{path}"));
    send(request.header("if-match", tag).json(body)).await
}

async fn a_decision_on_an_older_revision_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, Export::with_patterns(2).csv()).await;
    let pending = staged(&app, &job, "").await;
    let (id, old) = (pending[0]["id"].clone(), tag(&pending[0]));
    let put = async |tag: &str, confidence: f64| {
        let body = json!({ "confidence_score": confidence });
        send_if(&app, tag, Method::PUT, &format!("staging/{id}"), &body).await
    };
    let one = json!({ "patternIds": [id] });
    let decide = async |tag: &str, action: &str| send_if(&app, tag, Method::POST, action, &one).await;
    let edited = put(&old, 0.6).await;
    assert_eq!(edited.status.as_u16(), 200, "{}", edited.body);
    assert_eq!(edited.header("etag"), tag(&edited.body["pattern"]));
    for stale in [put(&old, 0.7).await, decide(&old, "approve").await, decide(&old, "reject").await] {
        assert_eq!((stale.status.as_u16(), stale.code()), (412, "PRECONDITION_FAILED"), "{}", stale.body);
    }
    let unchanged = staged(&app, &job, "?status=pending").await;
    assert_eq!((unchanged.len(), &unchanged[0]), (2, &edited.body["pattern"]));
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    let several = send_if(&app, &old, Method::POST, "approve", &json!({ "patternIds": ids(&pending) })).await;
    assert_eq!((several.status.as_u16(), several.code()), (400, "INVALID_REQUEST"));

    // A rejection and its reopening are revisions too.
    assert_eq!(decide(edited.header("etag"), "reject").await.status.as_u16(), 200);
    let reopen = async |tag: &str| {
        send_if(&app, tag, Method::POST, &format!("staging/{id}/reopen"), &Value::Null).await
    };
    assert_eq!(reopen(edited.header("etag")).await.status.as_u16(), 412);
    let rejected = staged(&app, &job, "?status=rejected").await.remove(0);
    let reopened = reopen(&tag(&rejected)).await;
    assert_eq!(reopened.status.as_u16(), 200, "{}", reopened.body);
    assert_eq!(put("*", 0.8).await.status.as_u16(), 200);
    assert_eq!(decide(reopened.header("etag"), "approve").await.status.as_u16(), 412);
    let latest = staged(&app, &job, "?status=pending").await.remove(0);
    assert_eq!(decide(&tag(&latest), "approve").await.body["approved"], 1);
    // What was decided is decided, whatever the revision.
    assert_eq!(decide(&old, "approve").await.status.as_u16(), 409);
    assert_eq!(
        send_if(&app, "*", Method::POST, "approve", &json!({ "patternIds": ids(&pending) })).await.body["approved"],
        1
    );
}

async fn an_edit_that_changes_nothing_is_no_revision(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, export(1, DOOR, KEYPAD).csv()).await;
    let before = staged(&app, &job, "").await.remove(0);
    let path = format!("staging/{}", before["id"]);
    let same = json!({
        "trigger_text": before["trigger_text"],
        "response_template": before["response_template"],
        "confidence_score": before["confidence_score"],
    });
    for tag in ["*", &tag(&before)] {
        let saved = send_if(&app, tag, Method::PUT, &path, &same).await;
        assert_eq!((saved.status.as_u16(), &saved.body["pattern"]), (200, &before), "{}", saved.body);
    }
    assert_eq!(staged(&app, &job, "").await, std::slice::from_ref(&before));
    let entries = app.get("/api/patterns/audit?action=edit_staged").await.body["entries"].clone();
    assert_eq!(entries, json!([]));
}

async fn another_conversation_of_a_staged_pattern_is_a_new_revision(engine: Engine) {
    let app = TestApp::start(engine).await;
    let alone = stage(&app, export(1, DOOR, KEYPAD).csv()).await;
    let file = export(2, PRICE, KEYPAD).conversation("CNx", &[("in", PRICE), ("out", KEYPAD)]);
    let again = stage(&app, file.csv()).await;
    let [alone, again] = [staged(&app, &alone, "").await.remove(0), staged(&app, &again, "").await.remove(0)];
    assert_eq!((&alone["revision"], &again["revision"]), (&json!(1), &json!(2)));
}

async fn of_two_concurrent_edits_of_the_same_revision_one_is_made(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, export(1, DOOR, KEYPAD).csv()).await;
    let pattern = staged(&app, &job, "").await.remove(0);
    let (tag, path) = (tag(&pattern), format!("staging/{}", pattern["id"]));
    let bodies: Vec<_> =
        (0..8).map(|number| json!({ "confidence_score": f64::from(number) / 100.0 })).collect();
    let edits = bodies.iter().map(|body| send_if(&app, &tag, Method::PUT, &path, body));
    let responses = join_all(edits).await;
    let made = responses.iter().filter(|response| response.status.as_u16() == 200).count();
    assert_eq!(made, 1);
    assert!(responses.iter().all(|response| [200, 412].contains(&response.status.as_u16())));
}
