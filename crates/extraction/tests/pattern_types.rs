//! The types of questions and answers whose topics people have labeled, as confusion tables. The model is trained on
//! `training/types` and on some of the businesses.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![expect(clippy::print_stdout, reason = "the tables are printed to compare changes of the model")]

mod support;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use chrono::DateTime;
use gleaner_domain::{Direction, Message, PatternType};
use gleaner_extraction::PatternTypes;
use gleaner_sources::{ReadOptions, read};
use serde_json::Value;

use support::{HELD_OUT, TRAINED};

/// The minimum shares of right types in the businesses and in the real conversations, 0 to 1.
const MIN_TRAINED: f64 = 0.95;
const MIN_HELD_OUT: f64 = 0.67;
const MIN_STAR: f64 = 0.73;

/// The topics of the conversations in `tests/fixtures/star`, by the type that fits best. A search asks what
/// is offered. What concerns the customer's own account, medicine, room or way fits no type.
const STAR_TOPICS: [(&str, PatternType); 21] = [
    ("apartment_schedule", PatternType::Booking),
    ("apartment_search", PatternType::Faq),
    ("bank_balance", PatternType::General),
    ("bank_fraud_report", PatternType::General),
    ("doctor_followup", PatternType::General),
    ("doctor_schedule", PatternType::Booking),
    ("hotel_book", PatternType::Booking),
    ("hotel_search", PatternType::Faq),
    ("hotel_service_request", PatternType::General),
    ("meeting_schedule", PatternType::Booking),
    ("party_plan", PatternType::Booking),
    ("party_rsvp", PatternType::Booking),
    ("plane_book", PatternType::Booking),
    ("plane_search", PatternType::Faq),
    ("restaurant_book", PatternType::Booking),
    ("restaurant_search", PatternType::Faq),
    ("ride_book", PatternType::Booking),
    ("ride_change", PatternType::Booking),
    ("ride_status", PatternType::General),
    ("trip_directions", PatternType::General),
    ("weather", PatternType::General),
];

/// The minimum number of words of a message that contains a request.
const MIN_QUESTION_WORDS: usize = 5;
/// The number of messages of a request.
const QUESTION_MESSAGES: usize = 2;

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

