//! Creating, editing, deleting and restoring patterns by hand, and the audit log of it.

use gleaner_api::auth::Role;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

on_both_databases! {
    an_edit_changes_the_fields_that_it_names,
    an_edit_of_an_older_revision_is_refused,
    of_two_concurrent_edits_of_the_same_revision_one_is_made,
    an_edit_that_changes_nothing_is_not_recorded,
    an_invalid_edit_is_refused_and_changes_nothing,
    a_deleted_pattern_is_not_listed_or_learned_until_it_is_restored,
    a_pattern_created_by_hand_is_listed_and_matched,
    only_admins_change_patterns,
    the_audit_log_names_who_did_what,
    the_audit_log_cannot_be_changed,
}

async fn app_with_patterns(engine: Engine, patterns: usize) -> TestApp {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(patterns).csv()).await;
    app
}

async fn put(app: &TestApp, id: &Value, body: Value) -> Response {
    send(app.request(Method::PUT, &format!("/api/patterns/{id}")).json(&body)).await
}

async fn delete(app: &TestApp, id: &Value) -> Response {
    send(app.request(Method::DELETE, &format!("/api/patterns/{id}"))).await
}

async fn create(app: &TestApp, body: Value) -> Response {
    send(app.request(Method::POST, "/api/patterns").json(&body)).await
}

async fn get(app: &TestApp, id: &Value) -> Response {
    app.get(&format!("/api/patterns/{id}")).await
}

async fn an_edit_changes_the_fields_that_it_names(engine: Engine) {
    let app = app_with_patterns(engine, 2).await;
    let before = app.patterns().await.remove(0);
    let edited = put(
        &app,
        &before["id"],
        json!({
            "trigger_text": "How do I get in at night?",
            "trigger_examples": ["How do I get in at night?", "Is there a night entrance?"],
            "response_template": "Use the side door, {{customer_name}}.",
            "confidence_score": 1,
            "is_active": false,
            "auto_executable": true,
        }),
    )
    .await;
    assert_eq!(edited.status.as_u16(), 200, "{}", edited.body);
    let found = get(&app, &before["id"]).await;
    assert_eq!(found.header("etag"), edited.header("etag"));
    let mut after = found.body["pattern"].clone();
    after.as_object_mut().unwrap().remove("sources");
    assert_eq!(after, edited.body["pattern"]);
    assert_eq!(after["trigger_text"], "How do I get in at night?");
    assert_eq!(after["template_variables"], json!(["customer_name"]));
    assert_eq!(after["confidence_score"], 1.0);
    assert_eq!((&after["is_active"], &after["auto_executable"]), (&json!(false), &json!(true)));
    assert_eq!(after["trigger_examples"].as_array().unwrap().len(), 2);
    assert_eq!(after["pattern_type"], before["pattern_type"]);
    // The other pattern is as it was.
    let active: Vec<_> = app.patterns().await.iter().map(|pattern| pattern["is_active"].clone()).collect();
    assert_eq!(active, [false, true]);
}

async fn an_edit_of_an_older_revision_is_refused(engine: Engine) {
    let app = app_with_patterns(engine, 1).await;
    let id = app.patterns().await[0]["id"].clone();
    let tag = get(&app, &id).await.header("etag").to_owned();
    let edit = async |tag: &str, active: bool| {
        let request = app.request(Method::PUT, &format!("/api/patterns/{id}")).header("if-match", tag);
        send(request.json(&json!({ "is_active": active }))).await
    };
    let first = edit(&tag, false).await;
    assert_eq!(first.status.as_u16(), 200);
    assert_ne!(first.header("etag"), tag);
    let stale = edit(&tag, true).await;
    assert_eq!((stale.status.as_u16(), stale.code()), (412, "PRECONDITION_FAILED"));
    let request = app.request(Method::DELETE, &format!("/api/patterns/{id}")).header("if-match", &tag);
    assert_eq!(send(request).await.status.as_u16(), 412);
    assert_eq!(get(&app, &id).await.body["pattern"]["is_active"], false);
    for unknown in ["\"x\"", "W/\"2\"", ""] {
        assert_eq!(edit(unknown, true).await.status.as_u16() / 100, 4, "{unknown}");
    }
    assert_eq!(edit("*", true).await.status.as_u16(), 200);
    let both = format!("{tag}, {}", get(&app, &id).await.header("etag"));
    assert_eq!(edit(&both, false).await.status.as_u16(), 200);
}

async fn of_two_concurrent_edits_of_the_same_revision_one_is_made(engine: Engine) {
    let app = app_with_patterns(engine, 1).await;
    let id = app.patterns().await[0]["id"].clone();
    let tag = get(&app, &id).await.header("etag").to_owned();
    let edits = (0..8).map(|number| {
        let request = app.request(Method::PUT, &format!("/api/patterns/{id}")).header("if-match", &tag);
        send(request.json(&json!({ "confidence_score": f64::from(number) / 10.0 })))
    });
    let statuses = futures_util::future::join_all(edits).await;
    let made = statuses.iter().filter(|response| response.status.as_u16() == 200).count();
    assert_eq!(made, 1);
    assert!(statuses.iter().all(|response| [200, 412].contains(&response.status.as_u16())));
}

