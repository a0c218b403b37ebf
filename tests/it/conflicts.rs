//! The same question with answers that disagree.

use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send};
use reqwest::Method;
use serde_json::{Value, json};

on_both_databases! {
    a_conflict_is_listed_with_both_sides,
    a_conflict_is_resolved_by_keeping_one_side,
    a_conflict_is_resolved_by_an_edited_merge,
    a_resolution_that_is_not_possible_changes_nothing,
    a_resolution_of_an_older_revision_is_refused,
    an_inactive_pattern_is_not_confirmed,
}

const PRICE: &str = "What does a gift card cost?";

/// An export with a conversation about the price, whose ids and time depend on `run`.
fn priced(run: usize, price: u32) -> String {
    let padding = (0..run).fold(Export::new(), |export, _| export.conversation("CNpad", &[]));
    let answer = format!("A gift card costs ${price}.");
    padding.conversation(&format!("CN{run}"), &[("in", PRICE), ("out", &answer), ("in", "Thanks!")]).csv()
}

/// An app with a pattern that says $50 and one that says $60. Returns the id of the conflict.
async fn app_with_conflict(engine: Engine) -> (TestApp, Value) {
    let app = TestApp::start(engine).await;
    app.import(priced(1, 50)).await;
    app.import(priced(2, 60)).await;
    let conflicts = conflicts(&app).await;
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    let id = conflicts[0]["id"].clone();
    (app, id)
}

async fn conflicts(app: &TestApp) -> Vec<Value> {
    let listed = app.get("/api/patterns/conflicts").await.body;
    assert_eq!(listed["count"], listed["conflicts"].as_array().unwrap().len());
    listed["conflicts"].as_array().unwrap().clone()
}

async fn resolve(app: &TestApp, id: &Value, body: Value) -> Response {
    send(app.request(Method::POST, &format!("/api/patterns/conflicts/{id}/resolve")).json(&body)).await
}

async fn prices(app: &TestApp) -> Vec<String> {
    let template = |pattern: &Value| pattern["response_template"].as_str().unwrap().to_owned();
    let mut prices: Vec<_> = app.patterns().await.iter().map(template).collect();
    prices.sort();
    prices
}

async fn a_conflict_is_listed_with_both_sides(engine: Engine) {
    let (app, _) = app_with_conflict(engine).await;
    let confidence =
        app.patterns().await.iter().map(|pattern| pattern["confidence_score"].clone()).collect::<Vec<_>>();
    assert_eq!(confidence[0], confidence[1], "the second is not a confirmation of the first");
    app.import(priced(3, 60)).await;
    let conflict = conflicts(&app).await.remove(0);
    let side = |name: &str| {
        let side = &conflict[name];
        assert!(side["last_learned_at"].is_string(), "{side}");
        (side["pattern"]["response_template"].clone(), side["conversations"].clone())
    };
    assert_eq!(side("older"), (json!("A gift card costs $50."), json!(1)));
    assert_eq!(side("newer"), (json!("A gift card costs $60."), json!(2)));
    assert_eq!(conflict["id"], conflict["newer"]["pattern"]["id"]);
    let page = app.get("/api/patterns/conflicts?limit=1").await.body;
    assert_eq!(page["nextCursor"], Value::Null);
    assert_eq!(app.get("/api/patterns/conflicts?limit=0").await.code(), "INVALID_REQUEST");
}

async fn a_conflict_is_resolved_by_keeping_one_side(engine: Engine) {
    let (app, id) = app_with_conflict(engine).await;
    let resolved = resolve(&app, &id, json!({ "resolution": "keep_newer" })).await;
    assert_eq!(resolved.body["kept"], json!([id]), "{}", resolved.body);
    assert_eq!(prices(&app).await, ["A gift card costs $60."]);
    assert_eq!(conflicts(&app).await, Vec::<Value>::new());
    app.import(priced(3, 50)).await;
    assert_eq!(prices(&app).await, ["A gift card costs $60."], "the other one is not learned again");
    let entry = app.get("/api/patterns/audit?action=resolve_conflict").await.body["entries"][0].clone();
    assert_eq!((&entry["user"], &entry["patternId"]), (&json!("ada"), &id));

    let (app, id) = app_with_conflict(engine).await;
    let older = conflicts(&app).await[0]["older"]["pattern"]["id"].clone();
    let resolved = resolve(&app, &id, json!({ "resolution": "keep", "keep": older })).await;
    assert_eq!(resolved.body["kept"], json!([older]));
    assert_eq!(prices(&app).await, ["A gift card costs $50."]);

    let (app, id) = app_with_conflict(engine).await;
    assert_eq!(resolve(&app, &id, json!({ "resolution": "keep_both" })).await.status.as_u16(), 200);
    assert_eq!((prices(&app).await.len(), conflicts(&app).await.len()), (2, 0));
}

