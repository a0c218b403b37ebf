//! Imports whose patterns wait for a review.

mod revisions;

use futures_util::future::join_all;
use gleaner_api::auth::Role;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send, test_settings};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

on_both_databases! {
    a_reviewed_import_stages_patterns_and_approving_them_learns_the_same,
    every_form_of_an_upload_can_ask_for_a_review,
    the_import_of_an_operator_is_always_reviewed,
    conversations_with_the_same_content_are_one_staged_pattern,
    an_edited_pattern_stays_pending_and_is_learned_as_it_was_edited,
    an_edit_changes_the_pattern_that_it_confirms_until_its_import_is_undone,
    an_edit_does_not_replace_what_a_person_wrote,
    a_rejected_pattern_is_not_staged_or_learned_again_unless_it_is_reopened,
    a_pattern_that_was_edited_and_then_rejected_is_not_learned_again,
    a_staged_pattern_says_what_it_would_confirm_or_contradict,
    of_concurrent_decisions_on_a_pattern_one_is_made,
    a_decision_that_cannot_be_made_changes_nothing,
    undoing_a_reviewed_import_takes_back_what_was_approved,
    a_deleted_pattern_is_not_learned_by_a_review,
    an_inactive_pattern_is_not_confirmed_by_a_review,
    a_rejection_is_taken_back_also_after_its_import_was_undone,
    the_audit_log_names_every_decision_of_a_review,
}

const DOOR: &str = "How do I open the front door?";
const KEYPAD: &str = "Enter your code on the keypad and push hard.";
const PRICE: &str = "What does a gift card cost?";

/// An export with a conversation of a question and its answer. Its ids and times depend on `run`.
fn export(run: usize, question: &str, answer: &str) -> Export {
    let padding = (0..run).fold(Export::new(), |export, _| export.conversation("CNpad", &[]));
    padding.conversation(&format!("CN{run}"), &[("in", question), ("out", answer), ("in", "Thanks!")])
}

/// Imports a file whose patterns are staged. Returns the id of the job.
async fn stage(app: &TestApp, csv: String) -> String {
    let upload = app.request(Method::POST, "/api/patterns/import/csv?review=true");
    let job = send(upload.header("content-type", "text/csv").body(csv)).await.job();
    app.work().await;
    job
}

async fn staged(app: &TestApp, job: &str, query: &str) -> Vec<Value> {
    let page = app.get(&format!("/api/patterns/import/staging/{job}{query}")).await;
    page.body["patterns"].as_array().unwrap_or_else(|| panic!("{}", page.body)).clone()
}

async fn post(app: &TestApp, action: &str, body: Value) -> Response {
    send(app.request(Method::POST, &format!("/api/patterns/import/{action}")).json(&body)).await
}

async fn edit(app: &TestApp, id: &Value, body: Value) -> Response {
    send(app.request(Method::PUT, &format!("/api/patterns/import/staging/{id}")).json(&body)).await
}

fn ids(patterns: &[Value]) -> Vec<Value> {
    patterns.iter().map(|pattern| pattern["id"].clone()).collect()
}

/// What patterns of the library say.
fn says(patterns: &[Value]) -> Vec<[Value; 5]> {
    const FIELDS: [&str; 5] =
        ["pattern_type", "trigger_text", "response_template", "confidence_score", "trigger_examples"];
    let mut says: Vec<_> =
        patterns.iter().map(|pattern| FIELDS.map(|field| pattern[field].clone())).collect();
    says.sort_by_key(|fields| fields[1].to_string());
    says
}

