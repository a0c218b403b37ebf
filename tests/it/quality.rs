//! The quality of patterns: a list that begins with the worst.

use chrono::{TimeDelta, Utc};
use gleaner_persistence::library;
use gleaner_tests::evidence::import_draft;
use gleaner_tests::{Engine, TestApp, on_both_databases, send};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

on_both_databases! {
    a_confirmation_raises_the_quality_and_the_worst_pattern_is_listed_first,
    patterns_are_filtered_by_quality,
    a_conflict_lowers_the_quality_of_both_sides_until_it_is_resolved,
    feedback_changes_the_quality,
    patterns_that_were_never_rated_or_long_ago_are_rated_by_a_worker,
}

const PARKING: [&str; 2] = ["Where can I park my car?", "Behind the building, in one of the marked spaces."];
const PRICE: [&str; 2] = ["What does a gift card cost?", "A gift card costs $50 at the front desk."];
const OTHER_PRICE: [&str; 2] = ["What does a gift card cost?", "A gift card costs $60 at the front desk."];

async fn learn(app: &TestApp, [question, reply]: [&str; 2]) {
    import_draft(&app.db, question, reply, 0.6).await.1.unwrap();
}

/// The pattern with this reply.
async fn pattern(app: &TestApp, reply: &str) -> Value {
    let found = app.patterns().await.into_iter().find(|pattern| pattern["response_template"] == reply);
    found.unwrap_or_else(|| panic!("{reply}"))
}

async fn score(app: &TestApp, reply: &str) -> f64 {
    pattern(app, reply).await["quality_score"].as_f64().unwrap()
}

async fn listed(app: &TestApp, query: &str) -> Vec<Value> {
    let body = app.get(&format!("/api/patterns?{query}")).await.body;
    let patterns = body["patterns"].as_array().unwrap_or_else(|| panic!("{body}"));
    patterns.iter().map(|pattern| pattern["response_template"].clone()).collect()
}

async fn a_confirmation_raises_the_quality_and_the_worst_pattern_is_listed_first(engine: Engine) {
    let app = TestApp::start(engine).await;
    for text in [PARKING, PRICE] {
        learn(&app, text).await;
    }
    assert_eq!(listed(&app, "sort=quality").await, [PRICE[1], PARKING[1]], "a price may belong to one case");
    let before = score(&app, PRICE[1]).await;
    for _ in 0..4 {
        learn(&app, PRICE).await;
    }
    assert!(score(&app, PRICE[1]).await > before);
    assert_eq!(listed(&app, "sort=quality").await, [PARKING[1], PRICE[1]]);
    assert_eq!(listed(&app, "sort=quality&order=desc").await, [PRICE[1], PARKING[1]]);
    let quality = &pattern(&app, PRICE[1]).await["quality"];
    assert_eq!((&quality["agreement"], &quality["feedback"]), (&json!(1.0), &Value::Null));
    assert_eq!((&quality["evidence"], &quality["generality"]), (&json!(0.7143), &json!(0.8)));
}

async fn patterns_are_filtered_by_quality(engine: Engine) {
    let app = TestApp::start(engine).await;
    for text in [PARKING, PRICE] {
        learn(&app, text).await;
    }
    let between = (score(&app, PARKING[1]).await + score(&app, PRICE[1]).await) / 2.0;
    assert_eq!(listed(&app, &format!("min_quality={between}")).await, [PARKING[1]]);
    assert_eq!(listed(&app, &format!("max_quality={between}")).await, [PRICE[1]]);
    for query in ["min_quality=2", "max_quality=-0.1", "min_quality=0.5&max_quality=0.4"] {
        assert_eq!(app.get(&format!("/api/patterns?{query}")).await.code(), "INVALID_REQUEST", "{query}");
    }
}

async fn a_conflict_lowers_the_quality_of_both_sides_until_it_is_resolved(engine: Engine) {
    let app = TestApp::start(engine).await;
    learn(&app, PRICE).await;
    let before = score(&app, PRICE[1]).await;
    for _ in 0..3 {
        learn(&app, OTHER_PRICE).await;
    }
    let agreement = async |reply| pattern(&app, reply).await["quality"]["agreement"].clone();
    assert_eq!((agreement(PRICE[1]).await, agreement(OTHER_PRICE[1]).await), (json!(0.25), json!(0.75)));
    assert!(score(&app, PRICE[1]).await < before);
    let conflict = app.get("/api/patterns/conflicts").await.body["conflicts"][0]["id"].clone();
    let resolve = format!("/api/patterns/conflicts/{conflict}/resolve");
    send(app.request(Method::POST, &resolve).json(&json!({ "resolution": "keep_both" }))).await;
    assert_eq!((agreement(PRICE[1]).await, score(&app, PRICE[1]).await), (json!(1.0), before));
}

async fn feedback_changes_the_quality(engine: Engine) {
    let app = TestApp::start(engine).await;
    learn(&app, PARKING).await;
    let found = pattern(&app, PARKING[1]).await;
    let feedback = format!("/api/patterns/{}/feedback", found["id"]);
    let mut last = found["quality_score"].as_f64().unwrap();
    for _ in 0..2 {
        send(app.request(Method::POST, &feedback).json(&json!({ "outcome": "rejected" }))).await;
        let now = score(&app, PARKING[1]).await;
        assert!(now < last, "{now} {last}");
        last = now;
    }
    assert_eq!(pattern(&app, PARKING[1]).await["quality"]["feedback"], 0.25);
}

async fn patterns_that_were_never_rated_or_long_ago_are_rated_by_a_worker(engine: Engine) {
    let app = TestApp::start(engine).await;
    for text in [PARKING, PRICE] {
        learn(&app, text).await;
    }
    let rated = [score(&app, PARKING[1]).await, score(&app, PRICE[1]).await];
    let stored_by_an_earlier_version = "UPDATE decision_patterns SET quality_at = NULL, quality_score = 0";
    app.db.connection().execute_unprepared(stored_by_an_earlier_version).await.unwrap();
    let now = Utc::now();
    assert_eq!(library::rate_outdated(&app.db, now - TimeDelta::days(7), now).await.unwrap(), 2);
    assert_eq!([score(&app, PARKING[1]).await, score(&app, PRICE[1]).await], rated);
    let later = now + TimeDelta::days(180);
    assert_eq!(library::rate_outdated(&app.db, later - TimeDelta::days(7), later).await.unwrap(), 2);
    assert_eq!(pattern(&app, PARKING[1]).await["quality"]["freshness"], 0.5);
    assert_eq!(library::rate_outdated(&app.db, later - TimeDelta::days(7), later).await.unwrap(), 0);
    assert_eq!(listed(&app, "min_quality=0.01&sort=quality").await.len(), 2);
}
