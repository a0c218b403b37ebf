//! Lists: pages and filters.

use std::collections::BTreeSet;

use gleaner_api::auth::Role;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, send};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

on_both_databases! {
    pages_of_patterns_contain_each_pattern_once_in_the_order_of_the_list,
    the_count_of_patterns_includes_all_pages,
    pages_of_the_history_contain_each_import_once,
    the_history_is_filtered_by_status_and_time,
    the_error_for_a_wrong_parameter_names_it,
}

const HISTORY: &str = "/api/patterns/import/history";

/// The entries of all pages of a list, and the number of pages.
async fn pages(app: &TestApp, path: &str, entries: &str, limit: usize) -> (Vec<Value>, usize) {
    let (mut all, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = app.get(&format!("{path}?limit={limit}{cursor}")).await.body;
        let listed = page[entries].as_array().unwrap_or_else(|| panic!("{page}"));
        assert!(listed.len() <= limit);
        all.extend(listed.clone());
        pages += 1;
        assert!(pages <= 100, "the list has no last page");
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (all, pages),
        }
    }
}

fn ids(entries: &[Value]) -> Vec<String> {
    entries.iter().map(|entry| entry["id"].to_string()).collect()
}

async fn pages_of_patterns_contain_each_pattern_once_in_the_order_of_the_list(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(7).csv()).await;
    // Patterns with equal confidence are ordered by id.
    app.db
        .connection()
        .execute_unprepared("UPDATE decision_patterns SET confidence_score = 0.7")
        .await
        .unwrap();
    let statement = "UPDATE decision_patterns SET confidence_score = 0.8133 WHERE id IN (3, 5)";
    app.db.connection().execute_unprepared(statement).await.unwrap();
    // Another program may store a confidence with more digits.
    let statement = "UPDATE decision_patterns SET confidence_score = 0.856789123 WHERE id IN (2, 4)";
    app.db.connection().execute_unprepared(statement).await.unwrap();
    let whole = ids(&app.patterns().await);
    assert_eq!(&whole[..4], ["2", "4", "3", "5"]);
    for limit in 1..=8 {
        let (patterns, pages) = pages(&app, "/api/patterns", "patterns", limit).await;
        assert_eq!(ids(&patterns), whole, "{limit}");
        assert_eq!(pages, whole.len().div_ceil(limit), "{limit}");
    }
}

async fn the_count_of_patterns_includes_all_pages(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(4).csv()).await;
    let page = app.get("/api/patterns?limit=1").await.body;
    assert_eq!((&page["count"], page["patterns"].as_array().unwrap().len()), (&json!(4), 1));
    let row = &page["patterns"][0];
    assert_eq!((&row["last_used"], &row["created_from"]), (&Value::Null, &json!("csv_import")));
    assert_eq!(app.get("/api/patterns?limit=200").await.body["nextCursor"], Value::Null);
}

async fn pages_of_the_history_contain_each_import_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut jobs = Vec::new();
    for number in 0..5 {
        jobs.insert(0, app.upload(Export::new().pattern(number).csv()).await.job());
    }
    // Imports of the same microsecond are ordered by id.
    let statement =
        "UPDATE pattern_import_jobs SET created_at = (SELECT MIN(created_at) FROM pattern_import_jobs)";
    for same_time in [false, true] {
        if same_time {
            app.db.connection().execute_unprepared(statement).await.unwrap();
        }
        for limit in 1..=6 {
            let (imports, pages) = pages(&app, HISTORY, "imports", limit).await;
            let listed: Vec<_> = imports.iter().map(|import| import["id"].as_str().unwrap()).collect();
            assert_eq!(pages, 5_usize.div_ceil(limit));
            if same_time {
                assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), 5);
            } else {
                assert_eq!(listed, jobs);
            }
        }
    }
}

async fn the_history_is_filtered_by_status_and_time(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::new().pattern(1).csv()).await;
    let waiting = app.upload_as("bob", Export::new().pattern(2).csv()).await.job();
    let listed = async |query: &str| -> Vec<String> {
        let imports = app.get(&format!("{HISTORY}?{query}")).await.body["imports"].clone();
        imports.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed("status=pending").await, std::slice::from_ref(&waiting));
    assert_eq!(listed("status=failed").await, [] as [String; 0]);
    assert_eq!(listed("status=pending&user=ada").await, [] as [String; 0]);
    let accepted = app.job(&waiting).await["createdAt"].as_str().unwrap().to_owned();
    assert_eq!(listed("from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z").await.len(), 0);
    assert_eq!(listed("to=2100-01-01T00:00:00Z").await.len(), 2);
    assert!(listed(&format!("from={accepted}")).await.contains(&waiting));
    assert!(!listed(&format!("to={accepted}")).await.contains(&waiting));
}

async fn the_error_for_a_wrong_parameter_names_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    for (path, wrong) in [
        ("/api/patterns?limit=0", "limit"),
        ("/api/patterns?limit=501", "limit"),
        ("/api/patterns?limit=ten", "limit"),
        ("/api/patterns?limit=1&limit=2", "limit"),
        ("/api/patterns?cursor=1", "cursor"),
        ("/api/patterns?sort=name", "sort"),
        ("/api/patterns?order=up", "order"),
        ("/api/patterns?status=removed", "status"),
        ("/api/patterns?active=yes", "active"),
        ("/api/patterns?has_conflicts=1", "has_conflicts"),
        ("/api/patterns?min_confidence=NaN", "min_confidence"),
        ("/api/patterns?max_confidence=1.01", "max_confidence"),
        ("/api/patterns?job=7", "job"),
        ("/api/patterns?similar_to=", "similar_to"),
        ("/api/patterns?pattern_type=Weather", "pattern_type"),
        ("/api/patterns?limit=1&nonsense=1", "nonsense"),
        ("/api/patterns/import/history?status=done", "status"),
        ("/api/patterns/import/history?from=yesterday", "from"),
        ("/api/patterns/import/history?user=%20", "user"),
        ("/api/patterns/import/history?cursor=x-y", "cursor"),
        ("/api/patterns/import/history?from=-5000-01-01T00:00:00Z", "from"),
        ("/api/patterns/import/history?to=%2B10000-01-01T00:00:00Z", "to"),
        ("/health/live?verbose=1", "verbose"),
        (&format!("/api/patterns?search={}", "a".repeat(201)), "search"),
    ] {
        let response = app.get(path).await;
        assert_eq!((response.status.as_u16(), response.code()), (400, "INVALID_REQUEST"), "{path}");
        assert_eq!(response.body["details"]["parameter"], wrong, "{path}");
        assert!(response.body["error"].as_str().unwrap().contains(&format!("\"{wrong}\"")), "{path}");
    }
    let repeated = "/api/patterns/import/preview?column_map=%7B%7D&column_map=%7B%7D";
    let repeated =
        send(app.request(Method::POST, repeated).header("content-type", "text/csv").body("")).await;
    assert_eq!(repeated.body["details"]["parameter"], "column_map");
    let operator = app.token("eve", Role::Operator);
    let imports_of_ada = app.request_of(&operator, Method::GET, &format!("{HISTORY}?user=ada"));
    assert_eq!(send(imports_of_ada).await.code(), "FORBIDDEN");
}