async fn a_reviewed_import_stages_patterns_and_approving_them_learns_the_same(engine: Engine) {
    let file = Export::with_patterns(3).csv();
    let direct = TestApp::start(engine).await;
    direct.import(file.clone()).await;
    let app = TestApp::start(engine).await;
    let job = stage(&app, file).await;
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    let status = app.job(&job).await;
    for (field, expected) in [
        ("status", json!("completed")),
        ("review", json!(true)),
        ("patternsStaged", json!(3)),
        ("patternsCreated", json!(0)),
        ("conversationsAnalyzed", json!(3)),
        ("errors", json!([])),
    ] {
        assert_eq!(status[field], expected, "{field}");
    }
    let stats = app.get("/api/patterns/stats").await.body;
    assert_eq!(stats["suggestions"]["pending"], 3);

    let pending = staged(&app, &job, "?status=pending").await;
    assert_eq!(pending.len(), 3);
    let first = &pending[0];
    assert_eq!((&first["status"], &first["reviewed_by_name"]), (&json!("pending"), &Value::Null));
    let preview = first["conversation_preview"].as_str().unwrap();
    assert!(
        preview.starts_with("Customer: Where can I find the") && preview.contains("\nOperator: "),
        "{preview}"
    );
    assert_eq!(first["conversation_metadata"]["conversation_ids"], json!(["CN0000"]));
    let page = app.get(&format!("/api/patterns/import/staging/{job}?page=2&limit=2")).await.body;
    assert_eq!(page["pagination"], json!({ "page": 2, "limit": 2, "total": 3, "totalPages": 2 }));
    assert_eq!(ids(page["patterns"].as_array().unwrap()), [pending[2]["id"].clone()]);

    let approved = post(&app, "approve", json!({ "patternIds": ids(&pending) })).await;
    assert_eq!(
        (&approved.body["approved"], &approved.body["failed"]),
        (&json!(3), &json!(0)),
        "{}",
        approved.body
    );
    assert_eq!(says(&app.patterns().await), says(&direct.patterns().await));
    let sources = app.sources(&approved.body["results"][0]["patternId"]).await;
    assert_eq!(sources[0]["conversation_id"], "CN0000");
    let reviewed = staged(&app, &job, "?status=approved").await;
    assert_eq!(reviewed[0]["reviewed_by_name"], "ada");
    assert_eq!(reviewed[0]["approved_as"], approved.body["results"][0]["patternId"]);
    assert_eq!(app.job(&job).await["patternsApproved"], 3);
    assert_eq!(app.get("/api/patterns/stats").await.body["suggestions"]["pending"], 0);
}

async fn every_form_of_an_upload_can_ask_for_a_review(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = |number| Export::new().pattern(number).csv();
    let post = |query: &str| app.request(Method::POST, &format!("/api/patterns/import/csv{query}"));
    let form = |number, review: &'static str| {
        let file = Part::text(csv(number)).file_name("export.csv");
        post("").multipart(Form::new().part("file", file).text("review", review))
    };
    for (number, (request, expected)) in [
        (post("").json(&json!({ "csvData": csv(0), "review": true })), true),
        (post("?review=true").json(&json!({ "csvData": csv(1), "review": false })), false),
        (form(2, "true"), true),
        (form(3, ""), false),
        (post("?review=true").header("content-type", "text/csv").body(csv(4)), true),
    ]
    .into_iter()
    .enumerate()
    {
        let accepted = send(request).await;
        assert_eq!((accepted.status.as_u16(), &accepted.body["review"]), (202, &json!(expected)), "{number}");
    }
    assert_eq!(send(form(5, "maybe")).await.code(), "INVALID_REQUEST");
    assert_eq!(
        send(post("?review=yes").json(&json!({ "csvData": csv(5) }))).await.body["details"]["parameter"],
        "review"
    );

    let mut settings = test_settings();
    settings.intake.review = true;
    let reviewing = TestApp::start_with(engine, settings).await;
    let job = reviewing.upload(csv(6)).await.job();
    assert_eq!(reviewing.job(&job).await["review"], true);
}

async fn the_import_of_an_operator_is_always_reviewed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let token = app.token("otto", Role::Operator);
    let send_as = async |method: Method, path: &str, body: Value| {
        send(app.request_of(&token, method, path).json(&body)).await
    };
    let body = json!({ "csvData": Export::with_patterns(2).csv(), "review": false });
    let accepted = send_as(Method::POST, "/api/patterns/import-csv", body).await;
    assert_eq!((accepted.status.as_u16(), &accepted.body["review"]), (202, &json!(true)));
    app.work().await;
    let job = accepted.job();
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    let listed =
        send(app.request_of(&token, Method::GET, &format!("/api/patterns/import/staging/{job}"))).await;
    let found = ids(listed.body["patterns"].as_array().unwrap());
    assert_eq!(found.len(), 2);
    for (method, path) in [
        (Method::POST, "/api/patterns/import/approve".to_owned()),
        (Method::POST, "/api/patterns/import/reject".to_owned()),
        (Method::PUT, format!("/api/patterns/import/staging/{}", found[0])),
        (Method::POST, format!("/api/patterns/import/staging/{}/reopen", found[0])),
    ] {
        assert_eq!(
            send_as(method, &path, json!({ "patternIds": found })).await.code(),
            "FORBIDDEN",
            "{path}"
        );
    }
    let other = app.token("olga", Role::Operator);
    let refused =
        send(app.request_of(&other, Method::GET, &format!("/api/patterns/import/staging/{job}"))).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let support = app.token("sam", Role::Support);
    let refused = app.request_of(&support, Method::POST, "/api/patterns/import/csv");
    assert_eq!(send(refused.json(&json!({ "csvData": "" }))).await.code(), "FORBIDDEN");
    assert_eq!(post(&app, "approve", json!({ "patternIds": found })).await.body["approved"], 2);
}

