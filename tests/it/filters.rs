//! Filters of the list of patterns.

use chrono::Utc;
use gleaner_domain::pattern::{Action, Cause, PatternEdit};
use gleaner_domain::{Confidence, JobId, UserId};
use gleaner_persistence::jobs;
use gleaner_persistence::library::{self, NewChange};
use gleaner_tests::evidence::import_draft;
use gleaner_tests::{Engine, TestApp, on_both_databases};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

on_both_databases! {
    patterns_are_filtered_by_status_and_a_retracted_one_is_never_listed,
    patterns_are_filtered_by_confidence_import_and_conflicts,
    every_word_of_a_search_must_occur_in_a_pattern,
    patterns_of_an_earlier_version_are_found_once_the_index_is_built,
    questions_like_a_text_are_listed_with_their_similarity,
    parameters_that_exclude_each_other_are_refused,
}

/// Questions and answers that do not merge.
const TEXTS: [[&str; 2]; 5] = [
    ["Where can I park my car?", "Behind the building, in one of the marked spaces."],
    ["Do you sell gift cards?", "Yes, at the desk, for 100% of their value."],
    ["The lamp in bay {{bay_number}} is off", "We have replaced the lamp in bay {{bay_number}}."],
    ["Où est l’entrée ÉTOILE?", "Près de la porte bleue, à gauche du café_bar."],
    ["Can I bring my dog?", "Dogs are welcome on the terrace!"],
];

/// Imports each of the texts. The first pattern has the id 1.
async fn library_of_texts(app: &TestApp) -> Vec<JobId> {
    let mut jobs = Vec::new();
    for (index, [trigger, template]) in TEXTS.iter().enumerate() {
        let (job, recorded) = import_draft(&app.db, trigger, template, 0.5 + 0.05 * index as f64).await;
        recorded.unwrap();
        jobs.push(job);
    }
    jobs
}

async fn change(app: &TestApp, id: i32, action: Action) {
    let change = NewChange::new(UserId::parse("ann").unwrap().into(), Cause::Edit, action);
    library::change(&app.db, id, change, Utc::now()).await.unwrap();
}

fn deactivate() -> Action {
    Action::Edit(PatternEdit { is_active: Some(false), ..PatternEdit::default() })
}

