//! Types of patterns that a business has added or renamed.

use std::sync::Arc;

use gleaner_extraction::{OpenAiSettings, PatternTypes};
use gleaner_server::Settings;
use gleaner_server::settings::{Environment, ExtractorSettings};
use gleaner_tests::model::{Model, Reply};
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, test_settings};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const FILE: &str = r#"
[tech_issue]
name = "equipment"

[returns]
description = "sending an article back"
strong = ["return label"]
question = ["return*", "take it back"]
"#;

on_both_databases! {
    patterns_of_custom_types_are_merged_listed_and_counted,
    workers_that_use_a_type_for_the_first_time_create_one_pattern,
    the_model_chooses_among_the_types_of_the_business,
}

/// The settings of a process with `file` as `PATTERN_TYPES_FILE`.
fn settings_with(file: &str) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("types.toml");
    std::fs::write(&path, file).unwrap();
    let name = "PATTERN_TYPES_FILE".to_owned();
    let read = Settings::read(&Environment::of([(name, path.to_str().unwrap().to_owned())])).unwrap();
    Settings { extractor: read.extractor, ..test_settings() }
}

const RETURN: [(&str, &str); 3] = [
    ("in", "How do I return a kettle that I have not opened?"),
    ("out", "You can print the return label from our page, please put it on the parcel."),
    ("in", "Thanks!"),
];

fn returns_and_faults() -> Export {
    let frozen = [
        ("in", "The touchscreen is frozen, what can I do?"),
        ("out", "Please hold the silver button of the touchscreen until it turns off."),
    ];
    Export::new().conversation("CNa", &RETURN).conversation("CNb", &RETURN).conversation("CNc", &frozen)
}

fn types_and_counts(stats: &Value) -> Vec<(&str, u64)> {
    let rows = stats["by_type"].as_array().unwrap().iter();
    rows.map(|row| (row["pattern_type"].as_str().unwrap(), row["count"].as_u64().unwrap())).collect()
}

async fn patterns_of_custom_types_are_merged_listed_and_counted(engine: Engine) {
    let app = TestApp::start_with(engine, settings_with(FILE)).await;
    let job = app.import(returns_and_faults().csv()).await;
    assert_eq!((&job["patternsCreated"], &job["patternsEnhanced"]), (&json!(2), &json!(1)));
    let listed = app.get("/api/patterns?pattern_type=returns").await.body;
    assert_eq!((&listed["count"], &listed["patterns"][0]["pattern_type"]), (&json!(1), &json!("returns")));
    assert_eq!(app.sources(&listed["patterns"][0]["id"]).await.len(), 2);
    let id = &listed["patterns"][0]["id"];
    let detail = app.get(&format!("/api/patterns/{id}")).await.body;
    assert_eq!(detail["pattern"]["pattern_type"], "returns");
    for (unused, count) in [("tech_issue", 0), ("weather", 0), ("equipment", 1)] {
        let listed = app.get(&format!("/api/patterns?pattern_type={unused}")).await.body;
        assert_eq!(listed["count"], count, "{unused}");
    }
    let stats = app.get("/api/patterns/stats").await.body;
    assert_eq!(types_and_counts(&stats), [("equipment", 1), ("returns", 1)]);
}

async fn workers_that_use_a_type_for_the_first_time_create_one_pattern(engine: Engine) {
    let app = TestApp::start_with(engine, settings_with(FILE)).await;
    for worker in 0..4 {
        app.upload(Export::new().conversation(&format!("CN{worker}"), &RETURN).csv()).await.job();
    }
    let stop = CancellationToken::new();
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (worker, stop) = (app.worker(), stop.clone());
            tokio::spawn(async move { worker.run_until_idle(&stop).await })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap().unwrap();
    }
    let patterns = app.patterns().await;
    assert_eq!((patterns.len(), &patterns[0]["pattern_type"]), (1, &json!("returns")));
    assert_eq!(app.sources(&patterns[0]["id"]).await.len(), 4);
}

fn content(pattern_type: &str) -> Reply {
    let content = json!({
        "outcome": "pattern", "reason": null, "type": pattern_type,
        "trigger": "How do I return an article?",
        "template": "You can print the return label from our page, please put it on the parcel.",
        "confidence": 0.7, "variables": [], "question_messages": [0], "answer_messages": [1],
    });
    Reply::Content(content.to_string())
}

async fn the_model_chooses_among_the_types_of_the_business(engine: Engine) {
    let types = Arc::new(PatternTypes::customized(FILE).unwrap());
    // The old name of a renamed type is refused, and the call is made again.
    let model = Model::start(|call| content(if call.number == 0 { "tech_issue" } else { "returns" }));
    let openai = OpenAiSettings { types, ..model.settings() };
    let settings = Settings { extractor: ExtractorSettings::OpenAi(openai), ..test_settings() };
    let app = TestApp::start_with(engine, settings).await;
    let job = app.import(Export::new().conversation("CNa", &RETURN).csv()).await;
    assert_eq!((&job["patternsCreated"], model.calls().len()), (&json!(1), 2));
    assert_eq!(app.patterns().await[0]["pattern_type"], "returns");
    let request = &model.calls()[0].request;
    let schema = &request["response_format"]["json_schema"]["schema"];
    let names = schema["properties"]["type"]["enum"].as_array().unwrap();
    assert!(names.contains(&json!("returns")) && names.contains(&json!("equipment")), "{names:?}");
    assert!(!names.contains(&json!("tech_issue")), "{names:?}");
    let instructions = request["messages"][0]["content"].as_str().unwrap();
    assert!(instructions.contains("- returns: sending an article back"), "{instructions}");
    assert!(instructions.contains("- equipment: equipment or software"), "{instructions}");
}
