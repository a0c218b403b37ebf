//! The same question with answers that disagree.

use std::time::Duration;

use chrono::Utc;
use gleaner_domain::merging::MergeRules;
use gleaner_persistence::library;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

on_both_databases! {
    a_conflict_is_listed_with_both_sides,
    every_pair_of_answers_that_disagree_is_a_conflict,
    a_conflict_is_resolved_by_keeping_one_side,
    a_pattern_that_was_created_by_hand_after_the_other_was_learned_is_newer,
    a_pattern_that_a_person_wrote_after_the_other_was_learned_is_newer,
    the_other_conflicts_remain_when_one_is_resolved,
    an_edit_that_contradicts_another_pattern_is_a_conflict,
    answers_that_are_both_right_are_not_asked_about_again,
    a_pattern_that_returns_is_compared_again,
    an_imported_library_conflicts_with_every_answer_that_disagrees,
    conflicts_within_an_imported_library_are_found_again,
    patterns_with_more_relations_than_a_statement_has_variables_are_listed,
    a_pattern_that_cannot_be_read_does_not_hold_up_the_comparison_of_others,
    a_running_worker_compares_what_was_changed,
    a_conflict_is_resolved_by_an_edited_merge,
    a_conflict_with_an_edited_pattern_is_resolved_by_a_merge,
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
    assert!(conflict["id"].is_i64());
    let page = app.get("/api/patterns/conflicts?limit=1").await.body;
    assert_eq!(page["nextCursor"], Value::Null);
    assert_eq!(app.get("/api/patterns/conflicts?limit=0").await.code(), "INVALID_REQUEST");
}

async fn a_conflict_is_resolved_by_keeping_one_side(engine: Engine) {
    let (app, id) = app_with_conflict(engine).await;
    let newer = conflicts(&app).await[0]["newer"]["pattern"]["id"].clone();
    let resolved = resolve(&app, &id, json!({ "resolution": "keep_newer" })).await;
    assert_eq!(resolved.body["kept"], json!([newer]), "{}", resolved.body);
    assert_eq!(prices(&app).await, ["A gift card costs $60."]);
    assert_eq!(conflicts(&app).await, Vec::<Value>::new());
    app.import(priced(3, 50)).await;
    assert_eq!(prices(&app).await, ["A gift card costs $60."], "the other one is not learned again");
    let entry = app.get("/api/patterns/audit?action=resolve_conflict").await.body["entries"][0].clone();
    assert_eq!((&entry["user"], &entry["patternId"]), (&json!("ada"), &newer));

    let (app, id) = app_with_conflict(engine).await;
    let older = conflicts(&app).await[0]["older"]["pattern"]["id"].clone();
    let resolved = resolve(&app, &id, json!({ "resolution": "keep", "keep": older })).await;
    assert_eq!(resolved.body["kept"], json!([older]));
    assert_eq!(prices(&app).await, ["A gift card costs $50."]);

    let (app, id) = app_with_conflict(engine).await;
    assert_eq!(resolve(&app, &id, json!({ "resolution": "keep_both" })).await.status.as_u16(), 200);
    assert_eq!((prices(&app).await.len(), conflicts(&app).await.len()), (2, 0));
}

async fn a_pattern_that_was_created_by_hand_after_the_other_was_learned_is_newer(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(priced(1, 50)).await;
    let by_hand = json!({
        "pattern_type": app.patterns().await[0]["pattern_type"],
        "trigger_examples": ["What does a gift card cost now?"],
        "response_template": "A gift card costs $60.",
    });
    let created = send(app.request(Method::POST, "/api/patterns").json(&by_hand)).await;
    assert_eq!(created.status.as_u16(), 201, "{}", created.body);
    compare(&app).await;
    keep_newer_of(&app, [60, 50]).await;
}

async fn a_pattern_that_a_person_wrote_after_the_other_was_learned_is_newer(engine: Engine) {
    let (app, _) = app_with_conflict(engine).await;
    let older = with_price(&app, 50).await;
    put(&app, &older, json!({ "confidence_score": 0.9 })).await;
    assert_eq!(pairs(&app).await, [[60, 50]], "it says the same as before");
    put(&app, &older, json!({ "response_template": "A gift card costs $75." })).await;
    compare(&app).await;
    keep_newer_of(&app, [75, 60]).await;
}