async fn conversations_with_the_same_content_are_one_staged_pattern(engine: Engine) {
    let app = TestApp::start(engine).await;
    let file = Export::new()
        .conversation("CN1", &[("in", DOOR), ("out", KEYPAD)])
        .conversation("CN2", &[("in", "How do I open the front door"), ("out", KEYPAD)]);
    let job = stage(&app, file.csv()).await;
    let pending = staged(&app, &job, "").await;
    assert_eq!(pending.len(), 1);
    let metadata = &pending[0]["conversation_metadata"];
    assert_eq!(
        (&metadata["conversations"], &metadata["conversation_ids"]),
        (&json!(2), &json!(["CN1", "CN2"]))
    );
    let approved = post(&app, "approve", json!({ "patternIds": ids(&pending) })).await.body;
    let patterns = app.patterns().await;
    assert_eq!(patterns.len(), 1);
    assert_eq!(patterns[0]["confidence_score"], pending[0]["confidence_score"]);
    assert_eq!(app.sources(&approved["results"][0]["patternId"]).await.len(), 2);
}

async fn an_edited_pattern_stays_pending_and_is_learned_as_it_was_edited(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, export(1, DOOR, KEYPAD).csv()).await;
    let before = staged(&app, &job, "").await.remove(0);
    let body =
        json!({ "response_template": "Use the side door, {{customer_name}}.", "confidence_score": 0.8 });
    let edited = edit(&app, &before["id"], body).await;
    assert_eq!(edited.status.as_u16(), 200, "{}", edited.body);
    let again = edit(&app, &before["id"], json!({ "confidence_score": 0.85 })).await.body;
    let pattern = staged(&app, &job, "?status=pending").await.remove(0);
    assert_eq!(pattern, again["pattern"]);
    assert_eq!((&pattern["status"], &pattern["edited_by"]), (&json!("pending"), &json!("ada")));
    for field in ["trigger_text", "response_template", "confidence_score"] {
        assert_eq!(pattern["original"][field], before[field], "{field}");
    }
    assert_eq!(post(&app, "approve", json!({ "patternIds": [before["id"]] })).await.body["approved"], 1);
    let learned = app.patterns().await.remove(0);
    assert_eq!(learned["response_template"], "Use the side door, {{customer_name}}.");
    assert_eq!(
        (&learned["trigger_text"], &learned["confidence_score"]),
        (&before["trigger_text"], &json!(0.85))
    );
    // What the customer asked is still an example, and what was extracted is still the evidence.
    assert_eq!(learned["trigger_examples"], before["trigger_examples"]);
    let evidence = app.get(&format!("/api/patterns/{}/evidence", learned["id"])).await.body;
    assert_eq!(evidence["evidence"][0]["response_template"], before["response_template"]);
    app.import(export(5, DOOR, KEYPAD).csv()).await;
    let confirmed = app.patterns().await.into_iter().find(|pattern| pattern["id"] == learned["id"]).unwrap();
    assert_eq!(
        confirmed["response_template"], learned["response_template"],
        "imports do not change an edited text"
    );
    for pattern in app.patterns().await.iter().filter(|pattern| pattern["id"] != learned["id"]) {
        send(app.request(Method::DELETE, &format!("/api/patterns/{}", pattern["id"]))).await;
    }
    // The edit belongs to the import.
    let undone = post(&app, &format!("{job}/undo"), Value::Null).await.body;
    assert_eq!((&undone["removed"]["count"], &undone["kept"]["count"]), (&json!(1), &json!(0)));
    assert_eq!(app.patterns().await, Vec::<Value>::new());
}