async fn a_conflict_is_resolved_by_an_edited_merge(engine: Engine) {
    let (app, id) = app_with_conflict(engine).await;
    let older = conflicts(&app).await[0]["older"]["pattern"]["id"].clone();
    let text = "A gift card costs $50, or $60 with a drink.";
    let resolved = resolve(&app, &id, json!({ "resolution": "merge", "response_template": text })).await;
    assert_eq!(resolved.body["kept"], json!([older]), "{}", resolved.body);
    assert_eq!(prices(&app).await, [text]);
    assert_eq!(app.sources(&older).await.len(), 2);
    assert_eq!(conflicts(&app).await, Vec::<Value>::new());
}

async fn a_resolution_that_is_not_possible_changes_nothing(engine: Engine) {
    let (app, id) = app_with_conflict(engine).await;
    for (body, status) in [
        (json!({}), 400),
        (json!({ "resolution": "delete" }), 400),
        (json!({ "resolution": "keep" }), 400),
        (json!({ "resolution": "keep", "keep": 9999 }), 400),
        (json!({ "resolution": "keep_newer", "keep": 1 }), 400),
        (json!({ "resolution": "merge" }), 400),
        (json!({ "resolution": "merge", "response_template": "{{nonsense}}" }), 400),
    ] {
        assert_eq!(resolve(&app, &id, body.clone()).await.status.as_u16(), status, "{body}");
    }
    assert_eq!(resolve(&app, &json!(9999), json!({ "resolution": "keep_newer" })).await.status.as_u16(), 404);
    let edit = app.request(Method::PUT, &format!("/api/patterns/{id}"));
    send(edit.json(&json!({ "auto_executable": true }))).await;
    let merge = json!({ "resolution": "merge", "response_template": "It depends." });
    let refused = resolve(&app, &id, merge).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "CONFLICT"),
        "a person changed the newer pattern"
    );
    let older = conflicts(&app).await[0]["older"]["pattern"]["id"].clone();
    let edit = async |template: &str| {
        let edit = app.request(Method::PUT, &format!("/api/patterns/{older}"));
        let edited = send(edit.json(&json!({ "response_template": template }))).await;
        assert_eq!(edited.status.as_u16(), 200, "{}", edited.body);
    };
    edit("Each gift card costs $50.").await;
    assert_eq!(conflicts(&app).await.len(), 1, "the answers still disagree");
    edit("Each gift card costs $60.").await;
    assert_eq!(conflicts(&app).await, Vec::<Value>::new(), "the answers agree");
    assert_eq!(resolve(&app, &id, json!({ "resolution": "keep_newer" })).await.status.as_u16(), 404);
    assert_eq!(prices(&app).await.len(), 2);
}

async fn a_resolution_of_an_older_revision_is_refused(engine: Engine) {
    let (app, id) = app_with_conflict(engine).await;
    let resolve = async |tag: &str| {
        let request = app.request(Method::POST, &format!("/api/patterns/conflicts/{id}/resolve"));
        send(request.header("if-match", tag).json(&json!({ "resolution": "keep_newer" }))).await
    };
    for side in ["older", "newer"] {
        let seen = conflicts(&app).await.remove(0);
        let edit = app.request(Method::PUT, &format!("/api/patterns/{}", seen[side]["pattern"]["id"]));
        assert_eq!(send(edit.json(&json!({ "confidence_score": 0.8 }))).await.status.as_u16(), 200);
        let stale = resolve(&format!("\"{}\"", seen["revision"])).await;
        assert_eq!((stale.status.as_u16(), stale.code()), (412, "PRECONDITION_FAILED"), "{side}");
        assert_eq!((prices(&app).await.len(), conflicts(&app).await.len()), (2, 1));
    }
    let seen = conflicts(&app).await.remove(0);
    assert_eq!(resolve(&format!("\"{}\"", seen["revision"])).await.status.as_u16(), 200);
    assert_eq!(prices(&app).await, ["A gift card costs $60."]);
    assert_eq!(resolve("\"1\"").await.status.as_u16(), 404);
}

async fn an_inactive_pattern_is_not_confirmed(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(priced(1, 50)).await;
    let pattern = app.patterns().await.remove(0);
    let edit = app.request(Method::PUT, &format!("/api/patterns/{}", pattern["id"]));
    send(edit.json(&json!({ "is_active": false }))).await;
    let job = app.import(priced(2, 50)).await;
    let status = app.job(job["jobId"].as_str().unwrap()).await;
    assert_eq!(
        (&status["patternsEnhanced"], &status["withoutPattern"][0]["reason"]),
        (&json!(0), &json!("inactive"))
    );
    assert_eq!(app.patterns().await[0]["confidence_score"], pattern["confidence_score"]);
}