/// Resolves the only conflict, which is that of these prices, the newer one first.
async fn keep_newer_of(app: &TestApp, [newer, older]: [u32; 2]) {
    assert_eq!(pairs(app).await, [[newer, older]]);
    let conflict = conflicts(app).await.remove(0);
    let resolved = resolve(app, &conflict["id"], json!({ "resolution": "keep_newer" })).await;
    assert_eq!(resolved.body["kept"], json!([conflict["newer"]["pattern"]["id"]]), "{}", resolved.body);
    assert_eq!(prices(app).await, [format!("A gift card costs ${newer}.")]);
}

/// The prices of each conflict, the newer one first.
async fn pairs(app: &TestApp) -> Vec<[u32; 2]> {
    let side = |conflict: &Value, side: &str| {
        let template = conflict[side]["pattern"]["response_template"].as_str().unwrap().to_owned();
        template.split(['$', '.']).nth(1).unwrap().parse().unwrap()
    };
    let conflicts = conflicts(app).await;
    conflicts.iter().map(|conflict| [side(conflict, "newer"), side(conflict, "older")]).collect()
}

/// The pattern with this price.
async fn with_price(app: &TestApp, price: u32) -> Value {
    let is_priced =
        |pattern: &Value| pattern["response_template"].as_str().unwrap().contains(&price.to_string());
    app.patterns().await.into_iter().find(is_priced).unwrap()["id"].clone()
}

async fn app_with_three_prices(engine: Engine) -> TestApp {
    let app = TestApp::start(engine).await;
    for (run, price) in [(1, 50), (2, 60), (3, 70)] {
        app.import(priced(run, price)).await;
    }
    app
}

/// The id of the conflict between these prices.
async fn conflict_of(app: &TestApp, pair: [u32; 2]) -> Value {
    let index = pairs(app).await.iter().position(|found| *found == pair).unwrap();
    conflicts(app).await[index]["id"].clone()
}

async fn put(app: &TestApp, id: &Value, body: Value) {
    let edited = send(app.request(Method::PUT, &format!("/api/patterns/{id}")).json(&body)).await;
    assert_eq!(edited.status.as_u16(), 200, "{}", edited.body);
}

/// Does what a worker does after a change.
async fn compare(app: &TestApp) -> u64 {
    library::compare_changed(&app.db, &MergeRules::default(), Utc::now()).await.unwrap()
}

async fn every_pair_of_answers_that_disagree_is_a_conflict(engine: Engine) {
    let app = app_with_three_prices(engine).await;
    let mut found = pairs(&app).await;
    found.sort_unstable();
    assert_eq!(found, [[60, 50], [70, 50], [70, 60]]);
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/api/patterns/conflicts?limit=1{cursor}")).await.body;
        assert_eq!(page["count"], 3);
        ids.push(page["conflicts"][0]["id"].as_i64().unwrap());
        let Some(next) = page["nextCursor"].as_i64() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(ids.len() == 3 && ids.is_sorted_by(|one, next| one > next), "{ids:?}");
    assert_eq!(
        app.get("/api/patterns?has_conflicts=true").await.body["patterns"].as_array().unwrap().len(),
        3
    );
    assert_eq!(compare(&app).await, 0, "new patterns were compared");
}

async fn the_other_conflicts_remain_when_one_is_resolved(engine: Engine) {
    let app = app_with_three_prices(engine).await;
    let id = conflict_of(&app, [70, 50]).await;
    let keep = json!({ "resolution": "keep", "keep": with_price(&app, 70).await });
    assert_eq!(resolve(&app, &id, keep.clone()).await.status.as_u16(), 200);
    assert_eq!(pairs(&app).await, [[70, 60]]);
    assert_eq!(resolve(&app, &id, keep).await.status.as_u16(), 404, "it is resolved");

    let app = app_with_three_prices(engine).await;
    let id = conflict_of(&app, [70, 60]).await;
    resolve(&app, &id, json!({ "resolution": "keep_both" })).await;
    let mut left = pairs(&app).await;
    left.sort_unstable();
    assert_eq!(left, [[60, 50], [70, 50]]);

    let app = app_with_three_prices(engine).await;
    let id = conflict_of(&app, [70, 60]).await;
    let merge = json!({ "resolution": "merge", "response_template": "A gift card costs $60." });
    assert_eq!(resolve(&app, &id, merge).await.status.as_u16(), 200);
    compare(&app).await;
    assert_eq!(pairs(&app).await, [[60, 50]]);
}