async fn an_edit_changes_the_pattern_that_it_confirms_until_its_import_is_undone(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(export(1, DOOR, KEYPAD).csv()).await;
    let before = app.patterns().await;
    let file = export(2, DOOR, KEYPAD).conversation("CNx", &[("in", DOOR), ("out", KEYPAD)]);
    let job = stage(&app, file.csv()).await;
    let pending = staged(&app, &job, "").await;
    assert_eq!((pending.len(), &pending[0]["conversation_metadata"]["conversations"]), (1, &json!(2)));
    let text = "How can I open the front door?";
    let body = json!({ "trigger_text": text, "confidence_score": 0.4 });
    assert_eq!(edit(&app, &pending[0]["id"], body).await.status.as_u16(), 200);
    let approved = post(&app, "approve", json!({ "patternIds": ids(&pending) })).await.body;
    let result = &approved["results"][0];
    assert_eq!((&result["isNew"], &result["patternId"]), (&json!(false), &before[0]["id"]), "{approved}");
    let after = app.patterns().await;
    assert_eq!((&after[0]["trigger_text"], &after[0]["confidence_score"]), (&json!(text), &json!(0.4)));
    assert_eq!(after[0]["response_template"], before[0]["response_template"]);
    // Each conversation adds what it would add without the edit, and the last one leads to what the reviewer set.
    let confidence = before[0]["confidence_score"].as_f64().unwrap();
    let sources = app.sources(&before[0]["id"]).await;
    let added = sources.iter().map(|source| source["confidence_contribution"].as_f64().unwrap());
    for (added, expected) in added.zip([confidence, 0.02, 0.4 - confidence - 0.02]) {
        assert!((added - expected).abs() < 1e-6, "{sources:?}");
    }

    assert_eq!(post(&app, &format!("{job}/undo"), Value::Null).await.body["restored"]["count"], 1);
    assert_eq!(says(&app.patterns().await), says(&before));
    assert_eq!(post(&app, &format!("{job}/redo"), Value::Null).await.status.as_u16(), 200);
    assert_eq!(says(&app.patterns().await), says(&after));
    app.import(export(5, DOOR, KEYPAD).csv()).await;
    assert_eq!(app.patterns().await[0]["trigger_text"], text, "imports do not change an edited text");
}

async fn an_edit_does_not_replace_what_a_person_wrote(engine: Engine) {
    for written in
        [json!({ "trigger_text": "How do I get the front door open?" }), json!({ "auto_executable": true })]
    {
        let app = TestApp::start(engine).await;
        app.import(export(1, DOOR, KEYPAD).csv()).await;
        let job = stage(&app, export(2, DOOR, KEYPAD).csv()).await;
        let id = staged(&app, &job, "").await[0]["id"].clone();
        edit(&app, &id, json!({ "trigger_text": "How can I open the front door?" })).await;
        let path = format!("/api/patterns/{}", app.patterns().await[0]["id"]);
        send(app.request(Method::PUT, &path).json(&written)).await;
        let before = app.patterns().await;
        let refused = post(&app, "approve", json!({ "patternIds": [id] })).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "CONFLICT"), "{}", refused.body);
        assert_eq!(staged(&app, &job, "?status=pending").await.len(), 1);
        assert_eq!(app.patterns().await, before);
        // With the same text, nothing is lost.
        edit(&app, &id, json!({ "trigger_text": before[0]["trigger_text"] })).await;
        assert_eq!(post(&app, "approve", json!({ "patternIds": [id] })).await.body["approved"], 1);
    }
}