async fn an_edit_that_changes_nothing_is_not_recorded(engine: Engine) {
    let app = app_with_patterns(engine, 1).await;
    let before = app.patterns().await.remove(0);
    let body = json!({
        "is_deleted": false,
        "is_active": true,
        "trigger_text": before["trigger_text"],
        "trigger_examples": before["trigger_examples"],
        "response_template": before["response_template"],
        "confidence_score": before["confidence_score"],
    });
    let tag = get(&app, &before["id"]).await.header("etag").to_owned();
    assert_eq!(put(&app, &before["id"], body).await.header("etag"), tag);
    assert_eq!(app.patterns().await[0], before);
    let log = app.get(&format!("/api/patterns/audit?patternId={}", before["id"])).await.body;
    assert_eq!(log["entries"], json!([]));
}

async fn an_invalid_edit_is_refused_and_changes_nothing(engine: Engine) {
    let app = app_with_patterns(engine, 2).await;
    let patterns = app.patterns().await;
    let id = &patterns[0]["id"];
    for (body, named) in [
        (json!({}), "field"),
        (json!({ "response_template": "" }), "response_template"),
        (json!({ "response_template": "Hi {{nonsense}}" }), "response_template"),
        (json!({ "response_template": "<b>Hi</b> there" }), "response_template"),
        (json!({ "trigger_text": "?!" }), "trigger_text"),
        (json!({ "trigger_text": "x".repeat(501) }), "trigger_text"),
        (json!({ "trigger_examples": [] }), "trigger_examples"),
        (json!({ "trigger_examples": vec!["a question"; 21] }), "trigger_examples"),
        (json!({ "confidence_score": 2 }), "confidence_score"),
        (json!({ "confidence_score": "0.5" }), ""),
        (json!({ "is_active": "yes" }), ""),
        (json!({ "is_deleted": true }), "is_deleted"),
        (json!({ "pattern_signature": "x" }), ""),
        (json!([]), ""),
    ] {
        let refused = put(&app, id, body.clone()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"), "{body}");
        assert!(refused.body["error"].as_str().unwrap().contains(named), "{body}: {}", refused.body);
    }
    let taken = json!({ "trigger_text": patterns[1]["trigger_text"] });
    let refused = put(&app, id, taken).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "CONFLICT"));
    assert_eq!(put(&app, &json!(9999), json!({ "is_active": true })).await.status.as_u16(), 404);
    assert_eq!(app.patterns().await, patterns);
}

async fn a_deleted_pattern_is_not_listed_or_learned_until_it_is_restored(engine: Engine) {
    let app = app_with_patterns(engine, 1).await;
    let before = app.patterns().await.remove(0);
    let id = &before["id"];
    assert_eq!(delete(&app, id).await.status.as_u16(), 200);
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    for again in [delete(&app, id).await, get(&app, id).await] {
        assert_eq!((again.status.as_u16(), again.code()), (404, "NOT_FOUND"));
    }
    let edited = put(&app, id, json!({ "is_active": false })).await;
    assert_eq!((edited.status.as_u16(), edited.code()), (409, "CONFLICT"));
    let deleted = app.get("/api/patterns/deleted").await.body;
    assert_eq!((&deleted["count"], &deleted["patterns"][0]["id"]), (&json!(1), id));
    assert_eq!(deleted["patterns"][0]["is_deleted"], true);
    assert_eq!(app.get("/api/patterns/deleted?status=active").await.code(), "INVALID_REQUEST");
    let restored = put(&app, id, json!({ "is_deleted": false, "confidence_score": 0.6 })).await;
    assert_eq!(restored.status.as_u16(), 200, "{}", restored.body);
    let after = app.patterns().await.remove(0);
    assert_eq!((&after["trigger_text"], &after["confidence_score"]), (&before["trigger_text"], &json!(0.6)));
    // To restore a pattern that is not deleted changes nothing that a reader sees.
    assert_eq!(put(&app, id, json!({ "is_deleted": false })).await.status.as_u16(), 200);
}