/// The ids that are listed, in ascending order. The count is their number.
async fn listed(app: &TestApp, query: &str) -> Vec<i64> {
    let body = app.get(&format!("/api/patterns?{query}")).await.body;
    let patterns = body["patterns"].as_array().unwrap_or_else(|| panic!("{query}: {body}"));
    assert_eq!(body["count"], patterns.len(), "{query}");
    assert_eq!(body["nextCursor"], Value::Null, "{query}");
    let mut ids: Vec<i64> = patterns.iter().map(|pattern| pattern["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids
}

async fn patterns_are_filtered_by_status_and_a_retracted_one_is_never_listed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let imports = library_of_texts(&app).await;
    change(&app, 1, deactivate()).await;
    change(&app, 2, Action::Remove).await;
    change(&app, 3, deactivate()).await;
    change(&app, 3, Action::Remove).await;
    let author = UserId::parse("ann").unwrap().into();
    jobs::undo(&app.db, imports[4], &author, false, Utc::now()).await.unwrap();
    for (query, expected) in [
        ("", vec![1, 4]),
        ("active=true", vec![4]),
        ("active=false", vec![1]),
        ("status=active", vec![4]),
        ("status=inactive", vec![1]),
        ("status=deleted", vec![2, 3]),
        ("status=deleted&active=false", vec![3]),
        ("status=inactive&active=true", vec![]),
        ("search=dogs", vec![]),
        ("status=deleted&search=gift", vec![2]),
        (&format!("job={}", imports[4]), vec![]),
        ("similar_to=can%20I%20bring%20my%20dog", vec![]),
        ("similar_to=do%20you%20sell%20gift%20cards&status=deleted", vec![2]),
    ] {
        assert_eq!(listed(&app, query).await, expected, "{query}");
    }
}

async fn patterns_are_filtered_by_confidence_import_and_conflicts(engine: Engine) {
    let app = TestApp::start(engine).await;
    let imports = library_of_texts(&app).await;
    let (again, recorded) = import_draft(&app.db, TEXTS[0][0], TEXTS[0][1], 0.6).await;
    recorded.unwrap();
    let edit = PatternEdit { confidence: Some(Confidence::new(1.0).unwrap()), ..PatternEdit::default() };
    change(&app, 5, Action::Edit(edit)).await;
    for (id, relation, other) in [(2, "conflict", 1), (4, "maybe_same", 3), (5, "conflict", 4)] {
        let statement = format!(
            "INSERT INTO pattern_relations (pattern_id, relation, other_id, probability, created_at) \
             VALUES ({id}, '{relation}', {other}, 0.9, '2026-01-01T00:00:00+00:00')"
        );
        app.db.connection().execute_unprepared(&statement).await.unwrap();
    }
    change(&app, 5, Action::Remove).await;
    for (query, expected) in [
        (format!("job={}", imports[0]), vec![1]),
        (format!("job={again}"), vec![1]),
        (format!("job={again}&pattern_type=access"), vec![]),
        ("job=00000000-0000-4000-8000-000000000000".to_owned(), vec![]),
        // A pattern that was removed is in conflict with none.
        ("has_conflicts=true".to_owned(), vec![1, 2]),
        ("has_conflicts=false".to_owned(), vec![3, 4]),
        ("has_conflicts=true&status=deleted".to_owned(), vec![5]),
        (format!("has_conflicts=false&job={again}"), vec![]),
        ("min_confidence=1&status=deleted".to_owned(), vec![5]),
        ("max_confidence=0.99&status=deleted".to_owned(), vec![]),
        ("min_confidence=0&max_confidence=1".to_owned(), vec![1, 2, 3, 4]),
    ] {
        assert_eq!(listed(&app, &query).await, expected, "{query}");
    }
    let first = app.get("/api/patterns/1").await.body["pattern"]["confidence_score"].as_f64().unwrap();
    assert!(listed(&app, &format!("min_confidence={first}&max_confidence={first}")).await.contains(&1));
}

async fn every_word_of_a_search_must_occur_in_a_pattern(engine: Engine) {
    let app = TestApp::start(engine).await;
    library_of_texts(&app).await;
    for (search, expected) in [
        ("PARK", vec![1]),
        ("spaces%20where", vec![1]),
        ("spaces%20dog", vec![]),
        ("lamp%20bay_number", vec![3]),
        // Signs that are wildcards in SQL are literal.
        ("%25", vec![2]),
        ("100%25", vec![2]),
        ("_", vec![3, 4]),
        ("caf%C3%A9_bar", vec![4]),
        ("%5C", vec![]),
        ("!", vec![5]),
        ("'", vec![4]),
        // Letters outside ASCII, and another apostrophe.
        ("%C3%A9toile", vec![4]),
        ("O%C3%99%20L'ENTR%C3%89E", vec![4]),
        ("etoile", vec![]),
        ("", vec![1, 2, 3, 4, 5]),
        ("%00%20dog", vec![5]),
    ] {
        assert_eq!(listed(&app, &format!("search={search}")).await, expected, "{search}");
    }
    assert_eq!(listed(&app, "search=can&max_confidence=0.52").await, [1]);
}

async fn patterns_of_an_earlier_version_are_found_once_the_index_is_built(engine: Engine) {
    let app = TestApp::start(engine).await;
    library_of_texts(&app).await;
    for statement in ["UPDATE decision_patterns SET search_text = ''", "UPDATE library SET index_version = 0"]
    {
        app.db.connection().execute_unprepared(statement).await.unwrap();
    }
    assert_eq!(listed(&app, "search=park").await, [] as [i64; 0]);
    library::build_index(&app.db).await.unwrap();
    assert_eq!(listed(&app, "search=park").await, [1]);
}

async fn questions_like_a_text_are_listed_with_their_similarity(engine: Engine) {
    let app = TestApp::start(engine).await;
    library_of_texts(&app).await;
    import_draft(&app.db, "Where can I park my bike?", "There is a rack by the door.", 0.5).await.1.unwrap();
    let similar = async |query: &str| {
        let body =
            app.get(&format!("/api/patterns?similar_to=where%20can%20i%20park%20my%20car{query}")).await.body;
        let of = |pattern: &Value| (pattern["id"].as_i64().unwrap(), pattern["similarity"].as_f64().unwrap());
        let found: Vec<_> = body["patterns"].as_array().unwrap().iter().map(of).collect();
        assert_eq!(body["nextCursor"], Value::Null);
        (found, body["count"].as_u64().unwrap())
    };
    let (found, count) = similar("").await;
    assert_eq!((found[0], found[1].0, count), ((1, 1.0), 6, 2));
    assert!((0.3..1.0).contains(&found[1].1), "{found:?}");
    assert_eq!(similar("&limit=1").await, (vec![(1, 1.0)], 2));
    assert_eq!(similar("&has_conflicts=true").await, (vec![], 0));
    change(&app, 1, deactivate()).await;
    assert_eq!(similar("&status=inactive").await, (vec![(1, 1.0)], 1));
    assert_eq!(app.get("/api/patterns?limit=1").await.body["patterns"][0]["similarity"], Value::Null);
}

async fn parameters_that_exclude_each_other_are_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    for (query, wrong) in [
        ("similar_to=a&sort=id", "sort"),
        ("similar_to=a&order=asc", "order"),
        ("similar_to=a&search=a", "search"),
        ("similar_to=a&cursor=id-asc-0-1", "cursor"),
        ("cursor=id-asc-0-1", "cursor"),
        ("sort=id&order=desc&cursor=id-asc-0-1", "cursor"),
        ("sort=created&cursor=updated-desc-0-1", "cursor"),
        ("min_confidence=0.7&max_confidence=0.6", "min_confidence"),
    ] {
        let response = app.get(&format!("/api/patterns?{query}")).await;
        assert_eq!((response.status.as_u16(), response.code()), (400, "INVALID_REQUEST"), "{query}");
        assert_eq!(response.body["details"], json!({ "parameter": wrong }), "{query}");
        assert!(response.body["error"].as_str().unwrap().contains(wrong), "{}", response.body);
    }
}
