//! Merging and evidence, from uploads to the API.

use std::collections::BTreeSet;
use std::sync::Arc;

use gleaner_domain::pattern::{Evidence, History, HistoryEntry};
use gleaner_extraction::LocalExtractor;
use gleaner_persistence::library;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

on_both_databases! {
    two_conversations_of_one_batch_with_the_same_question_make_one_pattern,
    importing_the_same_questions_again_confirms_all_patterns,
    a_pattern_shows_the_messages_it_was_taken_from,
    each_conversation_is_evidence_with_its_whole_draft,
    concurrent_workers_merge_one_conversation_at_a_time,
    the_library_is_listed_by_type_and_counted,
    the_local_rules_create_the_same_patterns_from_the_same_file,
}

fn frozen(export: Export, id: &str, bay: u32) -> Export {
    export.conversation(
        id,
        &[
            ("in", "Hello!"),
            ("in", &format!("The simulator in bay {bay} is frozen, the screen is stuck.")),
            ("out", "One moment please"),
            ("out", &format!("I have restarted the simulator in bay {bay}, it will be back in two minutes.")),
            ("in", "Thank you!"),
            ("out", "Have a great day!"),
        ],
    )
}

fn evidence_of(history: &History) -> Vec<&Evidence> {
    let entries = history.entries().iter();
    let evidence = entries.filter_map(|entry| match entry {
        HistoryEntry::Evidence(evidence) => Some(evidence),
        HistoryEntry::Change(_) => None,
    });
    evidence.collect()
}

async fn two_conversations_of_one_batch_with_the_same_question_make_one_pattern(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.import(frozen(frozen(Export::new(), "CN1", 3), "CN2", 5).csv()).await;
    assert_eq!((&job["patternsCreated"], &job["patternsEnhanced"]), (&json!(1), &json!(1)));
    let patterns = app.patterns().await;
    assert_eq!(patterns.len(), 1);
    assert_eq!(patterns[0]["pattern_type"], "tech_issue");
    let template = patterns[0]["response_template"].as_str().unwrap();
    assert!(template.contains("{{bay_number}}") && !template.contains('3'), "{template}");
    assert!(patterns[0]["template_variables"].as_array().unwrap().contains(&json!("bay_number")));
}

async fn importing_the_same_questions_again_confirms_all_patterns(engine: Engine) {
    let app = TestApp::start(engine).await;
    let export = |prefix: &str| frozen(Export::with_patterns(5), prefix, 1).csv().replace("CN", prefix);
    let first = app.import(export("CNa")).await;
    let created = first["patternsCreated"].as_i64().unwrap();
    let confidence = |patterns: &[Value]| -> f64 {
        patterns.iter().map(|pattern| pattern["confidence_score"].as_f64().unwrap()).sum()
    };
    let before = confidence(&app.patterns().await);
    let second = app.import(export("CNb")).await;
    assert_eq!((&second["patternsCreated"], &second["patternsEnhanced"]), (&json!(0), &json!(6)));
    let patterns = app.patterns().await;
    assert_eq!(patterns.len() as i64, created);
    let gained = confidence(&patterns) - before;
    assert!(gained > 0.02 && gained <= 0.121, "{gained}");
    assert!(patterns.iter().all(|pattern| pattern["confidence_score"].as_f64().unwrap() <= 0.95));
}

async fn a_pattern_shows_the_messages_it_was_taken_from(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = frozen(Export::with_patterns(4), "CNbay3", 3);
    let first = app.upload(csv.csv()).await.job();
    app.work().await;
    let second = app.upload(frozen(Export::new(), "CNbay5", 5).csv()).await.job();
    app.work().await;
    let patterns = app.patterns().await;
    let is_frozen = |pattern: &&Value| pattern["trigger_text"].as_str().unwrap().contains("frozen");
    let frozen = patterns.iter().find(is_frozen).unwrap();
    let sources = app.sources(&frozen["id"]).await;
    assert_eq!(
        sources,
        [
            json!({
                "job_id": first, "conversation_id": "CNbay3",
                "question_message_ids": ["ACCNbay3-1"], "answer_message_ids": ["ACCNbay3-3"],
                "confidence_contribution": sources[0]["confidence_contribution"],
            }),
            json!({
                "job_id": second, "conversation_id": "CNbay5",
                "question_message_ids": ["ACCNbay5-1"], "answer_message_ids": ["ACCNbay5-3"],
                "confidence_contribution": sources[1]["confidence_contribution"],
            }),
        ]
    );
    let total: f64 = sources.iter().map(|source| source["confidence_contribution"].as_f64().unwrap()).sum();
    assert!((total - frozen["confidence_score"].as_f64().unwrap()).abs() < 1e-9);
    // No conversation is evidence of two patterns.
    let mut seen = BTreeSet::new();
    for pattern in &patterns {
        for source in app.sources(&pattern["id"]).await {
            assert!(seen.insert(source["conversation_id"].to_string()));
        }
    }
    assert_eq!(app.get("/api/patterns/999999").await.code(), "NOT_FOUND");
    assert_eq!(app.get("/api/patterns/abc").await.code(), "NOT_FOUND");
    assert_eq!(app.get("/api/patterns/99999999999999").await.code(), "NOT_FOUND");
}