async fn an_edit_that_contradicts_another_pattern_is_a_conflict(engine: Engine) {
    for edited in [50, 60] {
        let (app, id) = app_with_conflict(engine).await;
        let pattern = with_price(&app, edited).await;
        put(&app, &pattern, json!({ "response_template": "Please ask at the front desk." })).await;
        let asked = json!({ "response_template": format!("A gift card costs ${}.", 110 - edited) });
        put(&app, &pattern, asked).await;
        assert!(compare(&app).await > 0);
        assert_eq!(pairs(&app).await, Vec::<[u32; 2]>::new(), "both say the same");
        put(&app, &pattern, json!({ "response_template": "A gift card costs $75." })).await;
        assert!(compare(&app).await > 0);
        assert_eq!(pairs(&app).await.len(), 1);
        assert_ne!(conflicts(&app).await[0]["id"], id);
        for pattern in app.patterns().await {
            assert!(pattern["conflicts_with"]["pattern_id"].is_i64(), "{pattern}");
        }
    }
}

async fn answers_that_are_both_right_are_not_asked_about_again(engine: Engine) {
    let (app, id) = app_with_conflict(engine).await;
    resolve(&app, &id, json!({ "resolution": "keep_both" })).await;
    let newer = with_price(&app, 60).await;
    put(&app, &newer, json!({ "trigger_text": "How much is a gift card?" })).await;
    app.import(priced(3, 60)).await;
    compare(&app).await;
    assert_eq!(pairs(&app).await, Vec::<[u32; 2]>::new());
    put(&app, &newer, json!({ "response_template": "A gift card costs $70." })).await;
    compare(&app).await;
    assert_eq!(pairs(&app).await, [[70, 50]], "both were right with another answer");
}

async fn a_pattern_that_returns_is_compared_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(priced(1, 50)).await;
    let job = app.import(priced(2, 60)).await["jobId"].as_str().unwrap().to_owned();
    let act = async |action: &str| {
        let acted = send(app.request(Method::POST, &format!("/api/patterns/import/{job}/{action}"))).await;
        assert_eq!(acted.status.as_u16(), 200, "{}", acted.body);
        compare(&app).await;
    };
    act("undo").await;
    app.import(priced(3, 70)).await;
    assert_eq!(pairs(&app).await, [[70, 50]]);
    act("redo").await;
    let mut found = pairs(&app).await;
    found.sort_unstable();
    assert_eq!(found, [[60, 50], [70, 50], [70, 60]]);

    act("undo").await;
    put(&app, &with_price(&app, 50).await, json!({ "response_template": "A gift card costs $60." })).await;
    act("redo").await;
    let mut found = pairs(&app).await;
    found.sort_unstable();
    assert_eq!(
        found,
        [[60, 70], [70, 60]],
        "two say $60 now, which agree, and a person wrote one of them last"
    );
    let maybe_same = app.patterns().await.into_iter().filter(|pattern| !pattern["maybe_same_as"].is_null());
    assert_eq!(maybe_same.count(), 1, "the later one of them");

    let deleted = with_price(&app, 70).await;
    send(app.request(Method::DELETE, &format!("/api/patterns/{deleted}"))).await;
    assert_eq!(pairs(&app).await, Vec::<[u32; 2]>::new());
    put(&app, &deleted, json!({ "is_deleted": false })).await;
    assert_eq!(pairs(&app).await.len(), 2);
}