async fn messages(file: &Path) -> Vec<Message> {
    let options = ReadOptions::plain(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    read(std::fs::read(file).unwrap(), &options).await.unwrap().messages
}

/// A question with its answer, and its type.
struct Example {
    question: String,
    answer: String,
    expected: PatternType,
}

/// How many examples of each type (the first) got each type (the second).
#[derive(Default)]
struct Confusion(BTreeMap<(PatternType, PatternType), usize>);

impl Confusion {
    fn of(examples: &[Example], types: &PatternTypes) -> Self {
        let mut confusion = Self::default();
        for example in examples {
            let found = types.classify(&example.question, &example.answer);
            *confusion.0.entry((example.expected, found)).or_default() += 1;
        }
        confusion
    }

    fn add(&mut self, other: Self) {
        for (pair, count) in other.0 {
            *self.0.entry(pair).or_default() += count;
        }
    }

    fn counts(&self) -> (usize, usize) {
        let right = self.0.iter().filter(|((expected, found), _)| expected == found).map(|(_, count)| count);
        (right.sum(), self.0.values().sum())
    }

    fn share(&self) -> f64 {
        let (right, all) = self.counts();
        right as f64 / all as f64
    }

    /// Prints a row for each expected type and a column for each type that was found.
    fn print(&self, name: &str) {
        let (right, all) = self.counts();
        println!("\n{name}: {right} of {all} right, {:.1} %", 100.0 * self.share());
        let columns: Vec<_> =
            PatternType::BUILT_IN.iter().map(|found| format!("{:>11}", found.as_str())).collect();
        println!("{:11}{}", "", columns.concat());
        for expected in PatternType::BUILT_IN {
            let cell =
                |found| self.0.get(&(expected, found)).map_or_else(|| ".".to_owned(), usize::to_string);
            let cells: Vec<_> = PatternType::BUILT_IN.map(|found| format!("{:>11}", cell(found))).into();
            println!("{:11}{}", expected.as_str(), cells.concat());
        }
    }
}

/// The examples of a made-up business: each labeled question with its answer, and the type of its topic.
async fn business(folder: &Path, name: &str) -> Vec<Example> {
    let truth = std::fs::read(folder.join(format!("{name}-truth.json"))).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    let messages = messages(&folder.join(format!("{name}.csv"))).await;
    let bodies: HashMap<&str, &str> =
        messages.iter().map(|found| (found.id.as_str(), found.body.as_str())).collect();
    let text = |ids: &Value| {
        let ids = ids.as_array().unwrap().iter();
        ids.map(|id| bodies[id.as_str().unwrap()]).collect::<Vec<_>>().join("\n")
    };
    let conversations = truth["conversations"].as_array().unwrap().iter();
    let example = |conversation: &Value| {
        let topic = conversation["topic"].as_str()?;
        Some(Example {
            question: text(&conversation["question_message_ids"]),
            answer: text(&conversation["answer_message_ids"]),
            expected: truth["business"]["types"][topic].as_str().unwrap().parse().unwrap(),
        })
    };
    conversations.filter_map(example).collect()
}

async fn measure(folder: &Path, names: &[&str], types: &PatternTypes) -> Confusion {
    let mut all = Confusion::default();
    for name in names {
        let confusion = Confusion::of(&business(folder, name).await, types);
        confusion.print(name);
        all.add(confusion);
    }
    all
}

#[tokio::test]
async fn most_questions_of_businesses_get_the_type_of_their_topic() {
    let types = PatternTypes::built_in();
    let folder = fixtures().join("businesses");
    let trained = measure(&folder, &TRAINED, &types).await;
    trained.print("trained");
    assert!(trained.share() >= MIN_TRAINED, "{:.3}", trained.share());
    let held_out = measure(&folder, &HELD_OUT, &types).await;
    held_out.print("held out");
    assert!(held_out.share() >= MIN_HELD_OUT, "{:.3}", held_out.share());
}

#[tokio::test]
async fn most_real_questions_get_the_type_of_their_topic() {
    let folder = fixtures().join("star");
    let rows = |name: &str| -> HashMap<String, Vec<String>> {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let rows = text.lines().skip(1).map(|row| row.split(',').map(str::to_owned).collect::<Vec<_>>());
        rows.map(|row| (row[0].clone(), row)).collect()
    };
    let messages: HashMap<String, Message> = messages(&folder.join("star-dev-500.csv"))
        .await
        .into_iter()
        .map(|message| (message.id.as_str().to_owned(), message))
        .collect();
    let (labels, conversations) = (rows("star-dev-500-labels.csv"), rows("star-dev-500-conversations.csv"));
    let mut examples = Vec::new();
    for (conversation, topic) in rows("star-dev-500-topics.csv") {
        let answers: Vec<&str> = labels[&conversation][2].split_whitespace().collect();
        let (last, expected) =
            (answers.last().unwrap(), STAR_TOPICS.iter().find(|known| known.0 == topic[1]));
        // No message is labeled as the question. The request is in the first messages that are more than a greeting
        // or a name.
        let before = conversations[&conversation][1].split_whitespace().take_while(|id| id != last);
        let asked = before
            .map(|id| &messages[id])
            .filter(|message| message.direction == Direction::Incoming)
            .filter(|message| message.body.split_whitespace().count() >= MIN_QUESTION_WORDS)
            .take(QUESTION_MESSAGES);
        examples.push(Example {
            question: asked.map(|message| message.body.as_str()).collect::<Vec<_>>().join("\n"),
            answer: answers.iter().map(|id| messages[*id].body.as_str()).collect::<Vec<_>>().join("\n"),
            expected: expected.unwrap().1,
        });
    }
    let confusion = Confusion::of(&examples, &PatternTypes::built_in());
    confusion.print("star");
    assert!(confusion.share() >= MIN_STAR, "{:.3}", confusion.share());
}
