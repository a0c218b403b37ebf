//! How many messages of customers find the right pattern, by their words and, with an embedding model, by their meaning.
//!
//! ```sh
//! EMBEDDING_BASE_URL=http://127.0.0.1:8655/v1 EMBEDDING_MODEL=multilingual-e5-small \
//!     cargo bench -p gleaner-tests --bench matching
//! ```
//!
//! Of each topic of a made-up business, every other conversation is imported with the local rules, and the questions of
//! the others are matched. A match is right if the pattern was learned from conversations about the same topic. The questions of
//! another business, most of which are about other topics, should find nothing. `MIN_MEANING` was chosen by single
//! questions of STAR and of the businesses that are not held out.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails if it cannot run"
)]

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use gleaner_extraction::EmbeddingSettings;
use gleaner_server::Settings;
use gleaner_tests::businesses::{self, BUSINESSES};
use gleaner_tests::{Engine, TestApp, send, test_settings};
use reqwest::Method;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// A business: half of its export, the questions of the other half, and the topics of all messages.
struct Business {
    csv: Vec<u8>,
    /// Each with its topic.
    questions: Vec<(String, String)>,
    topics: HashMap<String, String>,
}

/// Of the questions of one business: how many found the right pattern, another one, and none, and how many of those of
/// another business found any.
#[derive(Default)]
struct Found {
    right: usize,
    wrong: usize,
    none: usize,
    of_others: f64,
}

fn ids(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap()
}

fn read(name: &str) -> Business {
    let (mut imported, mut questions, mut topics) = (HashSet::new(), HashMap::new(), HashMap::new());
    let conversations = businesses::truths(name);
    let with_topic = conversations.iter().filter(|conversation| conversation["topic"].is_string());
    let mut of_topic: HashMap<String, usize> = HashMap::new();
    for conversation in with_topic {
        let topic = conversation["topic"].as_str().unwrap().to_owned();
        let messages = ids(&conversation["message_ids"]);
        topics.extend(messages.iter().map(|id| (id.clone(), topic.clone())));
        let number = of_topic.entry(topic.clone()).or_default();
        *number += 1;
        match *number % 2 {
            1 => imported.extend(messages),
            _ => questions
                .extend(ids(&conversation["question_message_ids"]).into_iter().map(|id| (id, topic.clone()))),
        }
    }
    let export = businesses::export(name);
    let mut reader = csv::Reader::from_reader(export.as_slice());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    let mut asked = Vec::new();
    for row in reader.records().map(Result::unwrap) {
        if imported.contains(&row[0]) {
            writer.write_record(&row).unwrap();
        }
        if let Some(topic) = questions.get(&row[0]) {
            asked.push((row[2].to_owned(), topic.clone()));
        }
    }
    Business { csv: writer.into_inner().unwrap(), questions: asked, topics }
}

/// The pattern that matches best.
async fn matched(app: &TestApp, message: &str) -> Option<i64> {
    let request = app.request(Method::POST, "/api/patterns/test").json(&json!({ "message": message }));
    send(request).await.body["result"]["pattern"]["id"].as_i64()
}

async fn topics_of(app: &TestApp, business: &Business, pattern: i64) -> Vec<String> {
    let answers =
        app.sources(&json!(pattern)).await.into_iter().flat_map(|source| ids(&source["answer_message_ids"]));
    answers.filter_map(|id| business.topics.get(&id).cloned()).collect()
}

async fn measure(business: &Business, other: &Business, embedding: Option<EmbeddingSettings>) -> Found {
    let app = TestApp::start_with(Engine::Sqlite, Settings { embedding, ..test_settings() }).await;
    app.import(business.csv.clone()).await;
    if let Some(worker) = app.application.embedding_worker() {
        worker.run_until_idle(&CancellationToken::new()).await.unwrap();
    }
    let mut found = Found::default();
    for (question, topic) in &business.questions {
        match matched(&app, question).await {
            None => found.none += 1,
            Some(pattern) if topics_of(&app, business, pattern).await.contains(topic) => found.right += 1,
            Some(_) => found.wrong += 1,
        }
    }
    let mut others = 0;
    for (question, _) in &other.questions {
        others += usize::from(matched(&app, question).await.is_some());
    }
    found.of_others = others as f64 / other.questions.len() as f64;
    found
}

#[tokio::main]
async fn main() {
    let embedding = std::env::var("EMBEDDING_BASE_URL").ok().map(|base_url| EmbeddingSettings {
        base_url,
        api_key: "none".to_owned().into(),
        model: std::env::var("EMBEDDING_MODEL").unwrap(),
        dimensions: None,
        timeout: Duration::from_secs(60),
    });
    for (position, (name, is_held_out)) in BUSINESSES.into_iter().enumerate() {
        let (next, _) = BUSINESSES[(position + 1) % BUSINESSES.len()];
        let (business, other) = (read(name), read(next));
        for (kind, embedding) in [("words", None), ("meaning", embedding.clone())] {
            if kind == "meaning" && embedding.is_none() {
                continue;
            }
            let Found { right, wrong, none, of_others } = measure(&business, &other, embedding).await;
            let held_out = if is_held_out { ", held out" } else { "" };
            println!(
                "{name}{held_out}, by {kind}: {right} right, {wrong} wrong, {none} without a match; {:.0} % of \
                 the questions of {next} match",
                100.0 * of_others
            );
        }
    }
}