async fn a_pattern_created_by_hand_is_listed_and_matched(engine: Engine) {
    let app = TestApp::start(engine).await;
    let body = json!({
        "pattern_type": "hours",
        "trigger_examples": ["Are you open on public holidays?", "Is the gym open at Christmas?"],
        "response_template": "Yes, we are open every day from 6 am to midnight.",
        "confidence_score": 0.9,
        "auto_executable": false,
        "semantic_search_enabled": true,
    });
    let created = create(&app, body.clone()).await;
    assert_eq!(created.status.as_u16(), 201, "{}", created.body);
    let pattern = &created.body["pattern"];
    assert_eq!(created.header("location"), format!("/api/patterns/{}", pattern["id"]));
    assert_eq!(pattern["trigger_text"], "Are you open on public holidays?");
    assert_eq!((&pattern["confidence_score"], &pattern["created_from"]), (&json!(0.9), &json!("manual")));
    let mut listed = app.patterns().await.remove(0);
    listed.as_object_mut().unwrap().remove("similarity");
    assert_eq!(&listed, pattern);
    let message = json!({ "message": "are you open on public holidays" });
    let matched = send(app.request(Method::POST, "/api/patterns/test").json(&message)).await;
    assert_eq!(matched.body["result"]["pattern"]["id"], pattern["id"]);

    let again = create(&app, body.clone()).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "CONFLICT"));
    delete(&app, &pattern["id"]).await;
    assert_eq!(create(&app, body.clone()).await.status.as_u16(), 409);
    for (field, value) in [
        ("trigger_examples", json!([])),
        ("response_template", json!(" ")),
        ("confidence_score", json!(1.1)),
        ("pattern_type", json!("No Type!")),
        ("id", json!(1)),
    ] {
        let mut invalid = body.clone();
        invalid[field] = value;
        assert_eq!(create(&app, invalid).await.code(), "INVALID_REQUEST", "{field}");
    }
}

async fn only_admins_change_patterns(engine: Engine) {
    let app = app_with_patterns(engine, 1).await;
    let path = format!("/api/patterns/{}", app.patterns().await[0]["id"]);
    for role in [Role::Operator, Role::Support, Role::Unprivileged] {
        let token = app.token("otto", role);
        for (method, path) in [
            (Method::PUT, path.as_str()),
            (Method::DELETE, &path),
            (Method::POST, "/api/patterns"),
            (Method::GET, "/api/patterns/audit"),
            (Method::GET, "/api/patterns/audit/csv"),
        ] {
            let request = app.request_of(&token, method.clone(), path).json(&json!({ "is_active": false }));
            assert_eq!(send(request).await.code(), "FORBIDDEN", "{method} {path}");
        }
    }
}

async fn the_audit_log_names_who_did_what(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.import(Export::with_patterns(1).csv()).await["jobId"].clone();
    let id = app.patterns().await[0]["id"].clone();
    let edited = put(&app, &id, json!({ "is_active": false, "confidence_score": 0.7 })).await;
    put(&app, &json!(9999), json!({ "is_active": false })).await;
    delete(&app, &id).await;
    put(&app, &id, json!({ "is_deleted": false })).await;

    let log = app.get("/api/patterns/audit").await.body;
    let entries = log["entries"].as_array().unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["restore", "delete", "edit", "import"]);
    assert!(entries.iter().all(|entry| entry["user"] == "ada"), "{log}");
    assert_eq!((&entries[3]["jobId"], &entries[3]["patternId"]), (&job, &Value::Null));
    let edit = &entries[2];
    assert_eq!(edit["patternId"], id);
    assert_eq!(edit["detail"], json!({ "fields": ["confidence_score", "is_active"] }));
    assert_eq!(edit["requestId"], edited.header("x-request-id"));

    let list = async |query: &str| {
        let listed = app.get(&format!("/api/patterns/audit?{query}")).await.body;
        let entries = listed["entries"].as_array().unwrap_or_else(|| panic!("{listed}")).clone();
        (
            entries.into_iter().map(|entry| entry["action"].clone()).collect::<Vec<_>>(),
            listed["nextCursor"].clone(),
        )
    };
    assert_eq!(list("action=delete").await.0, ["delete"]);
    assert_eq!(list(&format!("jobId={}", job.as_str().unwrap())).await.0, ["import"]);
    assert_eq!(list("user=nobody").await.0, Vec::<Value>::new());
    assert_eq!(list("to=2020-01-01T00:00:00Z").await.0, Vec::<Value>::new());
    let (first, cursor) = list(&format!("patternId={id}&limit=2")).await;
    assert_eq!(first, ["restore", "delete"]);
    assert_eq!(
        list(&format!("patternId={id}&limit=2&cursor={cursor}")).await,
        (vec![json!("edit")], Value::Null)
    );

    let csv = app.request(Method::GET, "/api/patterns/audit/csv").send().await.unwrap().text().await.unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0], "id,at,user,action,pattern_id,job_id,staged_id,request_id,detail");
    assert!(lines[2].contains(&format!(",ada,delete,{id},,,")), "{csv}");
}

async fn the_audit_log_cannot_be_changed(engine: Engine) {
    let app = app_with_patterns(engine, 1).await;
    let before = app.get("/api/patterns/audit").await.body;
    for statement in [
        "UPDATE audit_log SET user_id = 'nobody'",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE id = 1",
    ] {
        let refused = app.db.connection().execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("the audit log is append-only"), "{refused}");
    }
    assert_eq!(app.get("/api/patterns/audit").await.body, before);
}