async fn a_rejected_pattern_is_not_staged_or_learned_again_unless_it_is_reopened(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, export(1, DOOR, KEYPAD).csv()).await;
    let id = staged(&app, &job, "").await[0]["id"].clone();
    let rejected = post(&app, "reject", json!({ "patternIds": [id], "reason": "The keypad is gone." })).await;
    assert_eq!(rejected.body["rejected"], 1, "{}", rejected.body);
    let listed = staged(&app, &job, "?status=rejected").await;
    assert_eq!(
        (&listed[0]["review_notes"], &listed[0]["comparison"]),
        (&json!("The keypad is gone."), &Value::Null)
    );
    assert_eq!(app.job(&job).await["patternsRejected"], 1);

    let second = stage(&app, export(2, "How do I open the front door", KEYPAD).csv()).await;
    assert_eq!(staged(&app, &second, "").await, Vec::<Value>::new());
    let reasons = &app.job(&second).await["withoutPattern"];
    assert_eq!((&reasons[0]["reason"], &reasons[0]["conversations"]), (&json!("rejected"), &json!(1)));
    app.import(export(3, DOOR, KEYPAD).csv()).await;
    assert_eq!(app.patterns().await, Vec::<Value>::new());

    let reopened = post(&app, &format!("staging/{id}/reopen"), Value::Null).await;
    assert_eq!(reopened.body["pattern"]["status"], "pending", "{}", reopened.body);
    assert_eq!(app.job(&job).await["patternsRejected"], 0);
    app.import(export(4, DOOR, KEYPAD).csv()).await;
    assert_eq!(app.patterns().await.len(), 1);
    let approved = post(&app, "approve", json!({ "patternIds": [id] })).await.body;
    assert_eq!(approved["results"][0]["isNew"], false);
}

async fn a_pattern_that_was_edited_and_then_rejected_is_not_learned_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, export(1, DOOR, KEYPAD).csv()).await;
    let id = staged(&app, &job, "").await[0]["id"].clone();
    for (question, answer) in [(DOOR, "Use the side door."), (PRICE, "Ask at the desk what it costs.")] {
        let body = json!({ "trigger_text": question, "response_template": answer });
        assert_eq!(edit(&app, &id, body).await.status.as_u16(), 200);
    }
    assert_eq!(post(&app, "reject", json!({ "patternIds": [id] })).await.body["rejected"], 1);
    let second = stage(&app, export(2, DOOR, KEYPAD).csv()).await;
    assert_eq!(staged(&app, &second, "").await, Vec::<Value>::new());
    app.import(export(3, DOOR, KEYPAD).csv()).await;
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    // Nor what the reviewer wrote.
    app.import(export(4, PRICE, "Ask at the desk what it costs.").csv()).await;
    assert_eq!(app.patterns().await, Vec::<Value>::new());
}

async fn a_staged_pattern_says_what_it_would_confirm_or_contradict(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(export(1, DOOR, KEYPAD).csv()).await;
    let file = export(2, "How do I open the front door", KEYPAD);
    let job =
        stage(&app, file.conversation("CNx", &[("in", PRICE), ("out", "A gift card costs $50.")]).csv())
            .await;
    let pending = staged(&app, &job, "").await;
    let library = app.patterns().await;
    assert_eq!(pending[0]["comparison"]["would_confirm"]["pattern_id"], library[0]["id"], "{}", pending[0]);
    assert_eq!(pending[1]["comparison"]["would_confirm"], Value::Null);
    post(&app, "approve", json!({ "patternIds": ids(&pending) })).await;

    let job = stage(&app, export(3, PRICE, "A gift card costs $60.").csv()).await;
    let contradicts = &staged(&app, &job, "").await[0]["comparison"]["contradicts"];
    let price = app.patterns().await.into_iter().find(|pattern| pattern["id"] != library[0]["id"]).unwrap();
    assert_eq!(contradicts["pattern_id"], price["id"]);
}

async fn of_concurrent_decisions_on_a_pattern_one_is_made(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, Export::with_patterns(2).csv()).await;
    let found = ids(&staged(&app, &job, "").await);
    let decisions = (0..8).map(|number| {
        let action = if number % 2 == 0 { "approve" } else { "reject" };
        post(&app, action, json!({ "patternIds": found }))
    });
    let responses = join_all(decisions).await;
    let made =
        |field: &str| responses.iter().filter_map(|response| response.body[field].as_u64()).sum::<u64>();
    let (approved, rejected) = (made("approved"), made("rejected"));
    assert_eq!(approved + rejected, 2);
    let patterns = app.patterns().await;
    assert_eq!(patterns.len() as u64, approved);
    for pattern in &patterns {
        assert_eq!(app.sources(&pattern["id"]).await.len(), 1);
    }
    let job = app.job(&job).await;
    assert_eq!((&job["patternsApproved"], &job["patternsRejected"]), (&json!(approved), &json!(rejected)));
}