async fn each_conversation_is_evidence_with_its_whole_draft(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(frozen(frozen(Export::new(), "CN1", 3), "CN2", 5).csv()).await.job();
    app.work().await;
    let id = app.patterns().await[0]["id"].as_i64().unwrap() as i32;
    let history = library::history(&app.db, id).await.unwrap();
    let evidence = evidence_of(&history);
    let conversations: Vec<_> = evidence.iter().map(|evidence| evidence.source.key.as_str()).collect();
    assert_eq!(conversations, ["CN1", "CN2"]);
    for (evidence, bay) in evidence.iter().zip(["CN1", "CN2"]) {
        assert_eq!(evidence.source.job.to_string(), job);
        assert!(evidence.source.row.is_some() && !evidence.is_reconstructed);
        assert_eq!(evidence.draft.answer[0].as_str(), format!("AC{bay}-3"));
        assert_eq!(evidence.draft.question[0].as_str(), format!("AC{bay}-1"));
        assert_eq!((evidence.boost.amount, evidence.boost.cap.value()), (0.02, 0.95));
    }
}

async fn concurrent_workers_merge_one_conversation_at_a_time(engine: Engine) {
    let app = TestApp::start(engine).await;
    for worker in 0..4 {
        let export =
            (0..5).fold(Export::new(), |export, n| frozen(export, &format!("CN{worker}x{n}"), 1 + n));
        app.upload(export.csv()).await.job();
    }
    let worker = || app.worker_with(Arc::new(LocalExtractor::default()));
    let stop = CancellationToken::new();
    let working: Vec<_> = (0..4)
        .map(|_| {
            let (worker, stop) = (worker(), stop.clone());
            tokio::spawn(async move { worker.run_until_idle(&stop).await })
        })
        .collect();
    for worker in working {
        worker.await.unwrap().unwrap();
    }
    let patterns = app.patterns().await;
    assert_eq!(patterns.len(), 1);
    assert_eq!(app.sources(&patterns[0]["id"]).await.len(), 20);
    let imports = app.get("/api/patterns/import/history").await.body["imports"].as_array().unwrap().clone();
    let sum = |field: &str| -> i64 { imports.iter().map(|job| job[field].as_i64().unwrap()).sum() };
    assert_eq!((sum("patterns_created"), sum("patterns_enhanced")), (1, 19));
    assert!(imports.iter().all(|job| job["status"] == "completed"));
}

async fn the_library_is_listed_by_type_and_counted(engine: Engine) {
    let app = TestApp::start(engine).await;
    let empty = app.get("/api/patterns/stats").await.body;
    assert_eq!(
        (&empty["overview"]["total_patterns"], &empty["overview"]["avg_confidence"]),
        (&json!(0), &json!(0.0))
    );
    app.import(frozen(Export::with_patterns(4), "CNbay", 3).csv()).await;
    let patterns = app.patterns().await;
    let listed = app.get("/api/patterns?pattern_type=tech_issue").await.body;
    let of_type = patterns.iter().filter(|pattern| pattern["pattern_type"] == "tech_issue").count();
    assert!(of_type > 0 && of_type < patterns.len());
    assert_eq!((&listed["count"], listed["patterns"].as_array().unwrap().len()), (&json!(of_type), of_type));
    assert!(listed["patterns"][0]["confidence_score"].is_f64());
    for query in ["pattern_type=Weather", "pattern_type=", "patternType=faq"] {
        assert_eq!(app.get(&format!("/api/patterns?{query}")).await.code(), "INVALID_REQUEST", "{query}");
    }
    let stats = app.get("/api/patterns/stats").await.body;
    assert_eq!(stats["overview"]["total_patterns"], patterns.len());
    let by_type: u64 =
        stats["by_type"].as_array().unwrap().iter().map(|row| row["count"].as_u64().unwrap()).sum();
    assert_eq!(by_type, patterns.len() as u64);
    let levels = ["high_confidence", "medium_confidence", "low_confidence"];
    let by_level: u64 = levels.iter().map(|level| stats["overview"][level].as_u64().unwrap()).sum();
    assert_eq!(by_level, patterns.len() as u64);
}

async fn the_local_rules_create_the_same_patterns_from_the_same_file(engine: Engine) {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/openphone-export.csv");
    let learn = async || {
        let app = TestApp::start(engine).await;
        app.import(std::fs::read(sample).unwrap()).await;
        let mut patterns = app.patterns().await;
        for pattern in &mut patterns {
            let fields = pattern.as_object_mut().unwrap();
            fields.retain(|name, _| !name.ends_with("_at"));
        }
        patterns
    };
    let first = learn().await;
    assert!(first.len() > 20, "{}", first.len());
    assert_eq!(first, learn().await);
}