async fn an_imported_library_conflicts_with_every_answer_that_disagrees(engine: Engine) {
    let (app, _) = app_with_conflict(engine).await;
    let other = TestApp::start(engine).await;
    other.import(priced(1, 70)).await;
    import_library(&app, &export(&other).await).await;
    let mut found = pairs(&app).await;
    found.sort_unstable();
    assert_eq!(found, [[60, 50], [70, 50], [70, 60]]);
}

async fn export(app: &TestApp) -> Value {
    send(app.request(Method::GET, "/api/patterns/export?format=json")).await.body
}

async fn import_library(app: &TestApp, exported: &Value) {
    let import = app.request(Method::POST, "/api/patterns/import-patterns");
    let imported = send(import.json(exported)).await;
    assert_eq!(imported.status.as_u16(), 200, "{}", imported.body);
}

async fn conflicts_within_an_imported_library_are_found_again(engine: Engine) {
    let (app, _) = app_with_conflict(engine).await;
    let exported = export(&app).await;
    let empty = TestApp::start(engine).await;
    import_library(&empty, &exported).await;
    assert_eq!(compare(&empty).await, 2);
    assert_eq!(pairs(&empty).await, [[60, 50]]);
    assert_eq!(export(&empty).await, exported, "a comparison changes nothing that is exported");
}

async fn patterns_with_more_relations_than_a_statement_has_variables_are_listed(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(190).csv()).await;
    let relate = "DELETE FROM pattern_relations; \
                  INSERT INTO pattern_relations (pattern_id, other_id, relation, probability, created_at) \
                  SELECT one.id, other.id, 'conflict', 0.5, one.created_at \
                  FROM decision_patterns one JOIN decision_patterns other ON other.id < one.id";
    app.db.connection().execute_unprepared(relate).await.unwrap();
    let patterns = app.patterns().await;
    let relations = patterns.len() * (patterns.len() - 1) / 2;
    assert!(2 * relations > 32_766, "SQLite permits so many: {relations}");
    assert!(patterns.iter().all(|pattern| pattern["conflicts_with"]["pattern_id"].is_i64()));
}

async fn a_pattern_that_cannot_be_read_does_not_hold_up_the_comparison_of_others(engine: Engine) {
    let (app, _) = app_with_conflict(engine).await;
    let [older, newer] = [with_price(&app, 50).await, with_price(&app, 60).await];
    app.import(Export::new().pattern(7).csv()).await;
    let damage = format!(
        "UPDATE decision_patterns SET trigger_examples = '{{}}', is_compared = FALSE WHERE id NOT IN ({older}, {newer})"
    );
    app.db.connection().execute_unprepared(&damage).await.unwrap();
    put(&app, &newer, json!({ "response_template": "Please ask." })).await;
    put(&app, &newer, json!({ "response_template": "A gift card costs $75." })).await;
    assert_eq!(compare(&app).await, 2);
    assert_eq!(pairs(&app).await, [[75, 50]]);
}

async fn a_running_worker_compares_what_was_changed(engine: Engine) {
    let (app, _) = app_with_conflict(engine).await;
    put(&app, &with_price(&app, 60).await, json!({ "response_template": "Please ask." })).await;
    let (worker, stop) = (app.worker(), CancellationToken::new());
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(&stop).await }
    });
    let asked =
        app.patterns().await.into_iter().find(|pattern| pattern["response_template"] == "Please ask.");
    put(&app, &asked.unwrap()["id"], json!({ "response_template": "A gift card costs $80." })).await;
    while pairs(&app).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(pairs(&app).await, [[80, 50]]);
    stop.cancel();
    working.await.unwrap();
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

async fn a_conflict_with_an_edited_pattern_is_resolved_by_a_merge(engine: Engine) {
    let (app, id) = app_with_conflict(engine).await;
    let edit = app.request(Method::PUT, &format!("/api/patterns/{id}"));
    send(edit.json(&json!({ "auto_executable": true }))).await;
    let merge = json!({ "resolution": "merge", "response_template": "It depends." });
    let resolved = resolve(&app, &id, merge).await;
    assert_eq!(resolved.status.as_u16(), 200, "{}", resolved.body);
    assert_eq!((prices(&app).await, conflicts(&app).await.len()), (vec!["It depends.".to_owned()], 0));
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
