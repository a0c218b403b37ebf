//! Replies for a message, and what people do with them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use gleaner_api::auth::Role;
use gleaner_domain::UserId;
use gleaner_domain::pattern::{Action, Cause, PatternEdit};
use gleaner_persistence::jobs;
use gleaner_persistence::library::{self, NewChange};
use gleaner_tests::evidence::import_draft;
use gleaner_tests::{Engine, Response, TestApp, on_both_databases, send};
use reqwest::Method;
use sea_orm::{FromQueryResult, Statement};
use serde_json::{Value, json};

on_both_databases! {
    a_message_gets_replies_with_the_values_that_are_known,
    inactive_patterns_do_not_match_and_the_limit_applies,
    a_request_for_matches_that_is_invalid_is_refused_without_its_text,
    feedback_is_counted_and_changes_nothing_else,
    concurrent_feedback_is_counted_completely,
    feedback_on_a_pattern_that_is_not_listed_is_not_found,
}

const LAMP: [&str; 2] = [
    "The lamp in bay {{bay_number}} is off",
    "Hi {{customer_name}}, we have replaced the lamp in bay {{bay_number}} at {{time}}.",
];

async fn learn(app: &TestApp, [trigger, template]: [&str; 2], confidence: f64) {
    import_draft(&app.db, trigger, template, confidence).await.1.unwrap();
}

async fn matches(app: &TestApp, body: Value) -> Response {
    send(app.request(Method::POST, "/api/patterns/match").json(&body)).await
}

async fn feedback(app: &TestApp, id: i32, outcome: &str) -> Response {
    let path = format!("/api/patterns/{id}/feedback");
    send(app.request(Method::POST, &path).json(&json!({ "outcome": outcome }))).await
}

async fn change(app: &TestApp, id: i32, action: Action) {
    let change = NewChange::new(UserId::parse("ann").unwrap().into(), Cause::Edit, action);
    library::change(&app.db, id, change, Utc::now()).await.unwrap();
}

async fn a_message_gets_replies_with_the_values_that_are_known(engine: Engine) {
    let app = TestApp::start(engine).await;
    learn(&app, LAMP, 0.7).await;
    let message = "Hi there! The lamp in bay 3 is off. I will leave at 5 pm, thanks!";
    let found = matches(&app, json!({ "message": message })).await.body;
    assert_eq!(found["question"], "The lamp in bay {{bay_number}} is off.");
    assert_eq!(
        found["matches"],
        json!([{
            "pattern": { "id": 1, "pattern_type": "faq" },
            "similarity": 1.0,
            "confidence": 0.7,
            "wouldExecute": false,
            "response": "Hi {{customer_name}}, we have replaced the lamp in bay 3 at {{time}}.",
            "missing": ["customer_name", "time"],
            "responseTemplate": LAMP[1],
        }])
    );

    let context = json!({ "customer_name": "Ann", "bay_number": "12", "time": "noon", "link": "a.example" });
    let filled = matches(&app, json!({ "message": message, "context": context })).await.body;
    let best = &filled["matches"][0];
    assert_eq!(best["response"], "Hi Ann, we have replaced the lamp in bay 12 at noon.");
    assert_eq!(best["missing"], json!([]));

    let several = "The lamp in bay 3 is off, and the one in bay 4";
    let found = matches(&app, json!({ "message": several, "context": null })).await.body;
    assert_eq!(found["matches"][0]["missing"], json!(["customer_name", "bay_number", "time"]));
    let nothing = matches(&app, json!({ "message": "Is it snowing?" })).await.body;
    assert_eq!((&nothing["success"], &nothing["matches"]), (&json!(true), &json!([])));
}