async fn a_decision_that_cannot_be_made_changes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, Export::with_patterns(2).csv()).await;
    let found = ids(&staged(&app, &job, "").await);
    for (action, body, status) in [
        ("approve", json!({ "patternIds": [9999] }), 404),
        ("reject", json!({ "patternIds": [9999] }), 404),
        ("approve", json!({ "patternIds": [] }), 400),
        ("approve", json!({ "patternIds": (1..=101).collect::<Vec<_>>() }), 400),
        ("approve", json!({ "patternIds": [1.5] }), 400),
        ("approve", json!({ "patternIds": ["1"] }), 400),
        ("approve", json!({ "ids": [1] }), 400),
        ("reject", json!({ "patternIds": found, "reason": "x".repeat(1_001) }), 400),
    ] {
        let refused = post(&app, action, body.clone()).await;
        assert_eq!(refused.status.as_u16(), status, "{action} {body}");
    }
    for body in [
        json!({}),
        json!({ "response_template": "" }),
        json!({ "response_template": "Hi {{nonsense}}" }),
        json!({ "confidence_score": 2 }),
        json!({ "confidence_score": "0.5" }),
        json!({ "status": "approved" }),
    ] {
        assert_eq!(edit(&app, &found[0], body.clone()).await.status.as_u16(), 400, "{body}");
    }
    assert_eq!(edit(&app, &json!(9999), json!({ "confidence_score": 0.5 })).await.status.as_u16(), 404);
    assert_eq!(staged(&app, &job, "?status=pending").await.len(), 2);

    let mixed = post(&app, "approve", json!({ "patternIds": [9999, found[0], found[0]] })).await.body;
    assert_eq!((&mixed["approved"], &mixed["failed"]), (&json!(1), &json!(1)));
    assert!(mixed["results"][0]["error"].is_string() && mixed["results"][1]["error"].is_null(), "{mixed}");
    for refused in [
        post(&app, "approve", json!({ "patternIds": [found[0]] })).await,
        post(&app, "reject", json!({ "patternIds": [found[0]] })).await,
        post(&app, &format!("staging/{}/reopen", found[0]), Value::Null).await,
        edit(&app, &found[0], json!({ "confidence_score": 0.5 })).await,
    ] {
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "CONFLICT"));
    }
    let unknown = app.get("/api/patterns/import/staging/00000000-0000-4000-8000-000000000000").await;
    assert_eq!(unknown.code(), "NOT_FOUND");
    for query in ["status=edited", "page=0", "limit=101", "sort=id"] {
        assert_eq!(
            app.get(&format!("/api/patterns/import/staging/{job}?{query}")).await.code(),
            "INVALID_REQUEST"
        );
    }
}

async fn undoing_a_reviewed_import_takes_back_what_was_approved(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, Export::with_patterns(2).csv()).await;
    let found = ids(&staged(&app, &job, "").await);
    post(&app, "approve", json!({ "patternIds": [found[0]] })).await;
    let before = says(&app.patterns().await);
    assert_eq!(post(&app, &format!("{job}/undo"), Value::Null).await.body["removed"]["count"], 1);
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    let refused = post(&app, "approve", json!({ "patternIds": [found[1]] })).await;
    assert_eq!((refused.code(), &refused.body["error"]), ("CONFLICT", &json!("The import was undone.")));
    assert_eq!(app.get("/api/patterns/stats").await.body["suggestions"]["pending"], 0);
    assert_eq!(ids(&staged(&app, &job, "?status=pending").await), Vec::<Value>::new());
    for query in ["", "?status=all", "?status=approved"] {
        assert_eq!(ids(&staged(&app, &job, query).await), [found[0].clone()], "{query}");
    }

    assert_eq!(post(&app, &format!("{job}/redo"), Value::Null).await.status.as_u16(), 200);
    assert_eq!(ids(&staged(&app, &job, "").await), found);
    assert_eq!(says(&app.patterns().await), before);
    assert_eq!(app.job(&job).await["patternsStaged"], 2);
    assert_eq!(post(&app, "approve", json!({ "patternIds": [found[1]] })).await.body["approved"], 1);
}

async fn a_deleted_pattern_is_not_learned_by_a_review(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, export(1, DOOR, KEYPAD).csv()).await;
    let id = staged(&app, &job, "").await[0]["id"].clone();
    app.import(export(2, DOOR, KEYPAD).csv()).await;
    let pattern = app.patterns().await[0]["id"].clone();
    send(app.request(Method::DELETE, &format!("/api/patterns/{pattern}"))).await;
    assert_eq!(staged(&app, &job, "").await[0]["comparison"]["is_deleted"], true);
    let refused = post(&app, "approve", json!({ "patternIds": [id] })).await;
    assert_eq!(refused.code(), "CONFLICT");
    assert_eq!(staged(&app, &job, "?status=pending").await.len(), 1);
    assert_eq!(app.patterns().await, Vec::<Value>::new());
}