async fn inactive_patterns_do_not_match_and_the_limit_applies(engine: Engine) {
    let app = TestApp::start(engine).await;
    learn(&app, ["Where can I park my car?", "Behind the building."], 0.6).await;
    learn(&app, ["Where can I park my van?", "On the street in front."], 0.7).await;
    learn(&app, ["Where can I park my bus?", "At the station."], 0.5).await;
    let found = async |limit: Value| {
        let body = json!({ "message": "Hello, where can I park my car?", "limit": limit });
        let found = matches(&app, body).await.body;
        let ids = found["matches"].as_array().unwrap().iter().map(|found| found["pattern"]["id"].clone());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(found(json!(5)).await, [1, 2, 3]);
    assert_eq!((found(json!(2)).await, found(json!(1.0)).await), (vec![json!(1), json!(2)], vec![json!(1)]));
    let test = json!({ "message": "where can I park my car?" });
    let test = send(app.request(Method::POST, "/api/patterns/test").json(&test)).await.body;
    assert_eq!(test["result"]["pattern"]["id"], 1);
    change(&app, 1, Action::Edit(PatternEdit { is_active: Some(false), ..PatternEdit::default() })).await;
    change(&app, 2, Action::Remove).await;
    assert_eq!(found(Value::Null).await, [3]);
}

async fn a_request_for_matches_that_is_invalid_is_refused_without_its_text(engine: Engine) {
    let app = TestApp::start(engine).await;
    for (body, part) in [
        (json!({ "message": "" }), "1 to 1600"),
        (json!({ "message": "a".repeat(1_601) }), "1 to 1600"),
        (json!({ "message": "a", "limit": 0 }), "limit"),
        (json!({ "message": "a", "limit": 1.5 }), "limit"),
        (json!({ "message": "a", "limit": 21 }), "limit"),
        (json!({ "message": "a", "context": { "secret": "x" } }), "not a variable"),
        (json!({ "message": "a", "context": { "amount_1": "x" } }), "not a variable"),
        (json!({ "message": "a", "context": { "time": "secret\n" } }), "\"time\""),
        (json!({ "message": "a", "context": { "time": "{{secret}}" } }), "braces"),
        (json!({ "message": "a", "context": { "time": "secret".repeat(40) } }), "200"),
        (json!({ "message": "a", "context": { "time": 5 } }), "wrong type"),
        (json!({ "message": "a", "secret": "x" }), "unknown"),
    ] {
        let response = matches(&app, body).await;
        assert_eq!((response.status.as_u16(), response.code()), (400, "INVALID_REQUEST"), "{part}");
        let sentence = response.body["error"].as_str().unwrap();
        assert!(sentence.contains(part) && !sentence.contains("secret"), "{sentence}");
    }
    for (role, status) in [(Role::Support, 200), (Role::Unprivileged, 403)] {
        let token = app.token("eve", role);
        let request = app.request_of(&token, Method::POST, "/api/patterns/match");
        assert_eq!(send(request.json(&json!({ "message": "a" }))).await.status.as_u16(), status);
    }
}

/// What feedback must not change.
#[derive(Debug, PartialEq, FromQueryResult)]
struct Unchanged {
    revision: i64,
    updated_at: chrono::DateTime<Utc>,
    confidence_score: f64,
    is_active: bool,
}

async fn unchanged(app: &TestApp) -> Unchanged {
    let connection = app.db.connection();
    let sql = "SELECT revision, updated_at, confidence_score, is_active FROM decision_patterns WHERE id = 1";
    let query = Statement::from_string(connection.get_database_backend(), sql);
    Unchanged::find_by_statement(query).one(connection).await.unwrap().unwrap()
}

async fn feedback_is_counted_and_changes_nothing_else(engine: Engine) {
    let app = TestApp::start(engine).await;
    learn(&app, LAMP, 0.7).await;
    let before = unchanged(&app).await;
    let history = library::history(&app.db, 1).await.unwrap();
    let rejected = feedback(&app, 1, "rejected").await;
    assert_eq!(
        rejected.body,
        json!({ "success": true, "pattern": {
            "id": 1, "execution_count": 1, "success_count": 0, "last_used": null,
            "feedback": { "used": 0, "edited": 0, "rejected": 1 },
        }})
    );
    let edited = feedback(&app, 1, "edited").await.body["pattern"].clone();
    assert!(edited["last_used"].is_string(), "{edited}");
    let token = app.token("eve", Role::Support);
    let request = app.request_of(&token, Method::POST, "/api/patterns/1/feedback");
    let used = send(request.json(&json!({ "outcome": "used" }))).await.body["pattern"].clone();
    assert_eq!((&used["execution_count"], &used["success_count"]), (&json!(3), &json!(1)));
    assert_eq!(used["feedback"], json!({ "used": 1, "edited": 1, "rejected": 1 }));
    let last_used =
        |pattern: &Value| -> DateTime<Utc> { pattern["last_used"].as_str().unwrap().parse().unwrap() };
    assert!(last_used(&used) >= last_used(&edited));
    assert_eq!((unchanged(&app).await, library::history(&app.db, 1).await.unwrap()), (before, history));

    let listed = app.patterns().await[0].clone();
    assert_eq!((&listed["execution_count"], &listed["last_used"]), (&json!(3), &used["last_used"]));
    let stats = app.get("/api/patterns/stats").await.body;
    assert_eq!((&stats["overview"]["total_executions"], &stats["executionsToday"]), (&json!(3), &json!(1)));
    for body in [json!({ "outcome": "liked" }), json!({}), json!({ "outcome": "used", "note": "x" })] {
        let request = app.request(Method::POST, "/api/patterns/1/feedback").json(&body);
        assert_eq!(send(request).await.code(), "INVALID_REQUEST", "{body}");
    }
    let customer =
        app.request_of(&app.token("mia", Role::Unprivileged), Method::POST, "/api/patterns/1/feedback");
    assert_eq!(send(customer.json(&json!({ "outcome": "used" }))).await.code(), "FORBIDDEN");
}

async fn concurrent_feedback_is_counted_completely(engine: Engine) {
    const EACH: usize = 20;
    let app = TestApp::start(engine).await;
    learn(&app, LAMP, 0.7).await;
    let outcomes = ["used", "edited", "rejected"];
    let requests = (0..EACH).flat_map(|_| outcomes.map(|outcome| feedback(&app, 1, outcome)));
    // Evidence that confirms the pattern at the same time loses nothing either.
    let (responses, ()) = tokio::join!(join_all(requests), learn(&app, LAMP, 0.7));
    let counts =
        responses.iter().map(|response| response.body["pattern"]["execution_count"].as_u64().unwrap());
    let mut counts: Vec<u64> = counts.collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=60).collect::<Vec<u64>>());
    let last = feedback(&app, 1, "used").await.body["pattern"].clone();
    let feedback: BTreeMap<String, usize> = serde_json::from_value(last["feedback"].clone()).unwrap();
    assert_eq!(
        feedback,
        [("used", 21), ("edited", 20), ("rejected", 20)].map(|(a, b)| (a.to_owned(), b)).into()
    );
    assert_eq!((&last["execution_count"], &last["success_count"]), (&json!(61), &json!(21)));
    assert_eq!(app.sources(&json!(1)).await.len(), 2);
}

async fn feedback_on_a_pattern_that_is_not_listed_is_not_found(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (job, recorded) = import_draft(&app.db, LAMP[0], LAMP[1], 0.7).await;
    recorded.unwrap();
    learn(&app, ["Where can I park my car?", "Behind the building."], 0.6).await;
    change(&app, 2, Action::Remove).await;
    let author = UserId::parse("ann").unwrap().into();
    jobs::undo(&app.db, job, &author, false, Utc::now()).await.unwrap();
    for id in [1, 2, 3, i32::MAX] {
        assert_eq!(feedback(&app, id, "used").await.code(), "NOT_FOUND", "{id}");
    }
}