async fn an_inactive_pattern_is_not_confirmed_by_a_review(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(export(1, DOOR, KEYPAD).csv()).await;
    let pattern = app.patterns().await.remove(0);
    let path = format!("/api/patterns/{}", pattern["id"]);
    let set_active = async |active: bool| {
        send(app.request(Method::PUT, &path).json(&json!({ "is_active": active }))).await;
    };
    set_active(false).await;
    let job = stage(&app, export(2, DOOR, KEYPAD).csv()).await;
    let staged_pattern = staged(&app, &job, "").await.remove(0);
    let comparison = &staged_pattern["comparison"];
    assert_eq!(
        (&comparison["would_confirm"]["pattern_id"], &comparison["is_inactive"]),
        (&pattern["id"], &json!(true))
    );
    let approve = json!({ "patternIds": [staged_pattern["id"]] });
    assert_eq!(post(&app, "approve", approve.clone()).await.code(), "CONFLICT");
    set_active(true).await;
    assert_eq!(post(&app, "approve", approve).await.body["results"][0]["isNew"], false);
}

async fn a_rejection_is_taken_back_also_after_its_import_was_undone(engine: Engine) {
    let app = TestApp::start(engine).await;
    let file = export(1, DOOR, KEYPAD).csv();
    let job = stage(&app, file.clone()).await;
    let id = staged(&app, &job, "").await[0]["id"].clone();
    post(&app, "reject", json!({ "patternIds": [id] })).await;
    post(&app, &format!("{job}/undo"), Value::Null).await;
    app.import(file).await;
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    let reopened = post(&app, &format!("staging/{id}/reopen"), Value::Null).await;
    assert_eq!(reopened.status.as_u16(), 200, "{}", reopened.body);
    assert_eq!(
        staged(&app, &job, "?status=pending").await,
        Vec::<Value>::new(),
        "nothing of it waits for a review"
    );
    app.import(export(2, DOOR, KEYPAD).csv()).await;
    assert_eq!(app.patterns().await.len(), 1);
}

async fn the_audit_log_names_every_decision_of_a_review(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = stage(&app, Export::with_patterns(2).csv()).await;
    let id = staged(&app, &job, "").await[0]["id"].clone();
    let one = json!({ "patternIds": [id] });
    let edited =
        edit(&app, &id, json!({ "response_template": "It is open.", "confidence_score": 0.8 })).await;
    let rejected = post(&app, "reject", one.clone()).await;
    assert_eq!(post(&app, "approve", one.clone()).await.status.as_u16(), 409);
    let reopened = post(&app, &format!("staging/{id}/reopen"), Value::Null).await;
    let approved = post(&app, "approve", one).await;

    let log = app.get(&format!("/api/patterns/audit?jobId={job}")).await.body;
    let entries = log["entries"].as_array().unwrap();
    let nothing = json!({});
    let fields = json!({ "fields": ["response_template", "confidence_score"] });
    let pattern = &approved.body["results"][0]["patternId"];
    let expected = [
        ("approve", &approved, pattern, &nothing),
        ("reopen", &reopened, &Value::Null, &nothing),
        ("reject", &rejected, &Value::Null, &nothing),
        ("edit_staged", &edited, &Value::Null, &fields),
    ];
    assert_eq!(entries.len(), expected.len() + 1, "a refused decision is not recorded: {log}");
    for (entry, (action, response, pattern, detail)) in entries.iter().zip(expected) {
        assert_eq!((&entry["action"], &entry["user"]), (&json!(action), &json!("ada")));
        assert_eq!((&entry["jobId"], &entry["stagedId"]), (&json!(job), &id), "{action}");
        assert_eq!((&entry["patternId"], &entry["detail"]), (pattern, detail), "{action}");
        assert_eq!(entry["requestId"], response.header("x-request-id"), "{action}");
    }
    assert_eq!((&entries[4]["action"], &entries[4]["stagedId"]), (&json!("import"), &Value::Null));
}
